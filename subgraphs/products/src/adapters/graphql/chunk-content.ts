import { refuse, type Refusal } from '@marketplace/kernel';
import type { ChunkEncoding } from './import-inputs.types';

const halfCharacter = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** The bytes of a text in UTF-8. Half of a character has none. */
export const textContent = (content: string): Uint8Array | Refusal<'chunk-not-text'> =>
  halfCharacter.test(content) ? refuse('chunk-not-text', { path: ['content'] }) : Buffer.from(content, 'utf8');

/** The bytes of a chunk as a client has written them. */
export const contentOf = (content: string, encoding: ChunkEncoding): Uint8Array | Refusal<'chunk-not-text' | 'chunk-not-base64'> => {
  if (encoding === 'TEXT') return textContent(content);
  const isBase64 = content.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(content);
  return isBase64 ? Buffer.from(content, 'base64') : refuse('chunk-not-base64', { path: ['content'] });
};
