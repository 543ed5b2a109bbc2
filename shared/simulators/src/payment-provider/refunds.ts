import { randomId } from '../ids';
import { checkAmount, printed } from './amounts';
import { invalidParameter, missing, refused } from './faults';
import { type Given, oneOf, type Shape } from './parameters';
import type { Desk, Intent, Refund } from './records';
import { chargeBody } from './wire';

export const refundShape: Shape = {
  payment_intent: 'text',
  charge: 'text',
  amount: 'integer',
  reason: 'text',
  metadata: 'hash',
  expand: 'list',
};

const paymentOf = (desk: Desk, given: Given): Intent => {
  const id = given.text('payment_intent');
  const chargeId = given.text('charge');
  if (id === undefined && chargeId === undefined) {
    throw invalidParameter('One of the following params should be provided for this request: payment_intent or charge.', {
      code: 'parameter_missing',
    });
  }
  const intent = [...desk.books.intents.values()].find((candidate) =>
    id === undefined ? candidate.chargeId === chargeId : candidate.id === id,
  );
  if (intent === undefined)
    throw id === undefined ? missing('charge', chargeId ?? '', 'charge') : missing('payment_intent', id, 'payment_intent');
  return intent;
};

const amountToRefund = (intent: Intent, given: Given): number => {
  const left = intent.amountReceived - intent.amountRefunded;
  if (left === 0) throw refused(`Charge ${String(intent.chargeId)} has already been refunded.`, { code: 'charge_already_refunded' });
  const amount = checkAmount(given.integer('amount') ?? left, intent.currency, 'amount');
  if (amount <= left) return amount;
  const { currency } = intent;
  const message = `Refund amount (${printed(amount, currency)}) is greater than unrefunded amount on charge (${printed(left, currency)})`;
  throw refused(message, { code: 'amount_too_large', param: 'amount' });
};

export const createRefund = (desk: Desk, given: Given): Refund => {
  const reason = oneOf(given.text('reason'), 'reason', ['duplicate', 'fraudulent', 'requested_by_customer'] as const) ?? null;
  const intent = paymentOf(desk, given);
  if (intent.chargeId === null || intent.amountReceived === 0) {
    throw refused(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, { param: 'payment_intent' });
  }
  const amount = amountToRefund(intent, given);
  const { currency, chargeId, id: intentId } = intent;
  const created = desk.now();
  const movementId = randomId('txn_');
  const refund: Refund = {
    id: randomId('re_'),
    amount,
    currency,
    chargeId,
    intentId,
    movementId,
    created,
    reason,
    metadata: given.hash('metadata'),
  };
  const refunded = { ...intent, amountRefunded: intent.amountRefunded + amount };
  desk.books.refunds.set(refund.id, refund);
  desk.books.movements.set(movementId, { id: movementId, type: 'refund', amount: -amount, fee: 0, currency, source: refund.id, created });
  desk.books.intents.set(intentId, refunded);
  desk.announce('charge.refunded', chargeBody(refunded) ?? {});
  return refund;
};

export const findRefund = (desk: Desk, id: string): Refund => {
  const refund = desk.books.refunds.get(id);
  if (refund === undefined) throw missing('refund', id, 'id');
  return refund;
};
