import { z } from 'zod';
import type { GatewayOutcome } from '../../application/gateway';
import { fromStripeAmount } from './stripe-amounts';
import type { StripeAnswer } from './stripe-client';

const failure = z.object({ code: z.string().optional(), decline_code: z.string().optional() });

const charge = z.object({ id: z.string(), amount_refunded: z.int() });

/** The fields of a PaymentIntent that are used here. */
export const intentSchema = z.object({
  id: z.string(),
  status: z.string(),
  currency: z.string(),
  amount_received: z.int(),
  latest_charge: z.union([z.string(), charge]).nullable(),
  last_payment_error: failure.nullable(),
  next_action: z
    .object({
      redirect_to_url: z.object({ url: z.string() }).optional(),
      use_stripe_sdk: z.object({ stripe_js: z.string().optional() }).optional(),
    })
    .nullable(),
  metadata: z.record(z.string(), z.string()),
});

export type StripeIntent = z.output<typeof intentSchema>;

const errorSchema = z.object({
  error: failure.extend({ type: z.string(), message: z.string().optional(), payment_intent: intentSchema.optional().catch(undefined) }),
});

export const refundSchema = z.object({
  id: z.string(),
  status: z.string().nullable(),
  metadata: z.record(z.string(), z.string()).nullable(),
});
export type StripeRefund = z.output<typeof refundSchema>;

const unknown = (reason: string): GatewayOutcome => ({ kind: 'unknown', reason });

/** The bank's decline code if it is specific, else the error code. */
const declineCodeOf = (error: z.output<typeof failure>): string => {
  const isSpecific = error.decline_code !== undefined && error.decline_code !== 'generic_decline';
  return isSpecific && error.decline_code !== undefined ? error.decline_code : (error.code ?? 'card_declined');
};

/** The outcome of a payment, from the status of its PaymentIntent. */
export const outcomeOfIntent = (intent: StripeIntent): GatewayOutcome => {
  const reference = intent.id;
  if (intent.status === 'requires_capture') return { kind: 'authorized', reference };
  if (intent.status === 'canceled') return { kind: 'canceled' };
  if (intent.status === 'requires_payment_method') return { kind: 'declined', code: declineCodeOf(intent.last_payment_error ?? {}) };
  if (intent.status === 'succeeded') {
    const transaction = typeof intent.latest_charge === 'string' ? intent.latest_charge : (intent.latest_charge?.id ?? reference);
    return { kind: 'captured', reference, transaction, amount: fromStripeAmount(intent.amount_received, intent.currency) };
  }
  const url = intent.next_action?.redirect_to_url?.url ?? intent.next_action?.use_stripe_sdk?.stripe_js;
  if (intent.status === 'requires_action' && url !== undefined) return { kind: 'action-required', reference, url };
  return unknown(`the payment is ${intent.status}`);
};

/**
 * The outcome of an error. Server faults, rate limits and idempotency conflicts are `unknown`. An invalid request would fail
 * again, so it is a decline.
 */
const outcomeOfError = (status: number, body: unknown): GatewayOutcome => {
  const parsed = errorSchema.safeParse(body);
  if (!parsed.success) return unknown(`HTTP ${status.toString()}`);
  const { error } = parsed.data;
  if (error.code === 'payment_intent_unexpected_state' && error.payment_intent !== undefined) return outcomeOfIntent(error.payment_intent);
  if (status === 402) return { kind: 'declined', code: declineCodeOf(error) };
  const isInvalid = error.type === 'invalid_request_error' && (status === 400 || status === 404);
  return isInvalid
    ? { kind: 'declined', code: error.code ?? 'invalid_request' }
    : unknown(`HTTP ${status.toString()} ${error.code ?? error.type}`);
};

/** Parses an answer with a schema; errors and missing answers become their outcomes. */
export const readAnswer = <T>(answer: StripeAnswer, schema: z.ZodType<T>, outcome: (value: T) => GatewayOutcome): GatewayOutcome => {
  if (answer.kind === 'no-answer') return unknown(answer.reason);
  if (answer.status !== 200) return outcomeOfError(answer.status, answer.body);
  const parsed = schema.safeParse(answer.body);
  return parsed.success ? outcome(parsed.data) : unknown('the answer is invalid');
};

/** Parses the payment of a webhook event; undefined if it is not one. */
export const readIntent = (
  object: unknown,
): { readonly metadata: Readonly<Record<string, string>>; readonly outcome: GatewayOutcome } | undefined => {
  const intent = intentSchema.safeParse(object).data;
  return intent === undefined ? undefined : { metadata: intent.metadata, outcome: outcomeOfIntent(intent) };
};
