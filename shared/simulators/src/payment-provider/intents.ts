import { randomId } from '../ids';
import { checkAmount, checkCurrency, feeOf } from './amounts';
import { authenticationRequired, type Card, cardOf, type Decline } from './cards';
import { invalidParameter, missing, ProviderFault, refused } from './faults';
import { type Given, oneOf, required, type Shape } from './parameters';
import type { Desk, Intent, IntentStatus, PaymentError } from './records';
import { bodyOf, paymentMethodBody } from './wire';

export const createShape: Shape = {
  amount: 'integer',
  currency: 'text',
  payment_method: 'text',
  confirm: 'flag',
  capture_method: 'text',
  metadata: 'hash',
  return_url: 'text',
  description: 'text',
  off_session: 'flag',
  payment_method_types: 'list',
  automatic_payment_methods: 'hash',
  confirmation_method: 'text',
  statement_descriptor_suffix: 'text',
  receipt_email: 'text',
  transfer_group: 'text',
  expand: 'list',
};
export const confirmShape: Shape = { payment_method: 'text', return_url: 'text', off_session: 'flag', expand: 'list' };
export const captureShape: Shape = { amount_to_capture: 'integer', metadata: 'hash', expand: 'list' };
export const cancelShape: Shape = { cancellation_reason: 'text', expand: 'list' };

const confirmable: readonly IntentStatus[] = ['requires_payment_method', 'requires_confirmation', 'requires_action'];
const cancelable: readonly IntentStatus[] = [...confirmable, 'requires_capture'];

const keep = (desk: Desk, intent: Intent): Intent => {
  desk.books.intents.set(intent.id, intent);
  return intent;
};

export const findIntent = (desk: Desk, id: string): Intent => {
  const intent = desk.books.intents.get(id);
  if (intent === undefined) throw missing('payment_intent', id, 'intent');
  return intent;
};

const unexpectedState = (desk: Desk, intent: Intent, message: string): ProviderFault =>
  refused(message, { code: 'payment_intent_unexpected_state', payment_intent: bodyOf(desk, intent) });

const attach = (intent: Intent, given: Given): Intent => {
  const card = given.text('payment_method');
  const returnUrl = given.text('return_url') ?? intent.returnUrl;
  if (returnUrl !== null && !URL.canParse(returnUrl))
    throw invalidParameter('Not a valid URL', { code: 'url_invalid', param: 'return_url' });
  if (card === undefined) return { ...intent, returnUrl };
  cardOf(card);
  const status = intent.status === 'requires_payment_method' ? 'requires_confirmation' : intent.status;
  return { ...intent, card, paymentMethodId: randomId('pm_'), status, returnUrl };
};

const newIntent = (desk: Desk, given: Given): Intent => {
  const asked = required(given.integer('amount'), 'amount');
  const currency = checkCurrency(required(given.text('currency'), 'currency'));
  const id = randomId('pi_');
  return {
    id,
    clientSecret: `${id}_secret_${randomId('')}`,
    amount: checkAmount(asked, currency, 'amount'),
    currency,
    captureMethod: oneOf(given.text('capture_method'), 'capture_method', ['automatic', 'manual'] as const) ?? 'automatic',
    created: desk.now(),
    description: given.text('description') ?? null,
    metadata: given.hash('metadata'),
    returnUrl: null,
    card: null,
    paymentMethodId: null,
    status: 'requires_payment_method',
    amountCapturable: 0,
    amountReceived: 0,
    amountRefunded: 0,
    chargeId: null,
    movementId: null,
    canceledAt: null,
    cancellationReason: null,
    lastError: null,
  };
};

const settle = (desk: Desk, intent: Intent, amount: number): Intent => {
  const movementId = randomId('txn_');
  const settled = keep(desk, { ...intent, status: 'succeeded', amountCapturable: 0, amountReceived: amount, movementId });
  const { currency } = intent;
  const source = intent.chargeId ?? '';
  desk.books.movements.set(movementId, {
    id: movementId,
    type: 'charge',
    amount,
    fee: feeOf(amount, currency),
    currency,
    source,
    created: desk.now(),
  });
  desk.announce('payment_intent.succeeded', bodyOf(desk, settled));
  return settled;
};

/** Authorizes the payment, and captures it unless manual capture is requested. */
export const authorise = (desk: Desk, intent: Intent): Intent => {
  const charged: Intent = { ...intent, chargeId: randomId('ch_'), lastError: null };
  if (intent.captureMethod === 'automatic') return settle(desk, charged, intent.amount);
  const held = keep(desk, { ...charged, status: 'requires_capture', amountCapturable: intent.amount });
  desk.announce('payment_intent.amount_capturable_updated', bodyOf(desk, held));
  return held;
};

