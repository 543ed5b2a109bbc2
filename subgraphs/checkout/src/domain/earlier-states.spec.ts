import { after as later, idOf, isRefused, minutes } from '@marketplace/kernel';
import type { Undoable } from './checkout';
import { at, captured, deadlinePassed, orderId, orderPaid, paymentId, request, statusOf, stockTaken } from './checkout.fixtures';
import { react } from './checkout.saga';
import { fromEarlier, type EarlierCheckout } from './earlier-states';
import type { News } from './news';
import { summaryOf } from './summary';

const { payBy: _payBy, keepOnDecline: _keep, ...earlierRequest } = request;
const usd = (amount: string) => ({ amount, currency: 'USD' });
const line = {
  variantId: 'variant-1',
  productId: 'product',
  sellerId: 'seller-1',
  sku: 'SKU',
  title: 'Thing',
  options: [],
  quantity: 2,
  unitPrice: usd('1000'),
  weightGrams: 100,
};
const frozen = { currency: 'USD', lines: [line] };
const ordered = { ...frozen, orders: [{ orderId: orderId(1), sellerId: 'seller-1', total: usd('2500') }], total: usd('2500') };

const earlier = (progress: EarlierCheckout['progress'], ...open: readonly Undoable[]): EarlierCheckout => ({
  request: earlierRequest,
  paymentId: paymentId(1),
  progress,
  open,
  steps: [
    { name: 'CART', status: 'DONE', at },
    { name: 'STOCK', status: 'DONE', at: later(at, minutes(1)) },
  ],
  overdue: 0,
});

const goOn = (stored: EarlierCheckout, ...news: readonly News[]) =>
  news.reduce((checkout, each) => {
    const next = react(checkout, each, at);
    return isRefused(next) ? checkout : next.checkout;
  }, fromEarlier(stored));

describe('a checkout that was stored before stock was asked for first', () => {
  it.each([
    [earlier({ status: 'CART_FROZEN', ...frozen }, 'CART'), ['CartUnfreezeRequested']],
    [
      earlier({ status: 'SHIPPING_QUOTED', ...frozen, quotes: [], orders: ordered.orders }, 'CART', 'ORDERS'),
      ['OrderCancellationRequested', 'CartUnfreezeRequested'],
    ],
    [
      earlier({ status: 'ORDERS_CREATED', ...ordered }, 'CART', 'ORDERS', 'STOCK'),
      ['StockReleaseRequested', 'OrderCancellationRequested', 'CartUnfreezeRequested'],
    ],
  ] as readonly [EarlierCheckout, readonly string[]][])('is called off when it had not come to a payment', (stored, requests) => {
    const checkout = fromEarlier(stored);
    expect(checkout.progress).toMatchObject({ status: 'ABORTING', abort: { reason: 'timed-out' } });
    const asked = react(checkout, deadlinePassed, at);
    expect(isRefused(asked) ? asked : asked.announcements.map(({ type }) => type)).toEqual(requests);
    const undone: readonly News[] = [{ type: 'ReservationReleased' }, { type: 'CheckoutOrdersCancelled' }, { type: 'CartUnfrozen' }];
    expect(statusOf(goOn(stored, ...undone))).toBe('ABORTED');
  });

  it('goes on where a payment is under way', () => {
    const pays = earlier({ status: 'STOCK_RESERVED', ...ordered }, 'CART', 'ORDERS', 'STOCK', 'PAYMENT');
    expect(fromEarlier(pays).progress).toMatchObject({ status: 'ORDERS_CREATED', heldUntil: later(at, minutes(31)) });
    const news: readonly News[] = [
      { type: 'PaymentAuthorized', paymentId: paymentId(1) },
      { type: 'OrderConfirmed', orderId: orderId(1) },
      captured,
      orderPaid(1),
      stockTaken,
    ];
    expect(statusOf(goOn(pays, ...news))).toBe('COMPLETED');
    const atBank = earlier(
      { status: 'ACTION_REQUIRED', actionUrl: 'https://pay.example', ...ordered },
      'CART',
      'ORDERS',
      'STOCK',
      'PAYMENT',
    );
    expect(statusOf(goOn(atBank, ...news))).toBe('COMPLETED');
    const authorized = earlier({ status: 'PAYMENT_AUTHORIZED', confirmed: [], ...ordered }, 'CART', 'ORDERS', 'STOCK', 'PAYMENT');
    expect(statusOf(goOn(authorized, ...news))).toBe('COMPLETED');
  });

  it('goes forward once it is captured, and never back', () => {
    const confirmed = earlier({ status: 'ORDERS_CONFIRMED', captured: true, stockTaken: false, paid: [], ...ordered }, 'CART');
    expect(statusOf(goOn(confirmed, deadlinePassed, { type: 'AbortRequested', by: 'buyer' }))).toBe('ORDERS_CONFIRMED');
    expect(statusOf(goOn(confirmed, orderPaid(1), stockTaken))).toBe('COMPLETED');
  });

  it('stays what it is when it is over, or only begun', () => {
    const abort = { reason: 'payment-failed', details: {} } as const;
    expect(statusOf(fromEarlier(earlier({ status: 'STARTED' }, 'CART')))).toBe('STARTED');
    expect(statusOf(fromEarlier(earlier({ status: 'ABORTED', abort, orders: [] })))).toBe('ABORTED');
    const aborting = earlier({ status: 'ABORTING', abort, awaiting: ['CART'], orders: [] }, 'CART');
    expect(statusOf(goOn(aborting, { type: 'CartUnfrozen' }))).toBe('ABORTED');
    const completed = fromEarlier(earlier({ status: 'COMPLETED', ...ordered }));
    expect(completed).toMatchObject({ progress: { status: 'COMPLETED' }, request: { payBy: 'CARD', buyerId: idOf('buyer-1') } });
    expect(summaryOf(completed)).toMatchObject({ goods: { amount: 2000n }, delivery: undefined, total: { amount: 2500n } });
  });
});
