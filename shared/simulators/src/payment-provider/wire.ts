import { findCard } from './cards';
import type { Desk, Intent, Movement, PaymentError, Refund } from './records';

/** The next action of a payment in `requires_action`: a redirect of the customer. */
const authenticationUrl = (intent: Intent, baseUrl: string): string =>
  `${baseUrl}/authenticate/${intent.id}?client_secret=${intent.clientSecret}`;

// Without a return_url no redirect is possible, so the provider refers to its browser library.
const nextActionOf = (intent: Intent, baseUrl: string): object | null => {
  if (intent.status !== 'requires_action') return null;
  const url = authenticationUrl(intent, baseUrl);
  return intent.returnUrl === null
    ? { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url } }
    : { type: 'redirect_to_url', redirect_to_url: { return_url: intent.returnUrl, url } };
};

export const paymentMethodBody = (id: string, cardName: string | null): object => {
  const card = cardName === null ? undefined : findCard(cardName);
  return {
    id,
    object: 'payment_method',
    card: { brand: card?.brand ?? 'visa', country: 'US', exp_month: 12, exp_year: 2034, funding: 'credit', last4: card?.last4 ?? '4242' },
    customer: null,
    livemode: false,
    metadata: {},
    type: 'card',
  };
};

const lastErrorBody = (error: PaymentError, cardName: string | null): object => ({
  code: error.code,
  ...(error.declineCode === undefined ? {} : { decline_code: error.declineCode }),
  doc_url: `https://stripe.com/docs/error-codes/${error.code.replaceAll('_', '-')}`,
  message: error.message,
  payment_method: paymentMethodBody(error.paymentMethodId, cardName),
  type: error.type,
});

const intentBody = (intent: Intent, baseUrl: string): object => ({
  id: intent.id,
  object: 'payment_intent',
  amount: intent.amount,
  amount_capturable: intent.amountCapturable,
  amount_details: { tip: {} },
  amount_received: intent.amountReceived,
  application: null,
  application_fee_amount: null,
  automatic_payment_methods: null,
  canceled_at: intent.canceledAt,
  cancellation_reason: intent.cancellationReason,
  capture_method: intent.captureMethod,
  client_secret: intent.clientSecret,
  confirmation_method: 'automatic',
  created: intent.created,
  currency: intent.currency,
  customer: null,
  description: intent.description,
  last_payment_error: intent.lastError === null ? null : lastErrorBody(intent.lastError, intent.card),
  latest_charge: intent.chargeId,
  livemode: false,
  metadata: intent.metadata,
  next_action: nextActionOf(intent, baseUrl),
  on_behalf_of: null,
  payment_method: intent.paymentMethodId,
  payment_method_options: { card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' } },
  payment_method_types: ['card'],
  processing: null,
  receipt_email: null,
  setup_future_usage: null,
  shipping: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  status: intent.status,
  transfer_data: null,
  transfer_group: null,
});

/** The charge of a payment; undefined before the first attempt. */
export const chargeBody = (intent: Intent): object | undefined => {
  if (intent.chargeId === null) return undefined;
  const failed = intent.lastError;
  const card = intent.card === null ? undefined : findCard(intent.card);
  return {
    id: intent.chargeId,
    object: 'charge',
    amount: intent.amount,
    amount_captured: intent.amountReceived,
    amount_refunded: intent.amountRefunded,
    balance_transaction: intent.movementId,
    captured: intent.amountReceived > 0,
    created: intent.created,
    currency: intent.currency,
    failure_code: failed?.code ?? null,
    failure_message: failed?.message ?? null,
    livemode: false,
    metadata: intent.metadata,
    paid: failed === null,
    payment_intent: intent.id,
    payment_method: intent.paymentMethodId,
    payment_method_details: { card: { brand: card?.brand ?? 'visa', last4: card?.last4 ?? '4242' }, type: 'card' },
    refunded: intent.amountReceived > 0 && intent.amountRefunded === intent.amountReceived,
    status: failed === null ? 'succeeded' : 'failed',
  };
};

export const refundBody = (refund: Refund): object => ({
  id: refund.id,
  object: 'refund',
  amount: refund.amount,
  balance_transaction: refund.movementId,
  charge: refund.chargeId,
  created: refund.created,
  currency: refund.currency,
  destination_details: { card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' }, type: 'card' },
  metadata: refund.metadata,
  payment_intent: refund.intentId,
  reason: refund.reason,
  receipt_number: null,
  source_transfer_reversal: null,
  status: 'succeeded',
  transfer_reversal: null,
});

export const movementBody = (movement: Movement): object => ({
  id: movement.id,
  object: 'balance_transaction',
  amount: movement.amount,
  available_on: movement.created,
  created: movement.created,
  currency: movement.currency,
  description: null,
  exchange_rate: null,
  fee: movement.fee,
  fee_details:
    movement.fee === 0
      ? []
      : [{ amount: movement.fee, application: null, currency: movement.currency, description: 'Processing fees', type: 'stripe_fee' }],
  net: movement.amount - movement.fee,
  reporting_category: movement.type,
  source: movement.source,
  status: 'available',
  type: movement.type,
});

/** The payment in responses. */
export const bodyOf = (desk: Desk, intent: Intent): object => intentBody(intent, desk.baseUrl());