/** Declines the attempt. The payment then requires another payment method. */
export const fail = (desk: Desk, intent: Intent, error: PaymentError): Intent => {
  const chargeId = error.type === 'card_error' ? randomId('ch_') : intent.chargeId;
  const failed = keep(desk, { ...intent, status: 'requires_payment_method', paymentMethodId: null, lastError: error, chargeId });
  desk.announce('payment_intent.payment_failed', bodyOf(desk, failed));
  return failed;
};

const decline = (desk: Desk, intent: Intent, { code, declineCode, message }: Decline): ProviderFault => {
  const paymentMethodId = intent.paymentMethodId ?? randomId('pm_');
  const reason = { type: 'card_error', code, message, ...(declineCode === undefined ? {} : { declineCode }) } as const;
  const failed = fail(desk, intent, { ...reason, paymentMethodId });
  return new ProviderFault(
    402,
    {
      type: 'card_error',
      code,
      message,
      ...(declineCode === undefined ? {} : { decline_code: declineCode }),
      ...(failed.chargeId === null ? {} : { charge: failed.chargeId }),
      payment_intent: bodyOf(desk, failed),
      payment_method: paymentMethodBody(paymentMethodId, intent.card),
    },
    true,
  );
};

const attempt = (desk: Desk, intent: Intent, { card, offSession }: { card: Card; offSession: boolean }): Intent => {
  if (card.decline !== undefined) throw decline(desk, intent, card.decline);
  if (card.authentication !== true) return authorise(desk, intent);
  if (offSession) throw decline(desk, intent, authenticationRequired);
  return keep(desk, { ...intent, status: 'requires_action', lastError: null });
};

const chargeCard = (desk: Desk, intent: Intent, given: Given): Intent => {
  if (intent.card === null || intent.paymentMethodId === null) {
    const message = "You cannot confirm this PaymentIntent because it's missing a payment method.";
    throw unexpectedState(desk, intent, message);
  }
  return attempt(desk, intent, { card: cardOf(intent.card), offSession: given.flag('off_session') });
};

export const createIntent = (desk: Desk, given: Given): Intent => {
  const intent = attach(newIntent(desk, given), given);
  return given.flag('confirm') ? chargeCard(desk, intent, given) : keep(desk, intent);
};

export const confirmIntent = (desk: Desk, id: string, given: Given): Intent => {
  const intent = findIntent(desk, id);
  if (confirmable.includes(intent.status)) return chargeCard(desk, attach(intent, given), given);
  const allowed = confirmable.join(', ');
  const message = `You cannot confirm this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be confirmed: ${allowed}.`;
  throw unexpectedState(desk, intent, message);
};

export const captureIntent = (desk: Desk, id: string, given: Given): Intent => {
  const intent = findIntent(desk, id);
  if (intent.status !== 'requires_capture') {
    const because =
      intent.status === 'succeeded'
        ? 'it has already been captured.'
        : `it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`;
    throw unexpectedState(desk, intent, `This PaymentIntent could not be captured because ${because}`);
  }
  const amount = checkAmount(given.integer('amount_to_capture') ?? intent.amountCapturable, intent.currency, 'amount_to_capture');
  if (amount > intent.amountCapturable) {
    const message = `The provided amount_to_capture (${amount}) is greater than the amount_capturable (${intent.amountCapturable}).`;
    throw refused(message, { code: 'amount_too_large', param: 'amount_to_capture' });
  }
  return settle(desk, { ...intent, metadata: { ...intent.metadata, ...given.hash('metadata') } }, amount);
};

export const cancelIntent = (desk: Desk, id: string, given: Given): Intent => {
  const reasons = ['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned'] as const;
  const reason = oneOf(given.text('cancellation_reason'), 'cancellation_reason', reasons) ?? null;
  const intent = findIntent(desk, id);
  if (!cancelable.includes(intent.status)) {
    const allowed = cancelable.join(', ');
    const message = `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${allowed}.`;
    throw unexpectedState(desk, intent, message);
  }
  const canceled = keep(desk, { ...intent, status: 'canceled', amountCapturable: 0, canceledAt: desk.now(), cancellationReason: reason });
  desk.announce('payment_intent.canceled', bodyOf(desk, canceled));
  return canceled;
};
