import { idOf } from '@marketplace/kernel';
import { specification } from '@marketplace/testing';
import type { CartEvent } from './cart';
import { cartDecider, checkoutId, eur, guestsCart, holding, keeping, line, listed, usd } from './cart.fixtures';
import type { CartCommand, GuestContents } from './commands';
import { maxAttempts, maxCoupons } from './coupons';
import { maxLines, maxQuantity } from './lines';

const given = specification(cartDecider);

const takeOver = (from: Partial<GuestContents>, recent: readonly string[] = []): CartCommand => ({
  type: 'TakeOver',
  from: { cartId: guestsCart.id, lines: [], saved: [], couponCodes: [], delivery: { shippingOptionIds: [] }, ...from },
  recentCodes: new Set(recent),
});
const tookOver: CartEvent = { type: 'GuestCartTakenOver', from: guestsCart.id };
const applied = (code: string): CartEvent => ({ type: 'CouponApplied', code });
const frozen: CartEvent = { type: 'CartFrozen', checkoutId, lines: [{ line: line('jacket'), listing: listed('jacket') }] };
const full = Array.from({ length: maxLines }, (_, position) => position.toString());
const codes = (count: number): readonly string[] => Array.from({ length: count }, (_, position) => `CODE-${position.toString()}`);

describe("merging a guest's cart", () => {
  it("adds quantities up to what a line holds, and keeps the price of the user's own line", () => {
    given(holding('jacket', { quantity: 2, seenPrice: usd(700) }))
      .when(takeOver({ lines: [line('jacket', { quantity: 3 }), line('scarf')] }))
      .then(holding('jacket', { quantity: 5, seenPrice: usd(700) }), holding('scarf'), tookOver);
    given(holding('jacket', { quantity: 998 }))
      .when(takeOver({ lines: [line('jacket', { quantity: 3 })] }))
      .then(holding('jacket', { quantity: maxQuantity }), tookOver);
  });

  it('takes what is saved to what is saved', () => {
    given(holding('jacket'), keeping('hat', { quantity: 2 }))
      .when(takeOver({ saved: [line('hat', { quantity: 3 }), line('jacket')] }))
      .then(keeping('hat', { quantity: 5 }), keeping('jacket'), tookOver);
  });

  it("takes the guest's coupons as far as there is room, the user's own first", () => {
    given(applied('OWN'), applied('BOTH'))
      .when(takeOver({ couponCodes: ['BOTH', ...codes(4)] }))
      .then(...codes(maxCoupons - 2).map(applied), tookOver);
  });

  it('is not the way around the limit of codes to try', () => {
    given()
      .when(takeOver({ lines: [line('jacket')], couponCodes: ['NEW'] }, codes(maxAttempts)))
      .thenRefuses('too-many-attempts');
    given()
      .when(takeOver({ couponCodes: ['CODE-1'] }, codes(maxAttempts)))
      .then(applied('CODE-1'), tookOver);
  });

  it("takes the guest's delivery where the user has chosen none", () => {
    const theirs = { countryCode: 'DE', shippingOptionIds: ['a'] };
    given()
      .when(takeOver({ delivery: theirs }))
      .then({ type: 'DeliveryChosen', delivery: theirs }, tookOver);
    given({ type: 'DeliveryChosen', delivery: { countryCode: 'FR', shippingOptionIds: [] } })
      .when(takeOver({ delivery: theirs }))
      .then(tookOver);
  });

  it('is done also where there is nothing to take over', () => {
    given().when(takeOver({})).then(tookOver);
  });

  it('refuses another currency, more than a cart holds, and a cart in checkout', () => {
    given(holding('jacket'))
      .when(takeOver({ lines: [line('scarf', { seenPrice: eur(5) })] }))
      .thenRefuses('currency-mismatch');
    given(...full.map((name) => holding(name)))
      .when(takeOver({ lines: [line('jacket')] }))
      .thenRefuses('cart-too-large');
    given(...full.map((name) => keeping(name)))
      .when(takeOver({ saved: [line('jacket')] }))
      .thenRefuses('cart-too-large');
    given(holding('jacket'), frozen)
      .when(takeOver({ lines: [line('scarf')] }))
      .thenRefuses('cart-frozen');
  });

  it("ends the guest's cart", () => {
    const merge: CartCommand = { type: 'MergeInto', into: idOf('the cart of the user') };
    const merged: CartEvent = { type: 'CartMerged', into: idOf('the cart of the user') };
    given().when(merge).then(merged);
    given(merged).when(merge).thenRefuses('cart-not-found');
  });
});
