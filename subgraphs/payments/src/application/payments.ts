import {
  after,
  idOf,
  isBefore,
  isRefused,
  milliseconds,
  moneyFromJson,
  seconds,
  zero,
  type Cause,
  type Instant,
  type OrderId,
  type PaymentId,
  type Refusal,
} from '@marketplace/kernel';
import type { checkoutEvents, DataOf } from '@marketplace/schema';
import type { PaymentCommand, PaymentCommandOf, PaymentRejection } from '../domain/commands';
import { decide } from '../domain/decide';
import { isOver, type PaymentEvent, type PaymentRef } from '../domain/payment';
import { callLease } from '../domain/policies';
import { nextStep } from '../domain/steps';
import { advanced, afterwards, inFlowOf, unknownPayment } from './changes';
import type { GatewayOutcome, Ports, Stored, Webhook } from './ports';
import { commandOf, createProviderCalls, type ProviderCalls } from './provider-calls';

type AuthorizationRequest = DataOf<typeof checkoutEvents.PaymentAuthorizationRequestedV1>;
type Outcome = Refusal<PaymentRejection> | undefined;
type RefCommand = Extract<PaymentCommand, { readonly ref: PaymentRef }>;
type Heard = { readonly ref: Pick<PaymentRef, 'paymentId'>; readonly outcome: Exclude<GatewayOutcome, { kind: 'unknown' }> };

export type Payments = ReturnType<typeof createPayments>;

const refOf = (data: { readonly paymentId: string; readonly checkoutId: string }): PaymentRef => ({
  paymentId: idOf(data.paymentId),
  checkoutId: idOf(data.checkoutId),
});

const requestOf = (request: AuthorizationRequest, at: Instant): PaymentCommandOf<'RequestAuthorization'> => {
  const amount = moneyFromJson(request.amount);
  return {
    type: 'RequestAuthorization',
    ref: refOf(request),
    terms: { buyerId: idOf(request.buyerId), amount, method: request.cashOnDelivery === true ? 'CASH_ON_DELIVERY' : 'CARD', createdAt: at },
    shares: request.orders.map((order) => ({
      orderId: idOf(order.orderId),
      sellerId: idOf(order.sellerId),
      amount: moneyFromJson(order.amount),
      platformDiscount: order.platformDiscount === undefined ? zero(amount.currency) : moneyFromJson(order.platformDiscount),
    })),
    at,
  };
};

const answerIsNear = seconds(1);

/**
 * Our own call has just been made, and its answer will say what the provider's message says. If the answer gets lost,
 * the due call asks again, so the message is not needed either way; two writers would only get into each other's way.
 */
const answerIsUnderWay = (stored: Stored, now: Instant): boolean =>
  stored.nextAttemptAt !== undefined &&
  stored.attempts === 0 &&
  nextStep(stored.state) !== undefined &&
  isBefore(now, after(stored.nextAttemptAt, milliseconds(answerIsNear - callLease)));

type Beginning = { readonly cause: Cause; readonly sealedMethod?: string };

/** Decides, writes, and makes the call that follows. */
const createCommands = ({ payments, clock }: Ports, calls: ProviderCalls) => {
  const write = async (payment: Stored, events: readonly PaymentEvent[], cause: Cause): Promise<void> => {
    const after = advanced(payment, events, { now: clock() });
    await calls.proceed(await payments.save({ payment, events, after }, cause), afterwards(cause));
  };

  const carryOut = async (stored: Stored, command: PaymentCommand, cause: Cause): Promise<Outcome> => {
    const decision = decide(command, stored.state);
    if (isRefused(decision)) return decision;
    if (decision.length > 0) await write(stored, decision, cause);
    return undefined;
  };

  /**
   * A command for a payment that this process has mostly written itself a moment ago. What it remembers will do where a
   * write follows, which its version guards; what changes nothing proves nothing, and the payment is read.
   */
  const carryOutSoon = async (id: PaymentId, commandFor: (stored: Stored) => PaymentCommand, cause: Cause): Promise<Outcome> => {
    const recalled = payments.recall(id);
    const expected = recalled === undefined ? [] : decide(commandFor(recalled), recalled.state);
    if (recalled !== undefined && !isRefused(expected) && expected.length > 0) {
      await write(recalled, expected, cause);
      return undefined;
    }
    const stored = (await payments.find(id)) ?? unknownPayment(cause.correlationId);
    return carryOut(stored, commandFor(stored), cause);
  };

  /** False when there is such a payment already, another one stands in its way, or none of its orders is wanted any more. */
  const tryToBegin = async (command: RefCommand, { cause, sealedMethod }: Beginning): Promise<boolean> => {
    const payment = unknownPayment(cause.correlationId, sealedMethod);
    const events = decide(command, payment.state);
    if (isRefused(events)) return false;
    const after = advanced(payment, events, { now: clock() });
    const begun = await payments.begin(command.ref, { payment, events, after }, cause);
    if (begun !== undefined) await calls.proceed(begun, afterwards(cause));
    return begun !== undefined;
  };

  /**
   * Two payments of one checkout must not both take money: the one that came second fails, and may be tried again. One for
   * orders that were all cancelled before is as good as voided.
   */
  const obstacleTo = async (command: RefCommand): Promise<string> => {
    const orderIds = command.type === 'RequestAuthorization' ? command.shares.map((share) => share.orderId) : [];
    const cancelled = await payments.cancelledAmong(orderIds);
    return orderIds.length > 0 && cancelled.length === orderIds.length ? 'voided' : 'another-payment-under-way';
  };

  /** The first that is heard of a payment. When somebody else was first, it is a command like any other. */
  const begin = async (command: RefCommand, beginning: Beginning): Promise<Outcome> => {
    const { cause } = beginning;
    if (await tryToBegin(command, beginning)) return undefined;
    const known = await payments.find(command.ref.paymentId);
    if (known !== undefined) return carryOut(known, command, cause);
    const refusal: RefCommand = { type: 'RefuseAuthorization', ref: command.ref, code: await obstacleTo(command), at: clock() };
    if (!(await tryToBegin(refusal, beginning))) throw new Error('a payment could be neither begun nor refused');
    return undefined;
  };
  return { carryOut, carryOutSoon, begin };
};

