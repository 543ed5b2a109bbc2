import {
  after,
  idOf,
  isBefore,
  isRefused,
  milliseconds,
  moneyFromJson,
  seconds,
  type Cause,
  type Instant,
  type OrderId,
  type Refusal,
} from '@marketplace/kernel';
import type { checkoutEvents, DataOf } from '@marketplace/schema';
import type { PaymentCommand, PaymentRejection } from '../domain/commands';
import { decide } from '../domain/decide';
import type { PaymentRef } from '../domain/payment';
import { callLease } from '../domain/policies';
import { nextStep } from '../domain/steps';
import { advanced, afterwards, inFlowOf, unknownPayment } from './changes';
import type { GatewayOutcome, Ports, Stored, Webhook } from './ports';
import { commandOf, createProviderCalls, type ProviderCalls } from './provider-calls';

type AuthorizationRequest = DataOf<typeof checkoutEvents.PaymentAuthorizationRequestedV1>;
type Outcome = Refusal<PaymentRejection> | undefined;
type Heard = { readonly ref: Pick<PaymentRef, 'paymentId'>; readonly outcome: Exclude<GatewayOutcome, { kind: 'unknown' }> };

export type Payments = ReturnType<typeof createPayments>;

const refOf = (data: { readonly paymentId: string; readonly checkoutId: string }): PaymentRef => ({
  paymentId: idOf(data.paymentId),
  checkoutId: idOf(data.checkoutId),
});

const requestOf = (request: AuthorizationRequest, at: Instant): PaymentCommand => ({
  type: 'RequestAuthorization',
  ref: refOf(request),
  terms: { buyerId: idOf(request.buyerId), amount: moneyFromJson(request.amount), createdAt: at },
  shares: request.orders.map((order) => ({
    orderId: idOf(order.orderId),
    sellerId: idOf(order.sellerId),
    amount: moneyFromJson(order.amount),
  })),
  at,
});

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

/** Decides, writes, and makes the call that follows. */
const createCommands = ({ payments, clock }: Ports, calls: ProviderCalls) => {
  const carryOut = async (stored: Stored, command: PaymentCommand, cause: Cause): Promise<Outcome> => {
    const decision = decide(command, stored.state);
    if (isRefused(decision)) return decision;
    if (decision.length === 0) return undefined;
    const next = advanced(stored, decision, { now: clock() });
    await payments.save({ payment: stored, events: decision, after: next }, cause);
    await calls.proceed(next, afterwards(cause));
    return undefined;
  };

  /** The first that is heard of a payment. When somebody else was first, it is a command like any other. */
  const begin = async (
    ref: PaymentRef,
    command: PaymentCommand,
    { cause, sealedMethod }: { cause: Cause; sealedMethod?: string },
  ): Promise<Outcome> => {
    const stored = unknownPayment(cause.correlationId, sealedMethod);
    const decision = decide(command, stored.state);
    if (isRefused(decision)) return decision;
    const next = advanced(stored, decision, { now: clock() });
    if (await payments.begin(ref, { payment: stored, events: decision, after: next }, cause)) {
      await calls.proceed(next, afterwards(cause));
      return undefined;
    }
    const known = await payments.find(ref.paymentId);
    if (known === undefined) throw new Error('another payment has this checkout or one of these orders');
    return carryOut(known, command, cause);
  };
  return { carryOut, begin };
};

/** What the provider tells on its own: a confirmation by the buyer, a late answer. In any order, any number of times. */
const hearing =
  ({ payments, clock }: Ports, calls: ProviderCalls) =>
  async ({ ref, outcome }: Heard, webhook: Webhook): Promise<void> => {
    const stored = await payments.find(ref.paymentId);
    const now = clock();
    const decision = stored === undefined || answerIsUnderWay(stored, now) ? [] : decide(commandOf(outcome, undefined, now), stored.state);
    if (stored === undefined || isRefused(decision) || decision.length === 0) return payments.noteWebhook(webhook);
    if (await payments.hasHeard(webhook)) return;
    const next = advanced(stored, decision, { now });
    await payments.save({ payment: stored, events: decision, after: next, webhook }, inFlowOf(stored));
    await calls.proceed(next, inFlowOf(stored));
  };

/** The use cases of payments: what is asked for is written first, then the provider is called, then its answer is written. */
export const createPayments = (ports: Ports) => {
  const { payments, clock } = ports;
  const calls = createProviderCalls(ports);
  const { carryOut, begin } = createCommands(ports, calls);

  return {
    /** Holds the amount at the provider. Answers with PaymentAuthorized, PaymentActionRequired or PaymentFailed. */
    requestAuthorization: (request: AuthorizationRequest, cause: Cause): Promise<Outcome> =>
      begin(refOf(request), requestOf(request, clock()), { cause, sealedMethod: request.sealedMethod }),

    /** Takes the money for every order that is still wanted; lets the hold go when none is. */
    requestCapture: async (request: { readonly paymentId: string }, cause: Cause): Promise<Outcome> => {
      const stored = (await payments.find(idOf(request.paymentId))) ?? unknownPayment(cause.correlationId);
      return carryOut(stored, { type: 'RequestCapture', cancelledOrders: stored.cancelledElsewhere, at: clock() }, cause);
    },

    /** Lets go of whatever is held; a payment that nobody has heard of yet will never be made. */
    requestVoid: async (request: { readonly paymentId: string; readonly checkoutId: string }, cause: Cause): Promise<Outcome> => {
      const ref = refOf(request);
      const stored = await payments.find(ref.paymentId);
      const command: PaymentCommand = { type: 'RequestVoid', ref, at: clock() };
      return stored === undefined ? begin(ref, command, { cause }) : carryOut(stored, command, cause);
    },

    /** An order that is cancelled is not charged, or gets its money back. The order may be ahead of its payment. */
    cancelOrder: async (orderId: OrderId, cause: Cause): Promise<Outcome> => {
      let stored = await payments.findOfOrder(orderId);
      if (stored === undefined) {
        await payments.noteCancelledOrder(orderId);
        // The payment may have been written between the two looks; from here on it finds the note.
        stored = await payments.findOfOrder(orderId);
      }
      return stored === undefined ? undefined : carryOut(stored, { type: 'CancelOrder', orderId, at: clock() }, cause);
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
