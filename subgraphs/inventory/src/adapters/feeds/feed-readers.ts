import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { maxBytes } from './stock-csv';

const timeoutMilliseconds = 10_000;

/** Reads the whole text of a feed; throws when it is too long. */
export type FeedReader = (address: URL) => Promise<string>;

const collected = async (chunks: AsyncIterable<Uint8Array>): Promise<string> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`the feed is longer than ${maxBytes.toString()} bytes`);
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('utf8');
};

export const readFileFeed: FeedReader = async (address) => {
  const file = await open(fileURLToPath(address), 'r');
  try {
    if (!(await file.stat()).isFile()) throw new Error('the feed is not a file');
    const stream = file.createReadStream({ autoClose: false, signal: AbortSignal.timeout(timeoutMilliseconds) });
    return await collected(stream as AsyncIterable<Uint8Array>);
  } finally {
    await file.close();
  }
};

/** Does not follow redirects: only the configured address is read. */
export const readHttpFeed: FeedReader = async (address) => {
  const { statusCode, body } = await request(address, {
    headers: { accept: 'text/csv' },
    headersTimeout: timeoutMilliseconds,
    bodyTimeout: timeoutMilliseconds,
    signal: AbortSignal.timeout(timeoutMilliseconds),
  });
  if (statusCode === 200) return collected(body as AsyncIterable<Uint8Array>);
  await body.dump();
  throw new Error(`the feed answers ${statusCode.toString()}`);
};
