import { idOf } from '@marketplace/kernel';
import { specification } from '@marketplace/testing';
import { evolve, type CartEvent } from './cart';
import {
  buyerId,
  buyersCart,
  cartDecider,
  catalogue,
  checkoutId,
  eur,
  guestsCart,
  holding,
  keeping,
  line,
  listed,
  usd,
} from './cart.fixtures';
import type { CartCommand } from './commands';
import { decide } from './decide';
import { purchaseFrom } from './locking';
import type { Listings } from './listing';

const given = specification(cartDecider);
const otherCheckout = idOf<'Checkout'>('another checkout');

const lock = (listings: Listings, about: Partial<Extract<CartCommand, { type: 'LockCart' }>> = {}): CartCommand => ({
  type: 'LockCart',
  checkoutId,
  buyerId,
  listings,
  version: { expected: 4, current: 4 },
  ...about,
});
const frozen: CartEvent = { type: 'CartFrozen', checkoutId, lines: [{ line: line('jacket'), listing: listed('jacket') }] };
const unfrozen: CartEvent = { type: 'CartUnfrozen', checkoutId };
const closed: CartEvent = { type: 'CartClosed', checkoutId };

describe('locking a cart', () => {
  const jacket = catalogue(listed('jacket'));

  it('fixes the current prices, and makes them the reference prices', () => {
    const listing = listed('jacket', { price: usd(1_200) });
    const event: CartEvent = { type: 'CartFrozen', checkoutId, lines: [{ line: line('jacket', { quantity: 2 }), listing }] };
    given(holding('jacket', { quantity: 2, displayedPrice: usd(1_200) }))
      .when(lock(catalogue(listing)))
      .then({ ...event, lines: [{ line: line('jacket', { quantity: 2, displayedPrice: usd(1_200) }), listing }] });
    expect(evolve(evolve(buyersCart, holding('jacket')), event).lines).toEqual([
      line('jacket', { quantity: 2, referencePrice: usd(1_200) }),
    ]);
  });

  it('refuses a price higher than the last displayed one', () => {
    const dearer = catalogue(listed('jacket', { price: usd(1_001) }), listed('scarf'));
    given(holding('jacket'), holding('scarf')).when(lock(dearer)).thenRefuses('price-changed');
    given(holding('jacket', { referencePrice: usd(1_200), displayedPrice: usd(900) }))
      .when(lock(jacket))
      .thenRefuses('price-changed');
  });

  it('accepts a lower price', () => {
    const cheaper = listed('jacket', { price: usd(999) });
    given(holding('jacket'))
      .when(lock(catalogue(cheaper)))
      .then({ type: 'CartFrozen', checkoutId, lines: [{ line: line('jacket'), listing: cheaper }] });
  });

  it('leaves out saved lines', () => {
    given(holding('jacket'), keeping('scarf')).when(lock(jacket)).then(frozen);
    given(keeping('scarf'))
      .when(lock(catalogue(listed('scarf'))))
      .thenRefuses('cart-empty');
  });

  it('changes nothing the second time', () => {
    given(holding('jacket'), frozen).when(lock(jacket)).thenNothing();
  });

  it('refuses carts of other users and guests, and closed carts', () => {
    given(holding('jacket'))
      .when(lock(jacket, { buyerId: idOf('stranger') }))
      .thenRefuses('cart-not-found');
    given(holding('jacket'), frozen, closed)
      .when(lock(jacket, { checkoutId: otherCheckout }))
      .thenRefuses('cart-not-found');
    expect(decide(lock(jacket), evolve(guestsCart, holding('jacket')))).toMatchObject({ refused: 'cart-not-found' });
  });

  it('refuses a cart in another checkout, another version, an empty cart, and unavailable lines', () => {
    given(holding('jacket'), frozen)
      .when(lock(jacket, { checkoutId: otherCheckout }))
      .thenRefuses('cart-in-checkout');
    given(holding('jacket'))
      .when(lock(jacket, { version: { expected: 3, current: 4 } }))
      .thenRefuses('version-conflict', { currentVersion: 4 });
    given().when(lock(jacket)).thenRefuses('cart-empty');
    given(holding('jacket')).when(lock(catalogue())).thenRefuses('line-unavailable');
    given(holding('jacket'))
      .when(lock(catalogue(listed('jacket', { published: false }))))
      .thenRefuses('line-unavailable');
    given(holding('jacket'))
      .when(lock(catalogue(listed('jacket', { price: eur(5) }))))
      .thenRefuses('line-unavailable');
  });

  it('is ended by its own checkout only, and once', () => {
    given(holding('jacket'), frozen).when({ type: 'UnlockCart', checkoutId }).then(unfrozen);
    given(holding('jacket'), frozen).when({ type: 'UnlockCart', checkoutId: otherCheckout }).thenNothing();
    given(holding('jacket'), frozen, unfrozen).when({ type: 'UnlockCart', checkoutId }).thenNothing();
    given(holding('jacket'), frozen).when({ type: 'CloseCart', checkoutId }).then(closed);
    given(holding('jacket'), frozen, unfrozen).when({ type: 'CloseCart', checkoutId }).thenNothing();
    given(holding('jacket'), frozen, closed).when({ type: 'CloseCart', checkoutId }).thenNothing();
    given(holding('jacket'), frozen, unfrozen)
      .when(lock(jacket, { checkoutId: otherCheckout }))
      .then({ type: 'CartFrozen', checkoutId: otherCheckout, lines: [{ line: line('jacket'), listing: listed('jacket') }] });
  });
});

describe('a cart whose checkout is paid after its lock has expired', () => {
  const coupon: CartEvent = { type: 'CouponApplied', code: 'WELCOME' };
  const bought = purchaseFrom([holding('jacket', { quantity: 2 }), holding('scarf'), coupon].reduce(evolve, buyersCart));

  it('loses the purchased units, and keeps later additions', () => {
    given(holding('jacket', { quantity: 5 }), holding('scarf'), holding('hat'), keeping('jacket'), coupon)
      .when({ type: 'RemovePurchased', bought })
      .then(
        holding('jacket', { quantity: 3 }),
        { type: 'LineRemoved', lineId: line('scarf').id },
        { type: 'CouponRemoved', code: 'WELCOME' },
      );
  });

  it('loses at most its own quantities', () => {
    given(holding('jacket'))
      .when({ type: 'RemovePurchased', bought })
      .then({ type: 'LineRemoved', lineId: line('jacket').id });
    given(holding('hat')).when({ type: 'RemovePurchased', bought }).thenNothing();
  });

  it('does not change while in another checkout', () => {
    given(holding('jacket'), frozen).when({ type: 'RemovePurchased', bought }).thenNothing();
  });
});
