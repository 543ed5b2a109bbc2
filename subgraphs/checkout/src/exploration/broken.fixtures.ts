import { isRefused } from '@marketplace/kernel';
import { react } from '../domain/checkout.saga';
import type { Undoable } from '../domain/checkout';
import type { Announcement } from '../domain/news';
import { abort, type Transition } from '../domain/transition';
import type { Subject } from './world.fixtures';

type React = Subject['react'];

/** What a reaction comes to, changed; what is refused stays refused. */
const changed =
  (change: (transition: Transition) => Transition): React =>
  (checkout, news, at) => {
    const transition = react(checkout, news, at);
    return isRefused(transition) ? transition : change(transition);
  };

const neverAsks = (type: Announcement['type']): React =>
  changed((transition) => ({ ...transition, announcements: transition.announcements.filter((each) => each.type !== type) }));

/** Believes that a step has nothing to undo. */
const forgets = (step: Undoable, request: Announcement['type']): React =>
  changed((transition) => {
    const { checkout, announcements } = transition;
    const { progress } = checkout;
    if (progress.status !== 'ABORTING') return transition;
    const awaiting = progress.awaiting.filter((each) => each !== step);
    const asked = announcements.filter(({ type }) => type !== request);
    if (awaiting.length > 0) return { ...transition, checkout: { ...checkout, progress: { ...progress, awaiting } }, announcements: asked };
    const aborted = { status: 'ABORTED', abort: progress.abort, orders: progress.orders } as const;
    return { ...transition, checkout: { ...checkout, progress: aborted }, announcements: asked, deadline: undefined };
  });

const takesAnyPaymentForTheNewOne: React = (checkout, news, at) =>
  react(checkout, 'paymentId' in news ? { ...news, paymentId: checkout.paymentId } : news, at);

/** Gives up at the deadline although the capture was asked for. */
const givesUpAfterTheCapture: React = (checkout, news, at) =>
  news.type === 'DeadlinePassed' && checkout.progress.status === 'ORDERS_CONFIRMED'
    ? abort({ checkout, at }, { reason: 'timed-out', details: {} })
    : react(checkout, news, at);

/** Says that it is over as soon as the money has moved. */
const completesTooEarly: React = changed((transition) => {
  const { checkout } = transition;
  const { progress } = checkout;
  return progress.status === 'ORDERS_CONFIRMED'
    ? { ...transition, checkout: { ...checkout, progress: { ...progress, status: 'COMPLETED' } }, deadline: undefined }
    : transition;
});

const sound = { faults: [] } as const;

/** Sagas and participants that are wrong on purpose: an explorer that lets one of them pass has seen nothing. */
export const broken: Readonly<Record<string, Subject>> = {
  'a saga that never asks for a void': { ...sound, react: neverAsks('PaymentVoidRequested') },
  'a saga that never asks carts to let go': { ...sound, react: neverAsks('CartUnfreezeRequested') },
  'a saga that forgets the stock': { ...sound, react: forgets('STOCK', 'StockReleaseRequested') },
  'a saga that forgets the discounts': { ...sound, react: forgets('DISCOUNTS', 'DiscountReleaseRequested') },
  'a saga that forgets the orders': { ...sound, react: forgets('ORDERS', 'OrderCancellationRequested') },
  'a saga that takes news of an old payment for news of the new one': { ...sound, react: takesAnyPaymentForTheNewOne },
  'a saga that gives up after the capture was asked for': { ...sound, react: givesUpAfterTheCapture },
  'a saga that completes when the orders are confirmed': { ...sound, react: completesTooEarly },
  'an inventory without an inbox': { react, faults: ['inventory-takes-each-request-for-a-new-one'] },
  'an inventory without tombstones': { react, faults: ['inventory-forgets-releases'] },
  'payments without tombstones': { react, faults: ['payments-forgets-voids'] },
};
