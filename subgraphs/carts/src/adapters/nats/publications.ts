import { defined, moneyToJson } from '@marketplace/kernel';
import { eventMessage, type EventMessage } from '@marketplace/platform';
import { cartsEvents } from '@marketplace/schema';
import type { Abandonment, CheckoutAnswer } from '../../application/ports';
import type { Cart, CartEvent, LockedLine } from '../../domain/cart';
import type { CheckoutRecord } from '../../domain/checkout-record';

const lineOf = ({ line, listing }: LockedLine) => ({
  lineId: line.id,
  variantId: listing.variantId,
  productId: listing.productId,
  sellerId: listing.sellerId,
  sku: listing.sku,
  title: listing.title,
  options: [...listing.options],
  ...defined({ imageUrl: listing.imageUrl }),
  quantity: line.quantity,
  unitPrice: moneyToJson(listing.price),
  weightGrams: listing.weightGrams,
});

const frozen = (
  { id, owner, couponCodes }: Cart,
  { checkoutId, lines }: Extract<CartEvent, { type: 'CartFrozen' }>,
  version: number,
): readonly EventMessage[] => {
  const [first] = lines;
  if (first === undefined || owner.kind === 'guest') return [];
  const { currency } = first.listing.price;
  const data = { cartId: id, checkoutId, buyerId: owner.userId, currency, lines: lines.map(lineOf), couponCodes: [...couponCodes] };
  return [eventMessage(cartsEvents.CartFrozenV1, { id, version }, data)];
};

/** The published events of a cart. Changes by the buyer are not published. */
export const ofCart = (cart: Cart, event: CartEvent, version: number): readonly EventMessage[] => {
  const aggregate = { id: cart.id, version };
  switch (event.type) {
    case 'LineSet':
    case 'LineRemoved':
    case 'SavedLineSet':
    case 'SavedLineRemoved':
    case 'CouponApplied':
    case 'CouponRemoved':
    case 'DeliveryChosen':
    case 'GuestCartMerged':
    case 'CartMerged':
      return [];
    case 'CartFrozen':
      return frozen(cart, event, version);
    case 'CartUnfrozen':
      return [eventMessage(cartsEvents.CartUnfrozenV1, aggregate, { cartId: cart.id, checkoutId: event.checkoutId })];
    case 'CartClosed':
      return [eventMessage(cartsEvents.CartClosedV1, aggregate, { cartId: cart.id, checkoutId: event.checkoutId })];
  }
};

type Answered = Pick<CheckoutRecord, 'checkoutId' | 'cartId' | 'version'>;

/** An answer without a cart. Published for the checkout, with the versions of its record. */
export const ofAnswer = ({ checkoutId, cartId, version }: Answered, answer: CheckoutAnswer): EventMessage => {
  const aggregate = { id: checkoutId, version };
  switch (answer.type) {
    case 'LockRejected': {
      const { type: _, ...why } = answer;
      return eventMessage(cartsEvents.CartFreezeRejectedV1, aggregate, { cartId, checkoutId, ...why });
    }
    case 'Released':
      return eventMessage(cartsEvents.CartUnfrozenV1, aggregate, { cartId, checkoutId });
  }
};

/** CartAbandoned. It has its own aggregate id, because the cart does not change. */
export const ofAbandonment = (
  { id: cartId, owner }: Cart,
  { id, lineCount, value, lastChangedAt }: Abandonment,
): readonly EventMessage[] =>
  owner.kind === 'guest'
    ? []
    : [
        eventMessage(
          cartsEvents.CartAbandonedV1,
          { id, version: 1 },
          { cartId, buyerId: owner.userId, lineCount, value: moneyToJson(value), lastChangedAt },
        ),
      ];
