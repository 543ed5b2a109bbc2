import type { Option } from './variant';
import { slugOf } from './text';

const prime = 16_777_619;

/** The 32-bit FNV-1a hash of a text. */
const hashOf = (text: string): string => {
  let hash = 2_166_136_261;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), prime) >>> 0;
  return hash.toString(36);
};

const maxSkuLength = 64;

/** Generates the SKU of a variant for which a file has none. The same input always has the same SKU. */
export const generateSku = (handle: string, options: readonly Option[]): string => {
  const text = [handle, ...options.map(({ value }) => value)].join(' ');
  const slug = slugOf(text);
  const isPlain = slug.length <= maxSkuLength && /^[\x20-\x7e]*$/.test(text);
  const digest = hashOf(text);
  return isPlain ? slug : `${slug.slice(0, maxSkuLength - digest.length - 1)}-${digest}`;
};
