import { z } from 'zod';
import { after, defined, idOf, isId, milliseconds, type Money } from '@marketplace/kernel';
import type { Gateway, GatewayOutcome, ProviderPayment } from '../../application/gateway';
import { fromStripeAmount, toStripeAmount } from './stripe-amounts';
import type { StripeClient } from './stripe-client';
import { createdIn, createdSince, listAll } from './stripe-lists';
import { intentSchema, outcomeOfIntent, readAnswer, refundSchema, type StripeIntent, type StripeRefund } from './stripe-wire';

export type StripeSettings = {
  /** The page that buyers return to after confirming at the bank. */
  readonly returnUrl: string | undefined;
};

/** The tolerance for differences between Stripe's clock and ours. */
const clockSkew = 60_000;

const balanceTransactionSchema = z.object({ id: z.string(), source: z.string().nullable(), fee: z.int(), currency: z.string() });

const unpayable: GatewayOutcome = { kind: 'declined', code: 'amount-not-payable' };

const intentPath = (reference: string, action = ''): string => `/v1/payment_intents/${encodeURIComponent(reference)}${action}`;

const refundOutcome = (refund: StripeRefund): GatewayOutcome =>
  refund.status === 'failed' || refund.status === 'canceled'
    ? { kind: 'unknown', reason: `the refund is ${refund.status}` }
    : { kind: 'refunded', transaction: refund.id };

const withStripeAmount = async (amount: Money, call: (stripeAmount: string) => Promise<GatewayOutcome>): Promise<GatewayOutcome> => {
  const stripeAmount = toStripeAmount(amount);
  return stripeAmount === undefined ? unpayable : call(stripeAmount);
};

/** Converts a payment of a list. The refunded amount is in the charge, which the list expands. */
const toProviderPayment = (intent: StripeIntent): ProviderPayment => {
  const paymentId = intent.metadata['payment_id'];
  const refunded = intent.latest_charge !== null && typeof intent.latest_charge !== 'string' ? intent.latest_charge.amount_refunded : 0;
  return {
    reference: intent.id,
    captured: fromStripeAmount(intent.amount_received, intent.currency),
    refunded: fromStripeAmount(refunded, intent.currency),
    ...defined({ paymentId: paymentId !== undefined && isId(paymentId) ? idOf<'Payment'>(paymentId) : undefined }),
  };
};

/** Stripe PaymentIntents with manual capture. Every request has an idempotency key. */
export const stripeGateway = (client: StripeClient, { returnUrl }: StripeSettings): Gateway => ({
  name: 'stripe',
  authorize: ({ ref, amount, token, key }) =>
    withStripeAmount(amount, async (stripeAmount) => {
      const form = new URLSearchParams({
        amount: stripeAmount,
        currency: amount.currency.toLowerCase(),
        payment_method: token,
        confirm: 'true',
        capture_method: 'manual',
        'payment_method_types[]': 'card',
        'metadata[payment_id]': ref.paymentId,
        'metadata[checkout_id]': ref.checkoutId,
      });
      if (returnUrl !== undefined) form.set('return_url', returnUrl);
      return readAnswer(await client.post('/v1/payment_intents', form, key), intentSchema, outcomeOfIntent);
    }),
  capture: ({ reference, amount, key }) =>
    withStripeAmount(amount, async (stripeAmount) =>
      readAnswer(
        await client.post(intentPath(reference, '/capture'), new URLSearchParams({ amount_to_capture: stripeAmount }), key),
        intentSchema,
        outcomeOfIntent,
      ),
    ),
  void: async ({ reference, key }) =>
    readAnswer(await client.post(intentPath(reference, '/cancel'), new URLSearchParams(), key), intentSchema, outcomeOfIntent),
  refund: ({ reference, refundId, amount, key }) =>
    withStripeAmount(amount, async (stripeAmount) => {
      const form = new URLSearchParams({ payment_intent: reference, amount: stripeAmount, 'metadata[refund_id]': refundId });
      return readAnswer(await client.post('/v1/refunds', form, key), refundSchema, refundOutcome);
    }),
  find: async (payment) => {
    if ('reference' in payment) return readAnswer(await client.get(intentPath(payment.reference)), intentSchema, outcomeOfIntent);
    const query = createdSince(after(payment.since, milliseconds(-clockSkew)));
    const intents = await listAll(client, { path: '/v1/payment_intents', query, item: intentSchema });
    if (intents === undefined) return { kind: 'unknown', reason: 'the list of payments is not available' };
    const found = intents.find((intent) => intent.metadata['payment_id'] === payment.paymentId);
    return found === undefined ? undefined : outcomeOfIntent(found);
  },
  findRefund: async ({ reference, refundId }) => {
    const refunds = await listAll(client, { path: '/v1/refunds', query: { payment_intent: reference }, item: refundSchema });
    if (refunds === undefined) return { kind: 'unknown', reason: 'the list of refunds is not available' };
    const found = refunds.find((refund) => refund.metadata?.['refund_id'] === refundId);
    return found === undefined ? undefined : refundOutcome(found);
  },
  paymentsIn: async (window) => {
    const query = { ...createdIn(window), 'expand[]': 'data.latest_charge' };
    return (await listAll(client, { path: '/v1/payment_intents', query, item: intentSchema }))?.map(toProviderPayment);
  },
  feesIn: async (window) => {
    const transactions = await listAll(client, {
      path: '/v1/balance_transactions',
      query: { ...createdIn(window), type: 'charge' },
      item: balanceTransactionSchema,
    });
    return transactions?.flatMap(({ source, fee, currency }) =>
      source === null ? [] : [{ transaction: source, fee: fromStripeAmount(fee, currency) }],
    );
  },
});
