import { z } from 'zod';
import { after, idOf, isId, milliseconds, type Money } from '@marketplace/kernel';
import type { Gateway, GatewayOutcome, ProviderPayment } from '../../application/gateway';
import { fromStripeAmount, toStripeAmount } from './stripe-amounts';
import type { StripeClient } from './stripe-client';
import { createdIn, createdSince, listAll } from './stripe-lists';
import { intentShape, outcomeOfIntent, read, refundShape, type StripeIntent, type StripeRefund } from './stripe-wire';

export type StripeSettings = {
  /** Where a buyer comes back to after confirming at the bank. */
  readonly returnUrl: string | undefined;
};

/** Clocks differ, theirs and ours. */
const clockSkew = 60_000;

const movementShape = z.object({ id: z.string(), source: z.string().nullable(), fee: z.int(), currency: z.string() });

const unpayable: GatewayOutcome = { kind: 'declined', code: 'amount-not-payable' };

const intentPath = (reference: string, action = ''): string => `/v1/payment_intents/${encodeURIComponent(reference)}${action}`;

const refundOutcome = (refund: StripeRefund): GatewayOutcome =>
  refund.status === 'failed' || refund.status === 'canceled'
    ? { kind: 'unknown', reason: `the refund is ${refund.status}` }
    : { kind: 'refunded', transaction: refund.id };

const inStripe = async (amount: Money, call: (counted: string) => Promise<GatewayOutcome>): Promise<GatewayOutcome> => {
  const counted = toStripeAmount(amount);
  return counted === undefined ? unpayable : call(counted);
};

/** What was refunded is in the charge, which a list gives when asked to. */
const toProviderPayment = (intent: StripeIntent): ProviderPayment => {
  const paymentId = intent.metadata['payment_id'];
  const refunded = intent.latest_charge !== null && typeof intent.latest_charge !== 'string' ? intent.latest_charge.amount_refunded : 0;
  return {
    reference: intent.id,
    captured: fromStripeAmount(intent.amount_received, intent.currency),
    refunded: fromStripeAmount(refunded, intent.currency),
    ...(paymentId === undefined || !isId(paymentId) ? {} : { paymentId: idOf<'Payment'>(paymentId) }),
  };
};

/** Stripe's PaymentIntents with manual capture. Every call carries the step's idempotency key. */
export const stripeGateway = (client: StripeClient, { returnUrl }: StripeSettings): Gateway => ({
  name: 'stripe',
  authorize: ({ ref, amount, token, key }) =>
    inStripe(amount, async (counted) => {
      const form = new URLSearchParams({
        amount: counted,
        currency: amount.currency.toLowerCase(),
        payment_method: token,
        confirm: 'true',
        capture_method: 'manual',
        'payment_method_types[]': 'card',
        'metadata[payment_id]': ref.paymentId,
        'metadata[checkout_id]': ref.checkoutId,
      });
      if (returnUrl !== undefined) form.set('return_url', returnUrl);
      return read(await client.post('/v1/payment_intents', form, key), intentShape, outcomeOfIntent);
    }),
  capture: ({ reference, amount, key }) =>
    inStripe(amount, async (counted) =>
      read(
        await client.post(intentPath(reference, '/capture'), new URLSearchParams({ amount_to_capture: counted }), key),
        intentShape,
        outcomeOfIntent,
      ),
    ),
  void: async ({ reference, key }) =>
    read(await client.post(intentPath(reference, '/cancel'), new URLSearchParams(), key), intentShape, outcomeOfIntent),
  refund: ({ reference, refundId, amount, key }) =>
    inStripe(amount, async (counted) => {
      const form = new URLSearchParams({ payment_intent: reference, amount: counted, 'metadata[refund_id]': refundId });
      return read(await client.post('/v1/refunds', form, key), refundShape, refundOutcome);
    }),
  find: async (payment) => {
    if ('reference' in payment) return read(await client.get(intentPath(payment.reference)), intentShape, outcomeOfIntent);
    const query = createdSince(after(payment.since, milliseconds(-clockSkew)));
    const intents = await listAll(client, { path: '/v1/payment_intents', query, item: intentShape });
    if (intents === undefined) return { kind: 'unknown', reason: 'the list of payments did not come' };
    const found = intents.find((intent) => intent.metadata['payment_id'] === payment.paymentId);
    return found === undefined ? undefined : outcomeOfIntent(found);
  },
  findRefund: async ({ reference, refundId }) => {
    const refunds = await listAll(client, { path: '/v1/refunds', query: { payment_intent: reference }, item: refundShape });
    if (refunds === undefined) return { kind: 'unknown', reason: 'the list of refunds did not come' };
    const found = refunds.find((refund) => refund.metadata?.['refund_id'] === refundId);
    return found === undefined ? undefined : refundOutcome(found);
  },
  paymentsIn: async (window) => {
    const query = { ...createdIn(window), 'expand[]': 'data.latest_charge' };
    return (await listAll(client, { path: '/v1/payment_intents', query, item: intentShape }))?.map(toProviderPayment);
  },
  feesIn: async (window) => {
    const movements = await listAll(client, {
      path: '/v1/balance_transactions',
      query: { ...createdIn(window), type: 'charge' },
      item: movementShape,
    });
    return movements?.flatMap((movement) =>
      movement.source === null ? [] : [{ transaction: movement.source, fee: fromStripeAmount(movement.fee, movement.currency) }],
    );
  },
});
