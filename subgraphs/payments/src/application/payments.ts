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
import { initial, hasEnded, type AgreedShare, type PaymentEvent, type PaymentRef, type Terms } from '../domain/payment';
import { callLease } from '../domain/policies';
import { nextRequest } from '../domain/provider-request';
import { updateOf, creationOf } from './changes';
import type { GatewayOutcome } from './gateway';
import type { Ports, StoredPayment, Webhook } from './ports';
import { commandOf, createProviderCalls, type ProviderCalls } from './provider-calls';

export type AuthorizationRequest = {
  readonly ref: PaymentRef;
  readonly terms: Omit<Terms, 'createdAt'>;
  readonly shares: readonly AgreedShare[];
  readonly sealedMethod: string;
};

type Outcome = Refusal<PaymentRejection> | undefined;
type RefCommand = Extract<PaymentCommand, { readonly ref: PaymentRef }>;
type ProviderReport = { readonly ref: Pick<PaymentRef, 'paymentId'>; readonly outcome: Exclude<GatewayOutcome, { kind: 'unknown' }> };

export type Payments = ReturnType<typeof createPayments>;

const answerGrace = seconds(1);

/**
 * True while our own call is in progress. Its answer contains the same as the provider's message, and if the answer is lost, the
 * call is retried. So the message is not needed, and a second writer would only cause a conflict.
 */
const isAwaitingAnswer = (stored: StoredPayment, now: Instant): boolean =>
  stored.nextAttemptAt !== undefined &&
  stored.attempts === 0 &&
  nextRequest(stored.state) !== undefined &&
  isBefore(now, after(stored.nextAttemptAt, milliseconds(answerGrace - callLease)));

type Creation = { readonly cause: Cause; readonly sealedMethod?: string };

/** The cause of the writes that follow. They are not part of handling the original message. */
const followUpCause = ({ inbox: _inbox, idempotency: _idempotency, ...rest }: Cause): Cause => rest;

/** Decides commands, writes their events, and makes the next call to the provider. */
const createCommandHandlers = ({ payments, clock }: Ports, calls: ProviderCalls) => {
  const write = async (payment: StoredPayment, events: readonly PaymentEvent[], cause: Cause): Promise<void> =>
    calls.proceed(await payments.save(updateOf(payment, events, { now: clock() }), cause), followUpCause(cause));

  /** Executes a command. Without a payment it can only be refused. */
  const execute = async (payment: StoredPayment | undefined, command: PaymentCommand, cause: Cause): Promise<Outcome> => {
    const decision = decide(command, payment?.state ?? initial);
    if (isRefused(decision)) return decision;
    if (payment !== undefined && decision.length > 0) await write(payment, decision, cause);
    return undefined;
  };

  /**
   * Executes a command on the cached payment if that leads to a write, whose version check detects a stale copy. Otherwise the
   * payment is read first.
   */
  const executeFromMemory = async (
    id: PaymentId,
    commandFor: (payment?: StoredPayment) => PaymentCommand,
    cause: Cause,
  ): Promise<Outcome> => {
    const recalled = payments.cached(id);
    const expected = recalled === undefined ? [] : decide(commandFor(recalled), recalled.state);
    if (recalled !== undefined && !isRefused(expected) && expected.length > 0) {
      await write(recalled, expected, cause);
      return undefined;
    }
    const payment = await payments.find(id);
    return execute(payment, commandFor(payment), cause);
  };

  /** Returns false when the payment exists already, conflicts with another one, or all its orders were cancelled. */
  const tryCreate = async (command: RefCommand, { cause, ...method }: Creation): Promise<boolean> => {
    const events = decide(command, initial);
    if (isRefused(events)) return false;
    const kept = { correlationId: cause.correlationId, ...method };
    const payment = await payments.create(creationOf(events, kept, { now: clock() }), cause);
    if (payment !== undefined) await calls.proceed(payment, followUpCause(cause));
    return payment !== undefined;
  };

  /**
   * The failure code of a payment that cannot be created: its orders were all cancelled, or another payment of the checkout can
   * still take money.
   */
  const refusalCodeOf = async (command: RefCommand): Promise<string> => {
    const orderIds = command.type === 'RequestAuthorization' ? command.shares.map((share) => share.orderId) : [];
    const cancelled = await payments.cancelledAmong(orderIds);
    return orderIds.length > 0 && cancelled.length === orderIds.length ? 'voided' : 'another-payment-under-way';
  };

  /** Creates a payment. If another writer was first, the command is executed on the existing payment. */
  const create = async (command: RefCommand, beginning: Creation): Promise<Outcome> => {
    const { cause } = beginning;
    if (await tryCreate(command, beginning)) return undefined;
    const known = await payments.find(command.ref.paymentId);
    if (known !== undefined) return execute(known, command, cause);
    const refusal: RefCommand = { type: 'RefuseAuthorization', ref: command.ref, code: await refusalCodeOf(command), at: clock() };
    if (!(await tryCreate(refusal, beginning))) throw new Error('the payment could be neither created nor refused');
    return undefined;
  };
  return { carryOut: execute, carryOutSoon: executeFromMemory, begin: create };
};

