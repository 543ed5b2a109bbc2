import { id, integer, json, sagaColumns, sagaStepsTable, table, text, timestamp } from '@marketplace/platform';
import type { AbortReason, Checkout } from '../../domain/checkout';

export const CheckoutSessions = table('checkout_sessions', {
  ...sagaColumns<Checkout>(),
  userId: id<'User'>(),
  cartId: id<'Cart'>(),
});

/** Append-only. */
export const CheckoutSteps = sagaStepsTable('checkout_steps');

/** Why checkouts were aborted. Append-only. */
export const CheckoutFailures = table('checkout_failures', {
  sessionId: id<'Checkout'>().primary(),
  version: integer().primary(),
  reason: text<AbortReason>(),
  details: json<Readonly<Record<string, unknown>>>(),
  failedAt: timestamp(),
});

/** The standstills that an alert was raised for, so that there is one alert for each. */
export const CheckoutAlerts = table('checkout_alerts', {
  sessionId: id<'Checkout'>().primary(),
  since: timestamp().primary(),
  toldAt: timestamp().withDefault(),
});
