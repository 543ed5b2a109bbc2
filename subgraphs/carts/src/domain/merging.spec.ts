import { idOf } from '@marketplace/kernel';
import { specification } from '@marketplace/testing';
import type { CartEvent } from './cart';
import { cartDecider, checkoutId, eur, guestsCart, holding, keeping, line, listed, usd } from './cart.fixtures';
import type { CartCommand, GuestContents } from './commands';
import { maxAttempts, maxCoupons } from './coupons';
import { maxLines, maxQuantity } from './lines';

const given = specification(cartDecider);

const mergeGuestCart = (from: Partial<GuestContents>, recent: readonly string[] = []): CartCommand => ({
  type: 'MergeFrom',
  from: { cartId: guestsCart.id, lines: [], saved: [], couponCodes: [], delivery: { shippingOptionIds: [] }, ...from },
  recentCodes: new Set(recent),
});
const tookOver: CartEvent = { type: 'GuestCartMerged', from: guestsCart.id };
const applied = (code: string): CartEvent => ({ type: 'CouponApplied', code });
const frozen: CartEvent = { type: 'CartFrozen', checkoutId, lines: [{ line: line('jacket'), listing: listed('jacket') }] };
const full = Array.from({ length: maxLines }, (_, position) => position.toString());
const codes = (count: number): readonly string[] => Array.from({ length: count }, (_, position) => `CODE-${position.toString()}`);

describe("merging a guest's cart", () => {
  it("adds quantities up to the maximum, and keeps the reference price of the user's own line", () => {
    given(holding('jacket', { quantity: 2, referencePrice: usd(700) }))
      .when(mergeGuestCart({ lines: [line('jacket', { quantity: 3 }), line('scarf')] }))
      .then(holding('jacket', { quantity: 5, referencePrice: usd(700) }), holding('scarf'), tookOver);
    given(holding('jacket', { quantity: 998 }))
      .when(mergeGuestCart({ lines: [line('jacket', { quantity: 3 })] }))
      .then(holding('jacket', { quantity: maxQuantity }), tookOver);
  });

  it('merges saved lines into saved lines', () => {
    given(holding('jacket'), keeping('hat', { quantity: 2 }))
      .when(mergeGuestCart({ saved: [line('hat', { quantity: 3 }), line('jacket')] }))
      .then(keeping('hat', { quantity: 5 }), keeping('jacket'), tookOver);
  });

  it("adds the guest's coupons as far as there is room after the user's own", () => {
    given(applied('OWN'), applied('BOTH'))
      .when(mergeGuestCart({ couponCodes: ['BOTH', ...codes(4)] }))
      .then(...codes(maxCoupons - 2).map(applied), tookOver);
  });

  it('counts towards the limit of tried codes', () => {
    given()
      .when(mergeGuestCart({ lines: [line('jacket')], couponCodes: ['NEW'] }, codes(maxAttempts)))
      .thenRefuses('too-many-attempts');
    given()
      .when(mergeGuestCart({ couponCodes: ['CODE-1'] }, codes(maxAttempts)))
      .then(applied('CODE-1'), tookOver);
  });

  it("uses the guest's delivery if the user has chosen none", () => {
    const theirs = { countryCode: 'DE', shippingOptionIds: ['a'] };
    given()
      .when(mergeGuestCart({ delivery: theirs }))
      .then({ type: 'DeliveryChosen', delivery: theirs }, tookOver);
    given({ type: 'DeliveryChosen', delivery: { countryCode: 'FR', shippingOptionIds: [] } })
      .when(mergeGuestCart({ delivery: theirs }))
      .then(tookOver);
  });

  it('succeeds with an empty guest cart', () => {
    given().when(mergeGuestCart({})).then(tookOver);
  });

  it('refuses another currency, too many lines, and a cart in checkout', () => {
    given(holding('jacket'))
      .when(mergeGuestCart({ lines: [line('scarf', { referencePrice: eur(5) })] }))
      .thenRefuses('currency-mismatch');
    given(...full.map((name) => holding(name)))
      .when(mergeGuestCart({ lines: [line('jacket')] }))
      .thenRefuses('cart-too-large');
    given(...full.map((name) => keeping(name)))
      .when(mergeGuestCart({ saved: [line('jacket')] }))
      .thenRefuses('cart-too-large');
    given(holding('jacket'), frozen)
      .when(mergeGuestCart({ lines: [line('scarf')] }))
      .thenRefuses('cart-frozen');
  });

  it("ends the guest's cart", () => {
    const merge: CartCommand = { type: 'MergeInto', into: idOf('the cart of the user') };
    const merged: CartEvent = { type: 'CartMerged', into: idOf('the cart of the user') };
    given().when(merge).then(merged);
    given(merged).when(merge).thenRefuses('cart-not-found');
  });
});
