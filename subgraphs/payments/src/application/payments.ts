import {
  after,
  defined,
  isBefore,
  isRefused,
  milliseconds,
  seconds,
  type Cause,
  type Instant,
  type OrderId,
  type PaymentId,
  type Refusal,
} from '@marketplace/kernel';
import type { PaymentCommand, PaymentRejection } from '../domain/commands';
import { decide } from '../domain/decide';
import { initial, isOver, type AgreedShare, type PaymentEvent, type PaymentRef, type Terms } from '../domain/payment';
import { callLease } from '../domain/policies';
import { nextStep } from '../domain/steps';
import { advanced, begun } from './changes';
import type { GatewayOutcome } from './gateway';
import type { Ports, Stored, Webhook } from './ports';
import { commandOf, createProviderCalls, type ProviderCalls } from './provider-calls';

export type AuthorizationRequest = {
  readonly ref: PaymentRef;
  readonly terms: Omit<Terms, 'createdAt'>;
  readonly shares: readonly AgreedShare[];
  readonly sealedMethod: string;
};

type Outcome = Refusal<PaymentRejection> | undefined;
type RefCommand = Extract<PaymentCommand, { readonly ref: PaymentRef }>;
type Heard = { readonly ref: Pick<PaymentRef, 'paymentId'>; readonly outcome: Exclude<GatewayOutcome, { kind: 'unknown' }> };

export type Payments = ReturnType<typeof createPayments>;

const answerIsNear = seconds(1);

/**
 * Our own call has just been made, and its answer will contain what the provider's message contains. If the answer gets
 * lost, the due call asks again. So the message is not needed, and a second writer would only lose a race.
 */
const answerIsUnderWay = (stored: Stored, now: Instant): boolean =>
  stored.nextAttemptAt !== undefined &&
  stored.attempts === 0 &&
  nextStep(stored.state) !== undefined &&
  isBefore(now, after(stored.nextAttemptAt, milliseconds(answerIsNear - callLease)));

type Beginning = { readonly cause: Cause; readonly sealedMethod?: string };

/** What follows from a message is written after the message itself was answered. */
const afterwards = ({ inbox: _inbox, idempotency: _idempotency, ...rest }: Cause): Cause => rest;

