import { GraphQLScalarType, Kind } from 'graphql';
import { instant, type Instant } from '@marketplace/kernel';
import { badUserInput } from './context';

const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

const parse = (value: unknown): Instant => {
  if (typeof value !== 'string' || !shape.test(value) || Number.isNaN(Date.parse(value)))
    throw badUserInput('A DateTime must be an ISO 8601 date and time, such as 2026-11-21T08:30:00Z.');
  return instant(value);
};

/** The scalar of instants. */
export const DateTime = new GraphQLScalarType<Instant, string>({
  name: 'DateTime',
  description: 'An ISO 8601 date and time in UTC, such as 2026-11-21T08:30:00.000Z.',
  serialize: (value) => (typeof value === 'string' ? value : instant(value as Date)),
  parseValue: parse,
  parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
});
