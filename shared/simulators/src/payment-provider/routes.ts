import { invalidParameter, missing } from './faults';
import {
  cancelIntent,
  cancelShape,
  captureIntent,
  captureShape,
  confirmIntent,
  confirmShape,
  createIntent,
  createShape,
  findIntent,
} from './intents';
import { listOf, listShape } from './lists';
import type { Given, Shape } from './parameters';
import type { Desk, Intent, Movement, Refund } from './records';
import { createRefund, findRefund, refundShape } from './refunds';
import { bodyOf, chargeBody, movementBody, refundBody } from './wire';

/** The operations that tests can make fail. */
export type Operation = 'cancel' | 'capture' | 'confirm' | 'create' | 'list' | 'refund' | 'retrieve';

export type Route = {
  readonly method: 'GET' | 'POST';
  /** The pattern of the path; its group is the ID. */
  readonly path: RegExp;
  readonly operation: Operation;
  readonly shape: Shape;
  readonly run: (desk: Desk, given: Given, id: string) => object;
};

const retrieveShape: Shape = { client_secret: 'text', expand: 'list' };

// Only the expansions that reconciliation requires.
const checkExpand = (given: Given, known: string): boolean => {
  const unknown = given.list('expand').find((name) => name !== known);
  if (unknown !== undefined) throw invalidParameter(`This property cannot be expanded (${unknown}).`, { param: 'expand' });
  return given.list('expand').length > 0;
};

const withCharge = (desk: Desk, intent: Intent, expanded: boolean): object => ({
  ...bodyOf(desk, intent),
  ...(expanded ? { latest_charge: chargeBody(intent) ?? null } : {}),
});

const onIntent =
  (change: (desk: Desk, id: string, given: Given) => Intent): Route['run'] =>
  (desk, given, id) => {
    const expanded = checkExpand(given, 'latest_charge');
    return withCharge(desk, change(desk, id, given), expanded);
  };

const listIntents: Route['run'] = (desk, given) => {
  const expanded = checkExpand(given, 'data.latest_charge');
  return listOf([...desk.books.intents.values()], given, {
    url: '/v1/payment_intents',
    toBody: (intent: Intent) => withCharge(desk, intent, expanded),
  });
};

const listRefunds: Route['run'] = (desk, given) => {
  const intentId = given.text('payment_intent');
  const refunds = [...desk.books.refunds.values()].filter((refund) => intentId === undefined || refund.intentId === intentId);
  return listOf(refunds, given, { url: '/v1/refunds', toBody: (refund: Refund) => refundBody(refund) });
};

const listMovements: Route['run'] = (desk, given) => {
  const [type, source, currency] = [given.text('type'), given.text('source'), given.text('currency')];
  const wanted = (movement: Movement): boolean =>
    (type ?? movement.type) === movement.type &&
    (source ?? movement.source) === movement.source &&
    (currency ?? movement.currency) === movement.currency;
  return listOf([...desk.books.movements.values()].filter(wanted), given, { url: '/v1/balance_transactions', toBody: movementBody });
};

const retrieveMovement: Route['run'] = (desk, _given, id) => {
  const movement = desk.books.movements.get(id);
  if (movement === undefined) throw missing('balance_transaction', id, 'id');
  return movementBody(movement);
};

const retrieveCharge: Route['run'] = (desk, _given, id) => {
  const charge = [...desk.books.intents.values()].filter((intent) => intent.chargeId === id).map(chargeBody)[0];
  if (charge === undefined) throw missing('charge', id, 'charge');
  return charge;
};

const get = (path: RegExp, operation: Operation, rest: Pick<Route, 'shape' | 'run'>): Route => ({
  method: 'GET',
  path,
  operation,
  ...rest,
});
const post = (path: RegExp, operation: Operation, rest: Pick<Route, 'shape' | 'run'>): Route => ({
  method: 'POST',
  path,
  operation,
  ...rest,
});

export const routes: readonly Route[] = [
  post(/^\/v1\/payment_intents$/, 'create', { shape: createShape, run: onIntent((desk, _id, given) => createIntent(desk, given)) }),
  get(/^\/v1\/payment_intents$/, 'list', { shape: { ...listShape, customer: 'text' }, run: listIntents }),
  get(/^\/v1\/payment_intents\/(\w+)$/, 'retrieve', { shape: retrieveShape, run: onIntent(findIntent) }),
  post(/^\/v1\/payment_intents\/(\w+)\/confirm$/, 'confirm', { shape: confirmShape, run: onIntent(confirmIntent) }),
  post(/^\/v1\/payment_intents\/(\w+)\/capture$/, 'capture', { shape: captureShape, run: onIntent(captureIntent) }),
  post(/^\/v1\/payment_intents\/(\w+)\/cancel$/, 'cancel', { shape: cancelShape, run: onIntent(cancelIntent) }),
  post(/^\/v1\/refunds$/, 'refund', { shape: refundShape, run: (desk, given) => refundBody(createRefund(desk, given)) }),
  get(/^\/v1\/refunds$/, 'list', { shape: { ...listShape, payment_intent: 'text' }, run: listRefunds }),
  get(/^\/v1\/refunds\/(\w+)$/, 'retrieve', { shape: retrieveShape, run: (desk, _given, id) => refundBody(findRefund(desk, id)) }),
  get(/^\/v1\/charges\/(\w+)$/, 'retrieve', { shape: retrieveShape, run: retrieveCharge }),
  get(/^\/v1\/balance_transactions$/, 'list', {
    shape: { ...listShape, type: 'text', source: 'text', currency: 'text' },
    run: listMovements,
  }),
  get(/^\/v1\/balance_transactions\/(\w+)$/, 'retrieve', { shape: retrieveShape, run: retrieveMovement }),
];
