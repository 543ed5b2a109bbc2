import { defined, isRefused, isZero, type Cause, type Instant, type OrderId } from '@marketplace/kernel';
import type { PaymentCommand } from '../domain/commands';
import { decide } from '../domain/decide';
import { alertAfterAttempts, mustGiveUp, nextTryAt } from '../domain/policies';
import { nextStep, type ProviderStep } from '../domain/steps';
import { advanced } from './changes';
import type { Gateway, GatewayOutcome } from './gateway';
import type { Attempt, Ports, Stored } from './ports';

type Answer = Exclude<GatewayOutcome, { kind: 'unknown' }>;

type Asked = { readonly cancelledOrders: readonly OrderId[]; readonly refundId?: string };

/** The command that writes an answer down. A refund is named by the step, since the provider has only its own id of it. */
export const commandOf = (answer: Answer, { cancelledOrders, refundId = '' }: Asked, at: Instant): PaymentCommand => {
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
 * Makes a step's call. After a call that was not answered the provider is asked first what became of it; only if it
 * knows of nothing the call is made again, with the same key.
 */
const callsOf = (gateway: Gateway, tokenOf: Ports['tokenOf']) => {
  const authorize = async (
    step: Extract<ProviderStep, { kind: 'authorize' }>,
    stored: Stored,
    repeated: boolean,
  ): Promise<GatewayOutcome> => {
    const found = repeated ? await gateway.find({ paymentId: step.ref.paymentId, since: step.createdAt }) : undefined;
    if (found !== undefined) return found;
    const token = stored.sealedMethod === undefined ? undefined : tokenOf(stored.sealedMethod);
    if (token === undefined) return { kind: 'declined', code: 'payment-method-unreadable' };
    return gateway.authorize({ ref: step.ref, amount: step.amount, token, key: step.key });
  };
  return async (step: ProviderStep, stored: Stored): Promise<GatewayOutcome> => {
    const repeated = stored.attempts > 0;
    switch (step.kind) {
      case 'authorize':
        return authorize(step, stored, repeated || 'hold' in stored.state);
      case 'capture': {
        const { reference, amount } = step;
        const found = repeated ? await gateway.find({ reference }) : undefined;
        // To take nothing is to let go of the hold, and that is done already.
        if (found?.kind === 'canceled' && isZero(amount)) return { kind: 'captured', reference, transaction: reference, amount };
        return found === undefined || found.kind === 'authorized' ? gateway.capture(step) : found;
      }
      case 'cancel': {
        const found = repeated ? await gateway.find({ reference: step.reference }) : undefined;
        const isOver = found?.kind === 'canceled' || found?.kind === 'captured' || found?.kind === 'unknown';
        return isOver ? found : gateway.void(step);
      }
      case 'refund':
        return (repeated ? await gateway.findRefund(step) : undefined) ?? gateway.refund(step);
    }
  };
};

const mostStepsAtOnce = 6;

/** Carries payments forward at the provider, one step after the other, until nothing is to be done or nobody answers. */
export const createProviderCalls = ({ payments, gateway, tokenOf, clock, retry, alert }: Ports) => {
  const call = callsOf(gateway, tokenOf);

  const record = (
    known: Stored,
    answer: Answer,
    { step, attempt, cause }: { step: ProviderStep; attempt: Attempt; cause: Cause },
  ): Promise<Stored> => {
    let current: Stored | undefined = known;
    return retry(async () => {
      const stored = current ?? (await payments.find(step.ref.paymentId)) ?? known;
      current = undefined;
      const now = clock();
      const refund = step.kind === 'refund' ? { refundId: step.refundId } : {};
      const decision = decide(commandOf(answer, { cancelledOrders: stored.cancelledElsewhere, ...refund }, now), stored.state);
      if (isRefused(decision) || decision.length === 0) return stored;
      return payments.save({ ...advanced(stored, decision, { now }), attempt }, cause);
    });
  };

  /** Nobody answered, or not in a way that carries the payment on: it is tried again later. */
  const wait = async (stored: Stored, step: ProviderStep, { attempt, cause }: { attempt: Attempt; cause: Cause }): Promise<void> => {
    const now = clock();
    const attempts = stored.attempts + 1;
    const retryAt = nextTryAt(stored.state, attempts, now);
    if (attempts >= alertAfterAttempts)
      alert('provider-does-not-carry-out-step', {
        step: step.kind,
        attempts,
        outcome: attempt.outcome,
        detail: attempt.detail,
        ...step.ref,
      });
    const givenUp = mustGiveUp(stored.state, now) ? decide({ type: 'GiveUp', at: now }, stored.state) : [];
    const events = isRefused(givenUp) ? [] : givenUp;
    await payments.save({ ...advanced(stored, events, { now, retryAt, attempts }), attempt }, cause);
  };

  /** One call and its outcome; the payment as it stands then, or undefined when it has to wait. */
  const takeStep = async (stored: Stored, step: ProviderStep, cause: Cause): Promise<Stored | undefined> => {
    const outcome = await call(step, stored);
    const detail = outcome.kind === 'unknown' ? outcome.reason : outcome.kind === 'declined' ? outcome.code : undefined;
    const attempt: Attempt = {
      kind: step.kind,
      key: step.key,
      outcome: outcome.kind,
      at: clock(),
      ...defined({ detail }),
    };
    const next = outcome.kind === 'unknown' ? stored : await record(stored, outcome, { step, attempt, cause });
    if (next.version !== stored.version) return next;
    await wait(stored, step, { attempt, cause });
    return undefined;
  };

  const proceed = async (payment: Stored, cause: Cause): Promise<void> => {
    let stored: Stored | undefined = payment;
    for (let taken = 0; stored !== undefined && taken < mostStepsAtOnce; taken += 1) {
      const step: ProviderStep | undefined = nextStep(stored.state);
      stored = step === undefined ? undefined : await takeStep(stored, step, cause);
    }
  };

  return { proceed };
};

export type ProviderCalls = ReturnType<typeof createProviderCalls>;
