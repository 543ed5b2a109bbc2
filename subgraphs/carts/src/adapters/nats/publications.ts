import { moneyToJson } from '@marketplace/kernel';
import { outgoing, type OutgoingEvent } from '@marketplace/platform';
import { cartsEvents } from '@marketplace/schema';
import type { Abandonment, CheckoutAnswer } from '../../application/ports';
import type { Cart, CartEvent, FrozenLine } from '../../domain/cart';
import type { CheckoutRecord } from '../../domain/checkout-record';

const lineOf = ({ line, listing }: FrozenLine) => ({
  lineId: line.id,
  variantId: listing.variantId,
  productId: listing.productId,
  sellerId: listing.sellerId,
  sku: listing.sku,
  title: listing.title,
  options: [...listing.options],
  ...(listing.imageUrl === undefined ? {} : { imageUrl: listing.imageUrl }),
  quantity: line.quantity,
  unitPrice: moneyToJson(listing.price),
  weightGrams: listing.weightGrams,
});

const frozen = (
  { id, owner, couponCodes }: Cart,
  { checkoutId, lines }: Extract<CartEvent, { type: 'CartFrozen' }>,
  version: number,
): readonly OutgoingEvent[] => {
  const [first] = lines;
  if (first === undefined || owner.kind === 'guest') return [];
  const { currency } = first.listing.price;
  const data = { cartId: id, checkoutId, buyerId: owner.userId, currency, lines: lines.map(lineOf), couponCodes: [...couponCodes] };
  return [outgoing(cartsEvents.CartFrozenV1, { id, version }, data)];
};

/** What other contexts hear of a cart. What is put in and taken out is between the buyer and the cart. */
export const ofCart = (cart: Cart, event: CartEvent, version: number): readonly OutgoingEvent[] => {
  const aggregate = { id: cart.id, version };
  switch (event.type) {
    case 'LineSet':
    case 'LineRemoved':
    case 'SavedLineSet':
    case 'SavedLineRemoved':
    case 'CouponApplied':
    case 'CouponRemoved':
    case 'DeliveryChosen':
    case 'GuestCartTakenOver':
    case 'CartMerged':
      return [];
    case 'CartFrozen':
      return frozen(cart, event, version);
    case 'CartUnfrozen':
      return [outgoing(cartsEvents.CartUnfrozenV1, aggregate, { cartId: cart.id, checkoutId: event.checkoutId })];
    case 'CartClosed':
      return [outgoing(cartsEvents.CartClosedV1, aggregate, { cartId: cart.id, checkoutId: event.checkoutId })];
  }
};

type Answered = Pick<CheckoutRecord, 'checkoutId' | 'cartId' | 'version'>;

/** An answer that no cart stands behind is said in the checkout's name, with the versions of carts' record of it. */
export const ofAnswer = ({ checkoutId, cartId, version }: Answered, answer: CheckoutAnswer): OutgoingEvent => {
  const aggregate = { id: checkoutId, version };
  switch (answer.type) {
    case 'FreezeRejected': {
      const { type: _, ...why } = answer;
      return outgoing(cartsEvents.CartFreezeRejectedV1, aggregate, { cartId, checkoutId, ...why });
    }
    case 'Released':
      return outgoing(cartsEvents.CartUnfrozenV1, aggregate, { cartId, checkoutId });
  }
};

/** Being left changes nothing about a cart: it is said under an id of its own, as the one thing that is ever said of it. */
export const ofAbandonment = (
  { id: cartId, owner }: Cart,
  { id, lineCount, value, lastChangedAt }: Abandonment,
): readonly OutgoingEvent[] =>
  owner.kind === 'guest'
    ? []
    : [
        outgoing(
          cartsEvents.CartAbandonedV1,
          { id, version: 1 },
          { cartId, buyerId: owner.userId, lineCount, value: moneyToJson(value), lastChangedAt },
        ),
      ];
