import type { PaymentEvent } from '../../domain/payment';

/** An event as the history keeps it; amounts are text, since JSON numbers are not exact. */
export const eventToJson = (event: PaymentEvent): string =>
  JSON.stringify(event, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));

const revive = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === 'amount' && typeof member === 'string' ? BigInt(member) : revive(member),
    ]),
  );
};

/** The event that a line of the history holds. */
export const eventFromJson = (json: unknown): PaymentEvent => revive(json) as PaymentEvent;
