import { join } from 'node:path';
import { z } from 'zod';
import { defineContext, migrationsIn, provided, runAsService, type Seal } from '@marketplace/platform';
import { extensionOf } from '@marketplace/platform/graphql';
import { withoutZeroAmounts } from './adapters/gateways/zero-amounts';
import { stripeClient } from './adapters/gateways/stripe-client';
import { stripeGateway } from './adapters/gateways/stripe-gateway';
import { readIntent } from './adapters/gateways/stripe-wire';
import { LedgerResolver, paymentEntity, PaymentResolver } from './adapters/graphql/payment.resolver';
import { OrderType } from './adapters/graphql/payment.types';
import { paymentMessages } from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { ledgerViews, reconciliation } from './adapters/postgres/ledger';
import { paymentRepository } from './adapters/postgres/payment-repository';
import { paymentViews } from './adapters/postgres/payment-rows';
import * as tables from './adapters/postgres/tables';
import { stripeWebhook } from './adapters/webhooks/stripe-webhook';
import { createPayments } from './application/payments';
import type { Ports } from './application/ports';
import { providerAttempts } from './application/provider-attempts.job';
import { deleteOldWebhooks, lostConfirmations } from './application/provider-messages.job';
import { bookProviderFees, reconcileWithProvider } from './application/reconcile.job';

const environment = z.object({
  STRIPE_BASE_URL: provided('payment-provider-url', z.url().default('https://api.stripe.com')),
  STRIPE_SECRET_KEY: provided('payment-provider-key', z.string().min(1)),
  STRIPE_WEBHOOK_SECRET: provided('payment-provider-webhook-secret', z.string().min(1)),
  STRIPE_RETURN_URL: z.url().optional().describe('The page that buyers return to after confirming a payment at their bank.'),
  /** Shorter than the lease of a call, so that no other process repeats a call in progress. */
  STRIPE_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(5_000)
    .default(5_000)
    .describe('The timeout of a request to the payment provider, in milliseconds.'),
});

const method = z.object({ token: z.string().min(1).max(200) });

const tokenReader =
  (seal: Seal): Ports['tokenOf'] =>
  (sealed) => {
    try {
      return method.safeParse(seal.open(sealed)).data?.token;
    } catch {
      // Encrypted with another key or damaged: the payment method cannot be charged.
      return undefined;
    }
  };

export const context = defineContext({
  name: 'payments',
  title: 'Payments',
  owns: 'payments at the provider, and a double-entry ledger',
  env: environment,
  tables,
  migrations: migrationsIn(join(__dirname, 'adapters/postgres/migrations')),
  wire: ({ env, db, clock, seal, alert, retry, systemCause }) => {
    const client = stripeClient({ baseUrl: env.STRIPE_BASE_URL, secretKey: env.STRIPE_SECRET_KEY, timeoutMs: env.STRIPE_TIMEOUT_MS });
    const gateway = withoutZeroAmounts(stripeGateway(client, { returnUrl: env.STRIPE_RETURN_URL }));
    const repository = paymentRepository(db, paymentMessages);
    const ports: Ports = { payments: repository, gateway, tokenOf: tokenReader(seal), clock, retry, alert, systemCause };
    const payments = createPayments(ports);
    const providerReports = { gateway, reconciliation: reconciliation(db) };
    const views = paymentViews(db);
    const payment = paymentEntity(views);
    return {
      subgraph: {
        resolvers: [new PaymentResolver(payment, views), new LedgerResolver(ledgerViews(db))],
        entities: [payment, extensionOf('Order')],
        // No field returns an order; it is resolved by reference.
        types: [OrderType],
      },
      handlers: subscriptions(payments, alert),
      jobs: [
        providerAttempts({ repository, resume: payments.resume }),
        lostConfirmations({ repository, gateway, handleReport: payments.handleReport }),
        reconcileWithProvider(providerReports),
        bookProviderFees(providerReports),
        deleteOldWebhooks(repository),
      ],
      webhooks: {
        stripe: stripeWebhook({ secret: env.STRIPE_WEBHOOK_SECRET, clock, retry, readIntent, handleReport: payments.handleReport }),
      },
      stop: client.close,
    };
  },
});

runAsService(context, module);