/** Decides, writes, and makes the call that follows. */
const createCommands = ({ payments, clock }: Ports, calls: ProviderCalls) => {
  const write = async (payment: Stored, events: readonly PaymentEvent[], cause: Cause): Promise<void> =>
    calls.proceed(await payments.save(advanced(payment, events, { now: clock() }), cause), afterwards(cause));

  /** Where there is no such payment, the command can only be refused. */
  const carryOut = async (payment: Stored | undefined, command: PaymentCommand, cause: Cause): Promise<Outcome> => {
    const decision = decide(command, payment?.state ?? initial);
    if (isRefused(decision)) return decision;
    if (payment !== undefined && decision.length > 0) await write(payment, decision, cause);
    return undefined;
  };

  /**
   * A command for a payment that this process has mostly written itself a moment ago. What it remembers will do where a
   * write follows, which its version guards; what changes nothing proves nothing, and the payment is read.
   */
  const carryOutSoon = async (id: PaymentId, commandFor: (payment?: Stored) => PaymentCommand, cause: Cause): Promise<Outcome> => {
    const recalled = payments.recall(id);
    const expected = recalled === undefined ? [] : decide(commandFor(recalled), recalled.state);
    if (recalled !== undefined && !isRefused(expected) && expected.length > 0) {
      await write(recalled, expected, cause);
      return undefined;
    }
    const payment = await payments.find(id);
    return carryOut(payment, commandFor(payment), cause);
  };

  /** False when there is such a payment already, another one stands in its way, or none of its orders is wanted any more. */
  const tryToBegin = async (command: RefCommand, { cause, ...method }: Beginning): Promise<boolean> => {
    const events = decide(command, initial);
    if (isRefused(events)) return false;
    const kept = { correlationId: cause.correlationId, ...method };
    const payment = await payments.begin(begun(events, kept, { now: clock() }), cause);
    if (payment !== undefined) await calls.proceed(payment, afterwards(cause));
    return payment !== undefined;
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

  /** Begins a payment. Where another writer was first, the command is carried out on what it wrote. */
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
 * Handles what the provider reports, by a message or when it is asked: a confirmation by the buyer, a late answer. Reports
 * come in any order and any number of times. What this process remembers is enough to decide: a report that changes
 * nothing in it is either old, or a call that is under way will return the same.
 */
const hearing =
  ({ payments, clock, systemCause }: Ports, calls: ProviderCalls) =>
  async ({ ref, outcome }: Heard, webhook?: Webhook): Promise<void> => {
    const payment = payments.recall(ref.paymentId) ?? (await payments.find(ref.paymentId));
    const now = clock();
    if (payment === undefined || answerIsUnderWay(payment, now)) return;
    const events = decide(commandOf(outcome, { cancelledOrders: payment.cancelledElsewhere }, now), payment.state);
    if (isRefused(events) || events.length === 0) return;
    if (webhook !== undefined && (await payments.hasHeard(webhook))) return;
    // What a provider's message causes is part of the flow that the payment belongs to.
    const cause = systemCause(payment.correlationId);
    const saved = await payments.save({ ...advanced(payment, events, { now }), ...defined({ webhook }) }, cause);
    await calls.proceed(saved, cause);
  };

/** The use cases of payments: what is asked for is written first, then the provider is called, then its answer is written. */
export const createPayments = (ports: Ports) => {
  const { payments, clock } = ports;
  const calls = createProviderCalls(ports);
  const { carryOut, carryOutSoon, begin } = createCommands(ports, calls);

  return {
    /** Holds the amount at the provider. Answers with PaymentAuthorized, PaymentActionRequired or PaymentFailed. */
    requestAuthorization: ({ ref, terms, shares, sealedMethod }: AuthorizationRequest, cause: Cause): Promise<Outcome> => {
      const at = clock();
      return begin({ type: 'RequestAuthorization', ref, terms: { ...terms, createdAt: at }, shares, at }, { cause, sealedMethod });
    },

    /** Takes the money for every order that is still wanted, or agrees on cash for it; lets the hold go when none is. */
    requestCapture: (id: PaymentId, cause: Cause): Promise<Outcome> =>
      carryOutSoon(id, (payment) => ({ type: 'RequestCapture', cancelledOrders: payment?.cancelledElsewhere ?? [], at: clock() }), cause),

    /** Lets go of whatever is held; a payment that does not exist yet will never be made. */
    requestVoid: async (ref: PaymentRef, cause: Cause): Promise<Outcome> => {
      const payment = await payments.find(ref.paymentId);
      const command: RefCommand = { type: 'RequestVoid', ref, at: clock() };
      return payment === undefined ? begin(command, { cause }) : carryOut(payment, command, cause);
    },

    /** An order that is cancelled is not charged, or gets its money back. The order may be ahead of its payment, or of the next one. */
    cancelOrder: async (orderId: OrderId, cause: Cause): Promise<Outcome> => {
      let payment = await payments.findOfOrder(orderId);
      if (payment === undefined || isOver(payment.state)) {
        await payments.noteCancelledOrder(orderId);
        // A payment may have been written between the two looks; from here on it finds the note.
        payment = await payments.findOfOrder(orderId);
      }
      if (payment === undefined) return undefined;
      return carryOut(payment, { type: 'CancelOrder', orderId, cancelledOrders: payment.cancelledElsewhere, at: clock() }, cause);
    },

    /** The order was handed over: if it is paid at the door, the courier has its money. */
    collectCash: async (orderId: OrderId, cause: Cause): Promise<Outcome> =>
      carryOut(await payments.findOfOrder(orderId), { type: 'CollectCash', orderId, at: clock() }, cause),

    /** The order is closed: the seller is owed its money, less commission. */
    closeOrder: async (orderId: OrderId, cause: Cause): Promise<Outcome> =>
      carryOut(await payments.findOfOrder(orderId), { type: 'CloseOrder', orderId, at: clock() }, cause),

    hear: hearing(ports, calls),
    /** For calls that came due: what a crash or a silent provider left behind. */
    resume: calls.proceed,
  };
};