/**
 * What the provider tells on its own, or when it is asked: a confirmation by the buyer, a late answer. In any order, any
 * number of times. What this process remembers will do: a message that changes nothing in it is old news, or a call that
 * is under way will bring it.
 */
const hearing =
  ({ payments, clock }: Ports, calls: ProviderCalls) =>
  async ({ ref, outcome }: Heard, webhook?: Webhook): Promise<void> => {
    const payment = payments.recall(ref.paymentId) ?? (await payments.find(ref.paymentId));
    const now = clock();
    if (payment === undefined || answerIsUnderWay(payment, now)) return;
    const events = decide(commandOf(outcome, { cancelledOrders: payment.cancelledElsewhere }, now), payment.state);
    if (isRefused(events) || events.length === 0) return;
    if (webhook !== undefined && (await payments.hasHeard(webhook))) return;
    const after = advanced(payment, events, { now });
    const saved = await payments.save({ payment, events, after, ...(webhook === undefined ? {} : { webhook }) }, inFlowOf(payment));
    await calls.proceed(saved, inFlowOf(payment));
  };

/** The use cases of payments: what is asked for is written first, then the provider is called, then its answer is written. */
export const createPayments = (ports: Ports) => {
  const { payments, clock } = ports;
  const calls = createProviderCalls(ports);
  const { carryOut, carryOutSoon, begin } = createCommands(ports, calls);

  return {
    /** Holds the amount at the provider. Answers with PaymentAuthorized, PaymentActionRequired or PaymentFailed. */
    requestAuthorization: (request: AuthorizationRequest, cause: Cause): Promise<Outcome> =>
      begin(requestOf(request, clock()), { cause, sealedMethod: request.sealedMethod }),

    /** Takes the money for every order that is still wanted, or agrees on cash for it; lets the hold go when none is. */
    requestCapture: (request: { readonly paymentId: string }, cause: Cause): Promise<Outcome> =>
      carryOutSoon(
        idOf(request.paymentId),
        (stored) => ({ type: 'RequestCapture', cancelledOrders: stored.cancelledElsewhere, at: clock() }),
        cause,
      ),

    /** Lets go of whatever is held; a payment that nobody has heard of yet will never be made. */
    requestVoid: async (request: { readonly paymentId: string; readonly checkoutId: string }, cause: Cause): Promise<Outcome> => {
      const ref = refOf(request);
      const stored = await payments.find(ref.paymentId);
      const command: RefCommand = { type: 'RequestVoid', ref, at: clock() };
      return stored === undefined ? begin(command, { cause }) : carryOut(stored, command, cause);
    },

    /** An order that is cancelled is not charged, or gets its money back. The order may be ahead of its payment, or of the next one. */
    cancelOrder: async (orderId: OrderId, cause: Cause): Promise<Outcome> => {
      let stored = await payments.findOfOrder(orderId);
      if (stored === undefined || isOver(stored.state)) {
        await payments.noteCancelledOrder(orderId);
        // A payment may have been written between the two looks; from here on it finds the note.
        stored = await payments.findOfOrder(orderId);
      }
      if (stored === undefined) return undefined;
      return carryOut(stored, { type: 'CancelOrder', orderId, cancelledOrders: stored.cancelledElsewhere, at: clock() }, cause);
    },

    /** The order was handed over: if it is paid at the door, the courier has its money. */
    collectCash: async (orderId: OrderId, cause: Cause): Promise<Outcome> => {
      const stored = (await payments.findOfOrder(orderId)) ?? unknownPayment(cause.correlationId);
      return carryOut(stored, { type: 'CollectCash', orderId, at: clock() }, cause);
    },

    /** The order is closed: the seller is owed its money, less commission. */
    closeOrder: async (orderId: OrderId, cause: Cause): Promise<Outcome> => {
      const stored = (await payments.findOfOrder(orderId)) ?? unknownPayment(cause.correlationId);
      return carryOut(stored, { type: 'CloseOrder', orderId, at: clock() }, cause);
    },

    hear: hearing(ports, calls),
    resume: calls.resume,
  };
};
