import type { Checkout, ProgressIn, UndoableStep } from './checkout';
import { areOrdersSettled } from './completing';
import type { OutboundMessage } from './saga-messages';
import { undoRequest } from './transition';

/** A party that a checkout can wait for: a context, or the buyer. */
export type Party = 'buyer' | 'carts' | 'inventory' | 'shipping' | 'promotions' | 'orders' | 'payments';

const partyOfStep: Readonly<Record<UndoableStep, Party>> = {
  CART: 'carts',
  STOCK: 'inventory',
  DISCOUNTS: 'promotions',
  ORDERS: 'orders',
  PAYMENT: 'payments',
};

const awaitedAfterConfirmation = (progress: ProgressIn<'ORDERS_CONFIRMED'>): readonly Party[] =>
  progress.captured
    ? [...(areOrdersSettled(progress) ? [] : (['orders'] as const)), ...(progress.stockTaken ? [] : (['inventory'] as const))]
    : ['payments'];

/** The parties whose answers a checkout is waiting for. */
export const awaitedParties = ({ progress }: Checkout): readonly Party[] => {
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
      return awaitedAfterConfirmation(progress);
    case 'ABORTING':
      return progress.awaiting.map((step) => partyOfStep[step]);
    case 'COMPLETED':
    case 'ABORTED':
      return [];
  }
};

const unansweredWhilePreparing = (progress: ProgressIn<'CART_FROZEN' | 'SHIPPING_QUOTED'>): readonly OutboundMessage[] => {
  const { awaits, heldUntil: expiresAt } = progress;
  const awaitsStock = awaits === 'STOCK' || awaits === 'STOCK_AND_SHIPPING' || awaits === 'STOCK_AND_DISCOUNTS';
  const stock: readonly OutboundMessage[] = awaitsStock ? [{ type: 'StockReservationRequested', expiresAt }] : [];
  const awaitsDiscounts = awaits === 'DISCOUNTS' || awaits === 'STOCK_AND_DISCOUNTS';
  const price: readonly OutboundMessage[] = awaitsDiscounts ? [{ type: 'DiscountQuoteRequested', expiresAt }] : [];
  return [...stock, ...(progress.status === 'CART_FROZEN' ? [{ type: 'ShippingQuoteRequested' } as const] : price)];
};

/** The requests without an answer, to be sent again. Empty when the checkout waits for the buyer or for events that no request triggers. */
export const unansweredRequests = (checkout: Checkout): readonly OutboundMessage[] => {
  const { progress, paymentId, request } = checkout;
  switch (progress.status) {
    case 'STARTED':
      return [{ type: 'CheckoutStarted' }];
    case 'CART_FROZEN':
    case 'SHIPPING_QUOTED':
      return unansweredWhilePreparing(progress);
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
