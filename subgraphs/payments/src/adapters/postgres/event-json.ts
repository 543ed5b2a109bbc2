import { zero, type Money } from '@marketplace/kernel';
import type { AgreedShare, PaymentEvent, Terms } from '../../domain/payment';

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

type Request = Extract<PaymentEvent, { type: 'PaymentRequested' }>;
type OldRequest = Omit<Request, 'terms' | 'shares'> & {
  readonly terms: Omit<Terms, 'method'> & { readonly method?: Terms['method'] };
  readonly shares: readonly (Omit<AgreedShare, 'platformDiscount'> & { readonly platformDiscount?: Money })[];
};

/** Payments from before there was anything but cards, and any discount. */
const completed = (event: OldRequest): PaymentEvent => ({
  ...event,
  terms: { ...event.terms, method: event.terms.method ?? 'CARD' },
  shares: event.shares.map((share) => ({ ...share, platformDiscount: share.platformDiscount ?? zero(share.amount.currency) })),
});

/** The event that a line of the history holds. */
export const eventFromJson = (json: unknown): PaymentEvent => {
  const event = revive(json) as PaymentEvent;
  return event.type === 'PaymentRequested' ? completed(event) : event;
};
