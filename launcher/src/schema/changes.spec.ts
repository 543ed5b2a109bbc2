import { z } from 'zod';
import { breakingEventChanges, breakingGraphChanges } from './changes';
import { composeSupergraph } from './files';

const schemaOf = (data: z.ZodType): string => JSON.stringify(z.toJSONSchema(data, { io: 'input' }));

const base = {
  orderId: z.uuid(),
  reason: z.enum(['lost', 'late']),
  lines: z.array(z.object({ sku: z.string(), quantity: z.int().positive() })),
};

const changes = (now: z.ZodType): readonly string[] =>
  breakingEventChanges('event', schemaOf(z.object(base)), schemaOf(now)).map(({ message }) => message);

describe('a published event', () => {
  it('may gain optional fields, anywhere', () => {
    const line = z.object({ sku: z.string(), quantity: z.int().positive(), note: z.string().optional() });
    expect(changes(z.object({ ...base, lines: z.array(line), comment: z.string().optional() }))).toEqual([]);
  });

  it('may be described in better words', () => {
    expect(changes(z.object({ ...base, orderId: z.uuid().describe('Which order.') }))).toEqual([]);
  });

  it('never loses a field', () => {
    const { reason: _, ...rest } = base;
    expect(changes(z.object(rest))).toEqual(['reason was removed']);
  });

  it('never gains a required one', () => {
    expect(changes(z.object({ ...base, comment: z.string() }))).toEqual([
      'comment was added as required; only optional fields can be added',
    ]);
  });

  it('never changes what a field may hold', () => {
    expect(changes(z.object({ ...base, reason: z.enum(['lost', 'late', 'damaged']) }))).toEqual(['reason changed its enum']);
    expect(changes(z.object({ ...base, orderId: z.string() }))).toContain('orderId changed its format');
    expect(changes(z.object({ ...base, orderId: z.uuid().optional() }))).toEqual(['orderId changed whether it is required']);
  });

  it('never changes what the items of a list are', () => {
    const line = z.object({ sku: z.string(), quantity: z.string() });
    expect(changes(z.object({ ...base, lines: z.array(line) }))).toContain('lines[].quantity changed its type');
  });

  it('never disappears', () => {
    expect(breakingEventChanges('event', schemaOf(z.object(base)), undefined)).toHaveLength(1);
  });
});

const graph = (fields: string): string =>
  composeSupergraph(
    new Map([
      [
        'orders',
        `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"]) type Query { order: Order } type Order @key(fields: "id") { id: ID! ${fields} }`,
      ],
    ]),
  );

describe('the graph', () => {
  it('may gain fields', () => {
    expect(breakingGraphChanges(graph('number: String'), graph('number: String note: String'))).toEqual([]);
  });

  it('tells which field clients would miss', () => {
    expect(breakingGraphChanges(graph('number: String'), graph(''))).toEqual([
      { file: 'supergraph.graphql', message: 'Order.number was removed.' },
    ]);
  });
});
