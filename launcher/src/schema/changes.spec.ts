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
  it('can get optional fields at any level', () => {
    const line = z.object({ sku: z.string(), quantity: z.int().positive(), note: z.string().optional() });
    expect(changes(z.object({ ...base, lines: z.array(line), comment: z.string().optional() }))).toEqual([]);
  });

  it('can change its description', () => {
    expect(changes(z.object({ ...base, orderId: z.uuid().describe('The order.') }))).toEqual([]);
  });

  it('never loses a field', () => {
    const { reason: _, ...rest } = base;
    expect(changes(z.object(rest))).toEqual(['reason was removed']);
  });

  it('never gets a required field', () => {
    expect(changes(z.object({ ...base, comment: z.string() }))).toEqual([
      'comment was added as required; only optional fields can be added',
    ]);
  });

  it('never changes the values of a field', () => {
    expect(changes(z.object({ ...base, reason: z.enum(['lost', 'late', 'damaged']) }))).toEqual(['reason changed its enum']);
    expect(changes(z.object({ ...base, orderId: z.string() }))).toContain('orderId changed its format');
    expect(changes(z.object({ ...base, orderId: z.uuid().optional() }))).toEqual(['orderId changed whether it is required']);
  });

  it('never changes the items of a list', () => {
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
  it('can get fields', () => {
    expect(breakingGraphChanges(graph('number: String'), graph('number: String note: String'))).toEqual([]);
  });

  it('reports the removed field', () => {
    expect(breakingGraphChanges(graph('number: String'), graph(''))).toEqual([
      { file: 'supergraph.graphql', message: 'Order.number was removed.' },
    ]);
  });
});
