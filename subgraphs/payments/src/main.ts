import { z } from 'zod';
import { after, days, hours, milliseconds, minutes, seconds } from '@marketplace/kernel';
import { defineContext, retryStale, runAsService, type Log, type Seal } from '@marketplace/platform';
import { withoutNothing } from './adapters/gateways/nothing-to-pay';
import { stripeClient } from './adapters/gateways/stripe-client';
import { stripeGateway } from './adapters/gateways/stripe-gateway';
import { readIntent } from './adapters/gateways/stripe-wire';
import { LedgerResolver, OrderPaymentResolver, PaymentResolver } from './adapters/graphql/payment.resolver';
import { OrderType } from './adapters/graphql/payment.types';
import { ofPayment } from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { Payments1700000001000 } from './adapters/postgres/migrations/1700000001000-payments';
import { MethodsAndRetries1700000002000 } from './adapters/postgres/migrations/1700000002000-methods-and-retries';
import { paymentRepository } from './adapters/postgres/payment-repository';
import { paymentViews } from './adapters/postgres/payment-views';
import { reconciliation } from './adapters/postgres/reconciliation';
import { stripeWebhook } from './adapters/webhooks/stripe-webhook';
import { lostConfirmations } from './application/lost-confirmations.job';
import { createPayments } from './application/payments';
import type { Ports } from './application/ports';
import { providerAttempts } from './application/provider-attempts.job';
import { bookProviderFees, reconcileWithProvider } from './application/reconcile.job';

const environment = z.object({
  STRIPE_BASE_URL: z.url().default('https://api.stripe.com'),
  STRIPE_SECRET_KEY: z.string().min(1),
  STRIPE_WEBHOOK_SECRET: z.string().min(1),
  /** Where a buyer comes back to after confirming at the bank; without it the bank's page is the end. */
  STRIPE_RETURN_URL: z.url().optional(),
  /** Shorter than the lease of a call, so that nobody takes over one that may still be answered. */
  STRIPE_TIMEOUT_MS: z.coerce.number().int().min(100).max(5_000).default(5_000),
});

/** The provider repeats a message for three days. */
const webhookMemory = days(30);

const method = z.object({ token: z.string().min(1).max(200) });

const tokenReader =
  (seal: Seal): Ports['tokenOf'] =>
  (sealed) => {
    try {
      return method.safeParse(seal.open(sealed)).data?.token;
    } catch {
      // Sealed with another key, or changed on its way: there is nothing to charge.
      return undefined;
    }
  };

const alertTo =
  (log: Log): Ports['alert'] =>
  (what, facts) => {
    log.error(facts, what);
  };

export const context = defineContext({
  name: 'payments',
  env: environment,
  migrations: [Payments1700000001000, MethodsAndRetries1700000002000],
  wire: ({ env, db, clock, newId, log, seal }) => {
    const client = stripeClient({ baseUrl: env.STRIPE_BASE_URL, secretKey: env.STRIPE_SECRET_KEY, timeoutMs: env.STRIPE_TIMEOUT_MS });
    const gateway = withoutNothing(stripeGateway(client, { returnUrl: env.STRIPE_RETURN_URL }));
    const repository = paymentRepository(db, ofPayment, newId);
    const alert = alertTo(log);
    const ports: Ports = { payments: repository, gateway, tokenOf: tokenReader(seal), clock, retry: retryStale, alert };
    const payments = createPayments(ports);
    const books = { gateway, reconciliation: reconciliation(db, newId), alert };
    const views = paymentViews(db);
    const resolver = new PaymentResolver(views);
    return {
      subgraph: {
        resolvers: [
          [PaymentResolver, resolver],
          [OrderPaymentResolver, new OrderPaymentResolver(views)],
          [LedgerResolver, new LedgerResolver(views)],
        ],
        // No field leads to an order here; it is entered by reference.
        types: [OrderType],
        references: {
          Payment: (reference: { id: string }, graph) => resolver.reference(reference.id, graph),
          Order: (reference: { id: string }) => ({ id: reference.id }),
        },
      },
      listens: subscriptions(payments, log),
      jobs: [
        { name: 'provider-attempts', every: milliseconds(250), run: providerAttempts(repository, payments, alert) },
        { name: 'lost-confirmations', every: seconds(15), run: lostConfirmations({ ...ports, hear: payments.hear }) },
        { name: 'reconcile-with-provider', every: minutes(1), run: reconcileWithProvider(books) },
        { name: 'forget-webhooks', every: hours(1), run: (now) => repository.forgetWebhooks(after(now, milliseconds(0 - webhookMemory))) },
        { name: 'book-provider-fees', every: seconds(30), run: bookProviderFees(books, newId) },
      ],
      webhooks: { stripe: stripeWebhook({ secret: env.STRIPE_WEBHOOK_SECRET, clock, readIntent, hear: payments.hear }) },
      stop: client.close,
    };
  },
});

runAsService(context, module);
