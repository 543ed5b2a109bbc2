import { z } from 'zod';
import type { Retry } from '@marketplace/application';
import { epochMilliseconds, idOf, isId, type Clock, type PaymentId } from '@marketplace/kernel';
import type { WebhookHandler, WebhookResponse } from '@marketplace/platform';
import type { GatewayOutcome } from '../../application/gateway';
import type { Webhook } from '../../application/ports';
import { isSignedBy } from './stripe-signature';

/** Parses the payment of a webhook event; main.ts passes it from the gateway adapter. */
export type ReadIntent = (
  object: unknown,
) => { readonly metadata: Readonly<Record<string, string>>; readonly outcome: GatewayOutcome } | undefined;

type Dependencies = {
  readonly secret: string;
  readonly clock: Clock;
  readonly retry: Retry;
  readonly readIntent: ReadIntent;
  readonly handleReport: (
    report: { ref: { paymentId: PaymentId }; outcome: Exclude<GatewayOutcome, { kind: 'unknown' }> },
    webhook: Webhook,
  ) => Promise<void>;
};

const eventSchema = z.object({ id: z.string().min(1).max(200), type: z.string().max(200), data: z.object({ object: z.unknown() }) });

/** The events that can change a payment. Refund events only confirm requests of ours. */
const handledTypes = new Set([
  'payment_intent.amount_capturable_updated',
  'payment_intent.payment_failed',
  'payment_intent.succeeded',
  'payment_intent.canceled',
]);

const done: WebhookResponse = { status: 200, body: 'ok' };
const refused: WebhookResponse = { status: 400, body: 'not a signed event' };

const parse = (rawBody: Buffer): z.output<typeof eventSchema> | undefined => {
  try {
    return eventSchema.safeParse(JSON.parse(rawBody.toString('utf8'))).data;
  } catch {
    return undefined;
  }
};

/**
 * Handles webhook events of the provider. Each contains the whole payment, so their order and repetition do not matter. An event
 * about an unknown payment is accepted and ignored.
 */
export const stripeWebhook =
  ({ secret, clock, retry, readIntent, handleReport }: Dependencies): WebhookHandler =>
  async ({ method, headers, rawBody }) => {
    if (method !== 'POST') return { status: 405, body: 'POST only' };
    const unixSeconds = Math.floor(epochMilliseconds(clock()) / 1_000);
    if (!isSignedBy(secret, { header: headers['stripe-signature'] ?? '', rawBody, unixSeconds })) return refused;
    const event = parse(rawBody);
    if (event === undefined) return refused;
    const intent = handledTypes.has(event.type) ? readIntent(event.data.object) : undefined;
    const paymentId = intent?.metadata['payment_id'] ?? '';
    if (intent === undefined || intent.outcome.kind === 'unknown' || !isId(paymentId)) return done;
    const { outcome } = intent;
    await retry(() => handleReport({ ref: { paymentId: idOf(paymentId) }, outcome }, { id: event.id, type: event.type }));
    return done;
  };
