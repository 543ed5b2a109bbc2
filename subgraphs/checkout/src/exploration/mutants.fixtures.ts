import { isRefused } from '@marketplace/kernel';
import { react } from '../domain/checkout.saga';
import type { UndoableStep } from '../domain/checkout';
import type { OutboundMessage } from '../domain/saga-messages';
import { abort, type Transition } from '../domain/transition';
import type { SystemUnderTest } from './world.fixtures';

type React = SystemUnderTest['react'];

/** The saga with a changed transition. Ignored inputs stay ignored. */
const withChange =
  (change: (transition: Transition) => Transition): React =>
  (checkout, input, at) => {
    const transition = react(checkout, input, at);
    return isRefused(transition) ? transition : change(transition);
  };

const neverSends = (type: OutboundMessage['type']): React =>
  withChange((transition) => ({ ...transition, messages: transition.messages.filter((each) => each.type !== type) }));

/** Skips the undo of a step. */
const skipsUndo = (step: UndoableStep, request: OutboundMessage['type']): React =>
  withChange((transition) => {
    const { checkout, messages } = transition;
    const { progress } = checkout;
    if (progress.status !== 'ABORTING') return transition;
    const awaiting = progress.awaiting.filter((each) => each !== step);
    const sent = messages.filter(({ type }) => type !== request);
    if (awaiting.length > 0) return { ...transition, checkout: { ...checkout, progress: { ...progress, awaiting } }, messages: sent };
    const aborted = { status: 'ABORTED', abort: progress.abort, orders: progress.orders } as const;
    return { ...transition, checkout: { ...checkout, progress: aborted }, messages: sent, deadline: undefined };
  });

const acceptsEarlierPayments: React = (checkout, input, at) =>
  react(checkout, 'paymentId' in input ? { ...input, paymentId: checkout.paymentId } : input, at);

/** Aborts at the deadline although the capture was requested. */
const abortsAfterCaptureRequest: React = (checkout, input, at) =>
  input.type === 'DeadlinePassed' && checkout.progress.status === 'ORDERS_CONFIRMED'
    ? abort({ checkout, at }, { reason: 'timed-out', details: {} })
    : react(checkout, input, at);

/** Completes as soon as the orders are confirmed. */
const completesTooEarly: React = withChange((transition) => {
  const { checkout } = transition;
  const { progress } = checkout;
  return progress.status === 'ORDERS_CONFIRMED'
    ? { ...transition, checkout: { ...checkout, progress: { ...progress, status: 'COMPLETED' } }, deadline: undefined }
    : transition;
});

const noFaults = { faults: [] } as const;

/** Deliberately wrong sagas and participants. The exploration must catch each of them. */
export const mutants: Readonly<Record<string, SystemUnderTest>> = {
  'a saga that never requests a void': { ...noFaults, react: neverSends('PaymentVoidRequested') },
  'a saga that never unfreezes the cart': { ...noFaults, react: neverSends('CartUnfreezeRequested') },
  'a saga that does not release the stock': { ...noFaults, react: skipsUndo('STOCK', 'StockReleaseRequested') },
  'a saga that does not release the discounts': { ...noFaults, react: skipsUndo('DISCOUNTS', 'DiscountReleaseRequested') },
  'a saga that does not cancel the orders': { ...noFaults, react: skipsUndo('ORDERS', 'OrderCancellationRequested') },
  'a saga that takes input of an old payment for input of the new one': { ...noFaults, react: acceptsEarlierPayments },
  'a saga that aborts after the capture was requested': { ...noFaults, react: abortsAfterCaptureRequest },
  'a saga that completes when the orders are confirmed': { ...noFaults, react: completesTooEarly },
  'an inventory without an inbox': { react, faults: ['inventory-without-inbox'] },
  'an inventory without tombstones': { react, faults: ['inventory-without-tombstones'] },
  'payments without tombstones': { react, faults: ['payments-without-tombstones'] },
};
