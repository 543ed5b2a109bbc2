import { z } from 'zod';
import type { ProductSummary } from '../../application/search-results';

const hitShape = z.object({
  _source: z.object({
    card: z.custom<ProductSummary>((value) => typeof value === 'object' && value !== null),
    excerpt: z.object({ description: z.string() }).optional(),
  }),
  sort: z.tuple([z.number(), z.string()]),
  highlight: z.record(z.string(), z.array(z.string())).optional(),
});

const answerShape = z.object({
  hits: z.object({ total: z.object({ value: z.number() }).optional(), hits: z.array(hitShape) }),
  aggregations: z.record(z.string(), z.unknown()).optional(),
});

/** The parts of a search response that are used. */
export type Answer = z.output<typeof answerShape>;
export type AnsweredHit = Answer['hits']['hits'][number];

export const readAnswer = (body: unknown): Answer => answerShape.parse(body);

const countShape = z.object({ doc_count: z.number() });

/** The document count of a `filter` aggregation. */
export const countOf = (aggregation: unknown): number => countShape.parse(aggregation).doc_count;

const keysShape = z.object({ buckets: z.array(z.object({ key: z.string(), doc_count: z.number() })) });

/** The values of a `terms` aggregation, most frequent first. */
export const bucketsOf = (aggregation: unknown): readonly { readonly key: string; readonly count: number }[] =>
  keysShape.parse(aggregation).buckets.map(({ key, doc_count: count }) => ({ key, count }));
