import { GraphQLScalarType, Kind } from 'graphql';
import { instant, type Instant } from '@marketplace/kernel';
import { badUserInput } from './context';

const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

const parse = (value: unknown): Instant => {
  if (typeof value !== 'string' || !shape.test(value) || Number.isNaN(Date.parse(value)))
    throw badUserInput('A DateTime is written as in 2026-11-21T08:30:00Z.');
  return instant(value);
};

/** A moment in UTC, ISO 8601 with milliseconds. */
export const DateTime = new GraphQLScalarType<Instant, string>({
  name: 'DateTime',
  description: 'A moment in UTC as ISO 8601, such as 2026-11-21T08:30:00.000Z.',
  serialize: (value) => (typeof value === 'string' ? value : instant(value as Date)),
  parseValue: parse,
  parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
});
