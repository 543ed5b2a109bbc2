import { z } from 'zod';
import { defined, epochMilliseconds, type Instant } from '@marketplace/kernel';
import type { TimeWindow } from '../../application/gateway';
import type { StripeClient } from './stripe-client';

const pageSize = 100;
const maxPages = 100;

const page = <T extends { readonly id: string }>(item: z.ZodType<T>) => z.object({ data: z.array(item), has_more: z.boolean() });

const unixSeconds = (at: Instant): number => Math.floor(epochMilliseconds(at) / 1_000);

/** The bounds of a list in whole seconds: `from` is included, `to` is not. */
export const createdIn = ({ from, to }: TimeWindow): Readonly<Record<string, string>> => ({
  'created[gte]': unixSeconds(from).toString(),
  'created[lt]': unixSeconds(to).toString(),
});

export const createdSince = (from: Instant): Readonly<Record<string, string>> => ({ 'created[gte]': unixSeconds(from).toString() });

type Listing<T> = { readonly path: string; readonly query: Readonly<Record<string, string>>; readonly item: z.ZodType<T> };

/** All items of a list, page by page; undefined when a page is not available. */
export const listAll = async <T extends { readonly id: string }>(
  client: StripeClient,
  { path, query, item }: Listing<T>,
): Promise<readonly T[] | undefined> => {
  const items: T[] = [];
  for (let fetched = 0; fetched < maxPages; fetched += 1) {
    const answer = await client.get(
      path,
      new URLSearchParams({ ...query, limit: pageSize.toString(), ...defined({ starting_after: items.at(-1)?.id }) }),
    );
    const parsed = answer.kind === 'answer' && answer.status === 200 ? page(item).safeParse(answer.body) : undefined;
    if (parsed?.success !== true) return undefined;
    items.push(...parsed.data.data);
    if (!parsed.data.has_more) return items;
  }
  return undefined;
};