/**
 * Handles reports of the provider, from webhooks and queries: a confirmation by the buyer, a late answer. Reports arrive in any
 * order, also repeatedly. The cached payment is enough to decide: a report that does not change it is either old, or a call in
 * progress returns the same.
 */
const reportHandler =
  ({ payments, clock, systemCause }: Ports, calls: ProviderCalls) =>
  async ({ ref, outcome }: ProviderReport, webhook?: Webhook): Promise<void> => {
    const payment = payments.cached(ref.paymentId) ?? (await payments.find(ref.paymentId));
    const now = clock();
    if (payment === undefined || isAwaitingAnswer(payment, now)) return;
    const events = decide(commandOf(outcome, { cancelledOrders: payment.cancelledElsewhere }, now), payment.state);
    if (isRefused(events) || events.length === 0) return;
    if (webhook !== undefined && (await payments.isWebhookHandled(webhook))) return;
    // A report belongs to the flow of its payment.
    const cause = systemCause(payment.correlationId);
    const saved = await payments.save({ ...updateOf(payment, events, { now }), ...defined({ webhook }) }, cause);
    await calls.proceed(saved, cause);
  };

/** The use cases of payments. A request is written first, then the provider is called, then its answer is written. */
export const createPayments = (ports: Ports) => {
  const { payments, clock } = ports;
  const calls = createProviderCalls(ports);
  const { carryOut, carryOutSoon, begin } = createCommandHandlers(ports, calls);

  return {
    /** Authorizes the amount. Publishes PaymentAuthorized, PaymentActionRequired or PaymentFailed. */
    requestAuthorization: ({ ref, terms, shares, sealedMethod }: AuthorizationRequest, cause: Cause): Promise<Outcome> => {
      const at = clock();
      return begin({ type: 'RequestAuthorization', ref, terms: { ...terms, createdAt: at }, shares, at }, { cause, sealedMethod });
    },

    /** Captures the money of every remaining order, or confirms cash on delivery; voids the payment if none remains. */
    requestCapture: (id: PaymentId, cause: Cause): Promise<Outcome> =>
      carryOutSoon(id, (payment) => ({ type: 'RequestCapture', cancelledOrders: payment?.cancelledElsewhere ?? [], at: clock() }), cause),

    /** Voids a payment. A payment that does not exist yet can no longer be created. */
    requestVoid: async (ref: PaymentRef, cause: Cause): Promise<Outcome> => {
      const payment = await payments.find(ref.paymentId);
      const command: RefCommand = { type: 'RequestVoid', ref, at: clock() };
      return payment === undefined ? begin(command, { cause }) : carryOut(payment, command, cause);
    },

    /** Leaves a cancelled order out of the capture, or refunds it. The cancellation can arrive before the payment. */
    cancelOrder: async (orderId: OrderId, cause: Cause): Promise<Outcome> => {
      let payment = await payments.findOfOrder(orderId);
      if (payment === undefined || hasEnded(payment.state)) {
        await payments.recordCancelledOrder(orderId);
        // A payment may have been created meanwhile; later ones see the recorded cancellation.
        payment = await payments.findOfOrder(orderId);
      }
      if (payment === undefined) return undefined;
      return carryOut(payment, { type: 'CancelOrder', orderId, cancelledOrders: payment.cancelledElsewhere, at: clock() }, cause);
    },

    /** Records the cash of a delivered order. */
    collectCash: async (orderId: OrderId, cause: Cause): Promise<Outcome> =>
      carryOut(await payments.findOfOrder(orderId), { type: 'CollectCash', orderId, at: clock() }, cause),

    /** Releases the escrow of a closed order to the seller, less commission. */
    closeOrder: async (orderId: OrderId, cause: Cause): Promise<Outcome> =>
      carryOut(await payments.findOfOrder(orderId), { type: 'CloseOrder', orderId, at: clock() }, cause),

    handleReport: reportHandler(ports, calls),
    /** Continues a payment whose call is due, after a crash or a missing answer. */
    resume: calls.proceed,
  };
};
