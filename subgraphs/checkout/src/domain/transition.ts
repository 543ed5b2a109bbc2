import { refuse, type Instant, type PaymentId, type Refusal } from '@marketplace/kernel';
import type { Abort, Checkout, CheckoutRequest, Intervention, Progress, Step, StepName, StepStatus, Undoable } from './checkout';
import { ordersOf } from './checkout';
import { deadlineOf } from './deadlines';
import type { Announcement } from './news';

/** A step of the process: what holds now, what to ask and tell, and until when to wait for the next answer. */
export type Transition = {
  readonly checkout: Checkout;
  readonly announcements: readonly Announcement[];
  readonly steps: readonly Step[];
  readonly deadline: Instant | undefined;
  /** The operator behind it, for the log. */
  readonly intervention?: Intervention;
};

/** Why news change nothing. Late and repeated answers are normal: they are ignored, not feared. */
export type Ignored = Refusal<'not-awaited' | 'checkout-is-over' | 'checkout-past-abort' | 'earlier-payment' | 'nothing-to-ask-again'>;

/** The answer to news that change nothing. */
export const ignored = (refused: Ignored['refused'] = 'not-awaited'): Ignored => refuse(refused);

/** A checkout at a moment: what every piece of news meets. */
export type Scene = { readonly checkout: Checkout; readonly at: Instant };

/** What news make of a scene. */
export type Change = {
  readonly progress: Progress;
  readonly announce?: readonly Announcement[];
  readonly steps?: readonly (readonly [StepName, StepStatus])[];
  readonly opens?: Undoable;
  readonly closes?: Undoable;
  readonly request?: CheckoutRequest;
  readonly paymentId?: PaymentId;
};

const withSteps = (steps: readonly Step[], changed: readonly Step[]): readonly Step[] => {
  const latest = new Map(steps.map((step) => [step.name, step]));
  for (const step of changed) latest.set(step.name, step);
  return [...latest.values()];
};

const openAfter = (open: readonly Undoable[], { opens, closes }: Change): readonly Undoable[] => {
  const rest = closes === undefined ? open : open.filter((step) => step !== closes);
  return opens === undefined ? rest : [...rest, opens];
};

/** Moves the process: the log, the deadline and the list of what would have to be undone follow from the change. */
export const apply = ({ checkout, at }: Scene, change: Change): Transition => {
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
  return { checkout: moved, announcements: change.announce ?? [], steps, deadline: deadlineOf(moved, at) };
};

/** What is asked of the context that did a step. */
export const undoRequest = (step: Undoable, abort: Abort, paymentId: PaymentId): Announcement => {
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

/** A step that has ended by itself: nothing of it has to be undone. */
export type Ended = readonly [StepName, Extract<StepStatus, 'FAILED' | 'UNDONE'>];

/** Undoes what was asked for, the last first; an answer that still comes finds its request called off. */
export const abort = ({ checkout, at }: Scene, why: Abort, ended: readonly Ended[] = []): Transition => {
  const awaiting = checkout.open.filter((step) => !ended.some(([name]) => name === step)).reverse();
  const orders = ordersOf(checkout);
  const change: Change =
    awaiting.length === 0
      ? { progress: { status: 'ABORTED', abort: why, orders }, announce: [{ type: 'CheckoutAborted' }], steps: ended }
      : {
          progress: { status: 'ABORTING', abort: why, awaiting, orders },
          announce: awaiting.map((step) => undoRequest(step, why, checkout.paymentId)),
          steps: [...ended, ...awaiting.map((step) => [step, 'UNDOING'] as const)],
        };
  // Nothing secret is needed any more.
  const request = { ...checkout.request, sealedAddress: '', sealedMethod: '' };
  return apply({ checkout: { ...checkout, open: awaiting }, at }, { ...change, request });
};
