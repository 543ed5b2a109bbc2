import { z } from 'zod';
import { epochMilliseconds, type Instant } from '@marketplace/kernel';
import type { TimeWindow } from '../../application/gateway';
import type { StripeClient } from './stripe-client';

const pageSize = 100;
const mostPages = 100;

const page = <T extends { readonly id: string }>(item: z.ZodType<T>) => z.object({ data: z.array(item), has_more: z.boolean() });

const unixSeconds = (at: Instant): number => Math.floor(epochMilliseconds(at) / 1_000);

/** Bounds of a list: from the second that `from` lies in, up to before the one of `to`. */
export const createdIn = ({ from, to }: TimeWindow): Readonly<Record<string, string>> => ({
  'created[gte]': unixSeconds(from).toString(),
  'created[lt]': unixSeconds(to).toString(),
});

export const createdSince = (from: Instant): Readonly<Record<string, string>> => ({ 'created[gte]': unixSeconds(from).toString() });

type Listing<T> = { readonly path: string; readonly query: Readonly<Record<string, string>>; readonly item: z.ZodType<T> };

/** All items of a list, page by page; undefined when one of the pages did not come. */
export const listAll = async <T extends { readonly id: string }>(
  client: StripeClient,
  { path, query, item }: Listing<T>,
): Promise<readonly T[] | undefined> => {
  const items: T[] = [];
  for (let fetched = 0; fetched < mostPages; fetched += 1) {
    const last = items.at(-1);
    const answer = await client.get(
      path,
      new URLSearchParams({ ...query, limit: pageSize.toString(), ...(last === undefined ? {} : { starting_after: last.id }) }),
    );
    const parsed = answer.kind === 'answer' && answer.status === 200 ? page(item).safeParse(answer.body) : undefined;
    if (parsed?.success !== true) return undefined;
    items.push(...parsed.data.data);
    if (!parsed.data.has_more) return items;
  }
  return undefined;
};
