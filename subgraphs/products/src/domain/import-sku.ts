import type { Option } from './variant';
import { slugOf } from './text';

const prime = 16_777_619;

/** FNV-1a in 32 bits: the same text always has the same mark, and two texts seldom do. */
const markOf = (text: string): string => {
  let hash = 2_166_136_261;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), prime) >>> 0;
  return hash.toString(36);
};

const longest = 64;

/** The SKU of a variant that a file gives none: the same file gives the same again. */
export const generatedSku = (handle: string, options: readonly Option[]): string => {
  const text = [handle, ...options.map(({ value }) => value)].join(' ');
  const slug = slugOf(text);
  const isPlain = slug.length <= longest && /^[\x20-\x7e]*$/.test(text);
  const mark = markOf(text);
  return isPlain ? slug : `${slug.slice(0, longest - mark.length - 1)}-${mark}`;
};
