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
import { boughtFrom } from './freeze';
import type { Listings } from './listing';

const given = specification(cartDecider);
const otherCheckout = idOf<'Checkout'>('another checkout');

const freeze = (listings: Listings, about: Partial<Extract<CartCommand, { type: 'FreezeCart' }>> = {}): CartCommand => ({
  type: 'FreezeCart',
  checkoutId,
  buyerId,
  listings,
  version: { expected: 4, current: 4 },
  ...about,
});
const frozen: CartEvent = { type: 'CartFrozen', checkoutId, lines: [{ line: line('jacket'), listing: listed('jacket') }] };
const unfrozen: CartEvent = { type: 'CartUnfrozen', checkoutId };
const closed: CartEvent = { type: 'CartClosed', checkoutId };

describe('freezing a cart', () => {
  const jacket = catalogue(listed('jacket'));

  it('fixes the prices of the moment, and makes them the ones that the buyer has seen', () => {
    const listing = listed('jacket', { price: usd(1_200) });
    const event: CartEvent = { type: 'CartFrozen', checkoutId, lines: [{ line: line('jacket', { quantity: 2 }), listing }] };
    given(holding('jacket', { quantity: 2, shownPrice: usd(1_200) }))
      .when(freeze(catalogue(listing)))
      .then({ ...event, lines: [{ line: line('jacket', { quantity: 2, shownPrice: usd(1_200) }), listing }] });
    expect(evolve(evolve(buyersCart, holding('jacket')), event).lines).toEqual([line('jacket', { quantity: 2, seenPrice: usd(1_200) })]);
  });

  it('charges no more than was shown last: the buyer looks again first', () => {
    const dearer = catalogue(listed('jacket', { price: usd(1_001) }), listed('scarf'));
    given(holding('jacket'), holding('scarf')).when(freeze(dearer)).thenRefuses('price-changed');
    given(holding('jacket', { seenPrice: usd(1_200), shownPrice: usd(900) }))
      .when(freeze(jacket))
      .thenRefuses('price-changed');
  });

  it('charges less than was shown without asking', () => {
    const cheaper = listed('jacket', { price: usd(999) });
    given(holding('jacket'))
      .when(freeze(catalogue(cheaper)))
      .then({ type: 'CartFrozen', checkoutId, lines: [{ line: line('jacket'), listing: cheaper }] });
  });

  it('leaves what is saved for later out of it', () => {
    given(holding('jacket'), keeping('scarf')).when(freeze(jacket)).then(frozen);
    given(keeping('scarf'))
      .when(freeze(catalogue(listed('scarf'))))
      .thenRefuses('cart-empty');
  });

  it('stays quiet the second time', () => {
    given(holding('jacket'), frozen).when(freeze(jacket)).thenNothing();
  });

  it('refuses the cart of somebody else, of a guest, and one that is bought', () => {
    given(holding('jacket'))
      .when(freeze(jacket, { buyerId: idOf('stranger') }))
      .thenRefuses('cart-not-found');
    given(holding('jacket'), frozen, closed)
      .when(freeze(jacket, { checkoutId: otherCheckout }))
      .thenRefuses('cart-not-found');
    expect(decide(freeze(jacket), evolve(guestsCart, holding('jacket')))).toMatchObject({ refused: 'cart-not-found' });
  });

  it('refuses a cart in another checkout, another version, nothing to buy, and lines that are not for sale', () => {
    given(holding('jacket'), frozen)
      .when(freeze(jacket, { checkoutId: otherCheckout }))
      .thenRefuses('cart-in-checkout');
    given(holding('jacket'))
      .when(freeze(jacket, { version: { expected: 3, current: 4 } }))
      .thenRefuses('version-conflict', { currentVersion: 4 });
    given().when(freeze(jacket)).thenRefuses('cart-empty');
    given(holding('jacket')).when(freeze(catalogue())).thenRefuses('line-unavailable');
    given(holding('jacket'))
      .when(freeze(catalogue(listed('jacket', { published: false }))))
      .thenRefuses('line-unavailable');
    given(holding('jacket'))
      .when(freeze(catalogue(listed('jacket', { price: eur(5) }))))
      .thenRefuses('line-unavailable');
  });

  it('gives the cart back, or closes it, for the checkout that froze it alone, and once', () => {
    given(holding('jacket'), frozen).when({ type: 'UnfreezeCart', checkoutId }).then(unfrozen);
    given(holding('jacket'), frozen).when({ type: 'UnfreezeCart', checkoutId: otherCheckout }).thenNothing();
    given(holding('jacket'), frozen, unfrozen).when({ type: 'UnfreezeCart', checkoutId }).thenNothing();
    given(holding('jacket'), frozen).when({ type: 'CloseCart', checkoutId }).then(closed);
    given(holding('jacket'), frozen, unfrozen).when({ type: 'CloseCart', checkoutId }).thenNothing();
    given(holding('jacket'), frozen, closed).when({ type: 'CloseCart', checkoutId }).thenNothing();
    given(holding('jacket'), frozen, unfrozen)
      .when(freeze(jacket, { checkoutId: otherCheckout }))
      .then({ type: 'CartFrozen', checkoutId: otherCheckout, lines: [{ line: line('jacket'), listing: listed('jacket') }] });
  });
});

describe('a cart that went on without its checkout, which was paid for after all', () => {
  const coupon: CartEvent = { type: 'CouponApplied', code: 'WELCOME' };
  const bought = boughtFrom([holding('jacket', { quantity: 2 }), holding('scarf'), coupon].reduce(evolve, buyersCart));

  it('loses what was bought, and keeps what came since', () => {
    given(holding('jacket', { quantity: 5 }), holding('scarf'), holding('hat'), keeping('jacket'), coupon)
      .when({ type: 'TakeOutBought', bought })
      .then(
        holding('jacket', { quantity: 3 }),
        { type: 'LineRemoved', lineId: line('scarf').id },
        { type: 'CouponRemoved', code: 'WELCOME' },
      );
  });

  it('loses no more than there is', () => {
    given(holding('jacket'))
      .when({ type: 'TakeOutBought', bought })
      .then({ type: 'LineRemoved', lineId: line('jacket').id });
    given(holding('hat')).when({ type: 'TakeOutBought', bought }).thenNothing();
  });

  it('does not change in another checkout', () => {
    given(holding('jacket'), frozen).when({ type: 'TakeOutBought', bought }).thenNothing();
  });
});
