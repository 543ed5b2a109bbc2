import { refuse, type Instant, type PaymentId, type Refusal } from '@marketplace/kernel';
import type { Abort, Checkout, CheckoutRequest, Intervention, Progress, Step, StepName, StepStatus, UndoableStep } from './checkout';
import { ordersOf } from './checkout';
import { deadlineOf } from './deadlines';
import type { OutboundMessage } from './saga-messages';

/** A transition of the saga: the next state, the messages to send, and the deadline for the next answer. */
export type Transition = {
  readonly checkout: Checkout;
  readonly messages: readonly OutboundMessage[];
  readonly steps: readonly Step[];
  readonly deadline: Instant | undefined;
  /** The operator's action that caused the transition, for the step log. */
  readonly intervention?: Intervention;
};

/** The reason why an input is ignored. Late and repeated answers are normal. */
export type Ignored = Refusal<
  'not-pending-answers' | 'checkout-is-over' | 'checkout-past-abort' | 'earlier-payment' | 'nothing-to-ask-again'
>;

/** The result for an input that changes nothing. */
export const ignored = (refused: Ignored['refused'] = 'not-pending-answers'): Ignored => refuse(refused);

/** The checkout and the current time, passed to every input handler. */
export type SagaContext = { readonly checkout: Checkout; readonly at: Instant };

/** The change that an input makes to a checkout. */
export type Change = {
  readonly progress: Progress;
  readonly send?: readonly OutboundMessage[];
  readonly steps?: readonly (readonly [StepName, StepStatus])[];
  readonly opens?: UndoableStep;
  readonly closes?: UndoableStep;
  readonly request?: CheckoutRequest;
  readonly paymentId?: PaymentId;
};

const withSteps = (steps: readonly Step[], changed: readonly Step[]): readonly Step[] => {
  const latest = new Map(steps.map((step) => [step.name, step]));
  for (const step of changed) latest.set(step.name, step);
  return [...latest.values()];
};

const openAfter = (open: readonly UndoableStep[], { opens, closes }: Change): readonly UndoableStep[] => {
  const rest = closes === undefined ? open : open.filter((step) => step !== closes);
  return opens === undefined ? rest : [...rest, opens];
};

/** Applies a change. The step log, the deadline and the list of steps to undo follow from it. */
export const apply = ({ checkout, at }: SagaContext, change: Change): Transition => {
  const steps = (change.steps ?? []).map(([name, status]): Step => ({ name, status, at }));
  const moved: Checkout = {
    ...checkout,
    request: change.request ?? checkout.request,
    paymentId: change.paymentId ?? checkout.paymentId,
    progress: change.progress,
    open: openAfter(checkout.open, change),
    steps: withSteps(checkout.steps, steps),
    since: at,
    overdue: 0,
  };
  return { checkout: moved, messages: change.send ?? [], steps, deadline: deadlineOf(moved, at) };
};

/** The request that undoes a step. */
export const undoRequest = (step: UndoableStep, abort: Abort, paymentId: PaymentId): OutboundMessage => {
  switch (step) {
    case 'PAYMENT':
      return { type: 'PaymentVoidRequested', paymentId };
    case 'ORDERS':
      return { type: 'OrderCancellationRequested', reason: abort.reason };
    case 'DISCOUNTS':
      return { type: 'DiscountReleaseRequested' };
    case 'STOCK':
      return { type: 'StockReleaseRequested' };
    case 'CART':
      return { type: 'CartUnfreezeRequested' };
  }
};

/** A step that has already failed or been undone, so that no undo request is needed. */
export type EndedStep = readonly [StepName, Extract<StepStatus, 'FAILED' | 'UNDONE'>];

/** Aborts the checkout and undoes its open steps, the latest first. Answers that arrive later are ignored. */
export const abort = ({ checkout, at }: SagaContext, why: Abort, ended: readonly EndedStep[] = []): Transition => {
  const awaiting = checkout.open.filter((step) => !ended.some(([name]) => name === step)).toReversed();
  const orders = ordersOf(checkout);
  const change: Change =
    awaiting.length === 0
      ? { progress: { status: 'ABORTED', abort: why, orders }, send: [{ type: 'CheckoutAborted' }], steps: ended }
      : {
          progress: { status: 'ABORTING', abort: why, awaiting, orders },
          send: awaiting.map((step) => undoRequest(step, why, checkout.paymentId)),
          steps: [...ended, ...awaiting.map((step) => [step, 'UNDOING'] as const)],
        };
  // The sealed data is no longer needed.
  const request = { ...checkout.request, sealedAddress: '', sealedMethod: '' };
  return apply({ checkout: { ...checkout, open: awaiting }, at }, { ...change, request });
};
