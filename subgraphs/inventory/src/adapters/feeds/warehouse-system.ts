import { z } from 'zod';
import type { WarehouseSystem } from '../../application/feed-ports';
import type { FeedKind } from '../../domain/difference';
import { readFileFeed, readHttpFeed, type FeedReader } from './feed-readers';
import { parseStockCsv } from './stock-csv';

const protocols: Readonly<Record<string, FeedKind>> = { 'file:': 'FILE', 'http:': 'HTTP', 'https:': 'HTTP' };

const address = z
  .url()
  .transform((text) => new URL(text))
  .refine((url) => url.protocol in protocols, 'must be a file:, http: or https: address');

const addressesByCode = z.record(z.string(), address);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The feed addresses by warehouse code: {"DE-BER-1": "https://wms.example/stock.csv"}. An empty value means no feeds. */
export const feedAddresses = z
  .string()
  .default('')
  .transform((text) => (text === '' ? {} : parsed(text)))
  .pipe(addressesByCode);

const readers: Readonly<Record<FeedKind, FeedReader>> = { FILE: readFileFeed, HTTP: readHttpFeed };

/** The configured warehouse feeds. Addresses come only from the configuration, never from clients. */
export const warehouseSystem = (addresses: z.output<typeof feedAddresses>): WarehouseSystem => {
  const find = (code: string): { readonly url: URL; readonly kind: FeedKind } | undefined => {
    const url = Object.hasOwn(addresses, code) ? addresses[code] : undefined;
    const kind = url === undefined ? undefined : protocols[url.protocol];
    return url === undefined || kind === undefined ? undefined : { url, kind };
  };
  return {
    offers: (code) => {
      const found = find(code);
      return found === undefined ? [] : [found.kind];
    },
    read: async (code, kind) => {
      const found = find(code);
      if (found?.kind !== kind) throw new Error('the feed is not configured any more');
      return parseStockCsv(await readers[kind](found.url));
    },
  };
};
