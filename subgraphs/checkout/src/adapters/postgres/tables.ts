import { id, integer, json, sagaColumns, sagaStepsTable, table, text, timestamp } from '@marketplace/platform';
import type { AbortReason, Checkout } from '../../domain/checkout';

export const CheckoutSessions = table('checkout_sessions', {
  ...sagaColumns<Checkout>(),
  userId: id<'User'>(),
  cartId: id<'Cart'>(),
});

/** Append-only. */
export const CheckoutSteps = sagaStepsTable('checkout_steps');

/** The reasons of aborted checkouts. Append-only. */
export const CheckoutFailures = table('checkout_failures', {
  sessionId: id<'Checkout'>().primary(),
  version: integer().primary(),
  reason: text<AbortReason>(),
  details: json<Readonly<Record<string, unknown>>>(),
  failedAt: timestamp(),
});

/** Alerts raised for stuck checkouts: one per checkout and time of last progress. */
export const CheckoutAlerts = table('checkout_alerts', {
  sessionId: id<'Checkout'>().primary(),
  since: timestamp().primary(),
  toldAt: timestamp().withDefault(),
});
