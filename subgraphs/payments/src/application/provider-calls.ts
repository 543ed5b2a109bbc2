import { defined, isRefused, isZero, type Cause, type Instant, type OrderId } from '@marketplace/kernel';
import type { PaymentCommand } from '../domain/commands';
import { decide } from '../domain/decide';
import { alertAfterAttempts, isTimedOut, nextAttemptTime } from '../domain/policies';
import { nextRequest, type ProviderRequest } from '../domain/provider-request';
import { updateOf } from './changes';
import type { Gateway, GatewayOutcome } from './gateway';
import type { Attempt, Ports, StoredPayment } from './ports';

type Answer = Exclude<GatewayOutcome, { kind: 'unknown' }>;

type RequestContext = { readonly cancelledOrders: readonly OrderId[]; readonly refundId?: string };

/** The command that records an answer. The ID of a refund comes from the request, because the provider's answer has only its own ID. */
export const commandOf = (answer: Answer, { cancelledOrders, refundId = '' }: RequestContext, at: Instant): PaymentCommand => {
  switch (answer.kind) {
    case 'authorized':
      return { type: 'RecordAuthorized', reference: answer.reference, cancelledOrders, at };
    case 'action-required':
      return { type: 'RecordActionRequired', reference: answer.reference, url: answer.url, cancelledOrders, at };
    case 'declined':
      return { type: 'RecordDeclined', code: answer.code, at };
    case 'captured':
      return { type: 'RecordCaptured', reference: answer.reference, transaction: answer.transaction, amount: answer.amount, at };
    case 'canceled':
      return { type: 'RecordCanceled', at };
    case 'refunded':
      return { type: 'RecordRefunded', refundId, transaction: answer.transaction, at };
  }
};

/**
 * Calls the provider. After an unanswered attempt the provider is first queried for its outcome; only if it has none, the call is
 * repeated with the same key.
 */
const createCaller = (gateway: Gateway, tokenOf: Ports['tokenOf']) => {
  const authorize = async (
    request: Extract<ProviderRequest, { kind: 'authorize' }>,
    stored: StoredPayment,
    repeated: boolean,
  ): Promise<GatewayOutcome> => {
    const found = repeated ? await gateway.find({ paymentId: request.ref.paymentId, since: request.createdAt }) : undefined;
    if (found !== undefined) return found;
    const token = stored.sealedMethod === undefined ? undefined : tokenOf(stored.sealedMethod);
    if (token === undefined) return { kind: 'declined', code: 'payment-method-unreadable' };
    return gateway.authorize({ ref: request.ref, amount: request.amount, token, key: request.key });
  };
  return async (request: ProviderRequest, stored: StoredPayment): Promise<GatewayOutcome> => {
    const repeated = stored.attempts > 0;
    switch (request.kind) {
      case 'authorize':
        return authorize(request, stored, repeated || 'hold' in stored.state);
      case 'capture': {
        const { reference, amount } = request;
        const found = repeated ? await gateway.find({ reference }) : undefined;
        // A capture of zero is a void, and that is done already.
        if (found?.kind === 'canceled' && isZero(amount)) return { kind: 'captured', reference, transaction: reference, amount };
        return found === undefined || found.kind === 'authorized' ? gateway.capture(request) : found;
      }
      case 'cancel': {
        const found = repeated ? await gateway.find({ reference: request.reference }) : undefined;
        const isDecided = found?.kind === 'canceled' || found?.kind === 'captured' || found?.kind === 'unknown';
        return isDecided ? found : gateway.void(request);
      }
      case 'refund':
        return (repeated ? await gateway.findRefund(request) : undefined) ?? gateway.refund(request);
    }
  };
};

const maxRequestsInARow = 6;

/** Makes the requests of a payment one after the other, until none is left or the provider does not answer. */
export const createProviderCalls = ({ payments, gateway, tokenOf, clock, retry, alert }: Ports) => {
  const call = createCaller(gateway, tokenOf);

  const record = (
    initial: StoredPayment,
    answer: Answer,
    { request, attempt, cause }: { request: ProviderRequest; attempt: Attempt; cause: Cause },
  ): Promise<StoredPayment> => {
    let current: StoredPayment | undefined = initial;
    return retry(async () => {
      const stored = current ?? (await payments.find(request.ref.paymentId)) ?? initial;
      current = undefined;
      const now = clock();
      const refund = request.kind === 'refund' ? { refundId: request.refundId } : {};
      const decision = decide(commandOf(answer, { cancelledOrders: stored.cancelledElsewhere, ...refund }, now), stored.state);
      if (isRefused(decision) || decision.length === 0) return stored;
      return payments.save({ ...updateOf(stored, decision, { now }), attempt }, cause);
    });
  };

  /** Schedules a retry after a missing or inconclusive answer. */
  const scheduleRetry = async (
    stored: StoredPayment,
    request: ProviderRequest,
    { attempt, cause }: { attempt: Attempt; cause: Cause },
  ): Promise<void> => {
    const now = clock();
    const attempts = stored.attempts + 1;
    const retryAt = nextAttemptTime(stored.state, attempts, now);
    if (attempts >= alertAfterAttempts)
      alert('provider-does-not-carry-out-step', {
        step: request.kind,
        attempts,
        outcome: attempt.outcome,
        detail: attempt.detail,
        ...request.ref,
      });
    const decision = isTimedOut(stored.state, now) ? decide({ type: 'GiveUp', at: now }, stored.state) : [];
    const events = isRefused(decision) ? [] : decision;
    await payments.save({ ...updateOf(stored, events, { now, retryAt, attempts }), attempt }, cause);
  };

  /** Makes one request; returns the changed payment, or undefined if a retry was scheduled. */
  const makeRequest = async (stored: StoredPayment, request: ProviderRequest, cause: Cause): Promise<StoredPayment | undefined> => {
    const outcome = await call(request, stored);
    const detail = outcome.kind === 'unknown' ? outcome.reason : outcome.kind === 'declined' ? outcome.code : undefined;
    const attempt: Attempt = {
      kind: request.kind,
      key: request.key,
      outcome: outcome.kind,
      at: clock(),
      ...defined({ detail }),
    };
    const next = outcome.kind === 'unknown' ? stored : await record(stored, outcome, { request, attempt, cause });
    if (next.version !== stored.version) return next;
    await scheduleRetry(stored, request, { attempt, cause });
    return undefined;
  };

  const proceed = async (payment: StoredPayment, cause: Cause): Promise<void> => {
    let stored: StoredPayment | undefined = payment;
    for (let made = 0; stored !== undefined && made < maxRequestsInARow; made += 1) {
      const request: ProviderRequest | undefined = nextRequest(stored.state);
      stored = request === undefined ? undefined : await makeRequest(stored, request, cause);
    }
  };

  return { proceed };
};

export type ProviderCalls = ReturnType<typeof createProviderCalls>;
