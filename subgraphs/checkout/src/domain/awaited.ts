import type { Checkout, In, Undoable } from './checkout';
import { areOrdersSettled } from './completing';
import type { Announcement } from './news';
import { undoRequest } from './transition';

/** Who can owe a checkout an answer: a context, or the buyer. */
export type Party = 'buyer' | 'carts' | 'inventory' | 'shipping' | 'promotions' | 'orders' | 'payments';

const doer: Readonly<Record<Undoable, Party>> = {
  CART: 'carts',
  STOCK: 'inventory',
  DISCOUNTS: 'promotions',
  ORDERS: 'orders',
  PAYMENT: 'payments',
};

const completionOwedBy = (progress: In<'ORDERS_CONFIRMED'>): readonly Party[] =>
  progress.captured
    ? [...(areOrdersSettled(progress) ? [] : (['orders'] as const)), ...(progress.stockTaken ? [] : (['inventory'] as const))]
    : ['payments'];

/** Whose answer a checkout waits for. */
export const waitsFor = ({ progress }: Checkout): readonly Party[] => {
  switch (progress.status) {
    case 'STARTED':
      return ['carts'];
    case 'CART_FROZEN':
      return progress.awaits === 'SHIPPING' ? ['shipping'] : ['inventory', 'shipping'];
    case 'SHIPPING_QUOTED':
      return [
        ...(progress.awaits === 'DISCOUNTS' ? [] : (['inventory'] as const)),
        ...(progress.awaits === 'STOCK' ? [] : (['promotions'] as const)),
      ];
    case 'STOCK_RESERVED':
    case 'PAYMENT_AUTHORIZED':
      return ['orders'];
    case 'ORDERS_CREATED':
      return ['payments'];
    case 'ACTION_REQUIRED':
      return ['buyer'];
    case 'ORDERS_CONFIRMED':
      return completionOwedBy(progress);
    case 'ABORTING':
      return progress.awaiting.map((step) => doer[step]);
    case 'COMPLETED':
    case 'ABORTED':
      return [];
  }
};

const whileGathering = (progress: In<'CART_FROZEN' | 'SHIPPING_QUOTED'>): readonly Announcement[] => {
  const { awaits, heldUntil: expiresAt } = progress;
  const asksStock = awaits === 'STOCK' || awaits === 'STOCK_AND_SHIPPING' || awaits === 'STOCK_AND_DISCOUNTS';
  const stock: readonly Announcement[] = asksStock ? [{ type: 'StockReservationRequested', expiresAt }] : [];
  const asksDiscounts = awaits === 'DISCOUNTS' || awaits === 'STOCK_AND_DISCOUNTS';
  const price: readonly Announcement[] = asksDiscounts ? [{ type: 'DiscountQuoteRequested', expiresAt }] : [];
  return [...stock, ...(progress.status === 'CART_FROZEN' ? [{ type: 'ShippingQuoteRequested' } as const] : price)];
};

/** The requests that are not answered yet. Nothing where nobody can be asked: whoever waits then waits for what happens by itself. */
export const unanswered = (checkout: Checkout): readonly Announcement[] => {
  const { progress, paymentId, request } = checkout;
  switch (progress.status) {
    case 'STARTED':
      return [{ type: 'CheckoutStarted' }];
    case 'CART_FROZEN':
    case 'SHIPPING_QUOTED':
      return whileGathering(progress);
    case 'STOCK_RESERVED':
      return [{ type: 'OrderCreationRequested' }];
    case 'ORDERS_CREATED':
      return request.sealedMethod === '' ? [] : [{ type: 'PaymentAuthorizationRequested', paymentId, sealedMethod: request.sealedMethod }];
    case 'PAYMENT_AUTHORIZED':
      return [{ type: 'OrderConfirmationRequested' }];
    case 'ORDERS_CONFIRMED':
      return progress.captured ? [] : [{ type: 'PaymentCaptureRequested', paymentId }];
    case 'ABORTING':
      return progress.awaiting.map((step) => undoRequest(step, progress.abort, paymentId));
    case 'ACTION_REQUIRED':
    case 'COMPLETED':
    case 'ABORTED':
      return [];
  }
};
