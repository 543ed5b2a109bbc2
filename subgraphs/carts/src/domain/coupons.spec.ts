import { specification } from '@marketplace/testing';
import type { CartEvent } from './cart';
import { cartDecider, checkoutId, holding, line, listed } from './cart.fixtures';
import type { CartCommand } from './commands';
import { maxAttempts, maxCoupons } from './coupons';

const given = specification(cartDecider);
const version = { current: 4 };

const apply = (code: string, recent: readonly string[] = []): CartCommand => ({
  type: 'ApplyCoupon',
  code,
  recentCodes: new Set(recent),
  version,
});
const remove = (code: string): CartCommand => ({ type: 'RemoveCoupon', code, version });
const applied = (code: string): CartEvent => ({ type: 'CouponApplied', code });
const frozen: CartEvent = { type: 'CartFrozen', checkoutId, lines: [{ line: line('jacket'), listing: listed('jacket') }] };
const codes = (count: number): readonly string[] => Array.from({ length: count }, (_, position) => `CODE-${position.toString()}`);

describe('a coupon on a cart', () => {
  it.each(['WELCOME-7F3K', ' welcome-7f3k ', 'Welcome-7f3K'])('is applied in its canonical form: "%s"', (code) => {
    given().when(apply(code)).then(applied('WELCOME-7F3K'));
  });

  it('is applied once', () => {
    given(applied('WELCOME')).when(apply('welcome')).thenNothing();
  });

  it.each(['', 'AB', '-ABC', 'A'.repeat(41), 'ÄPFEL', 'TWO WORDS', "X' OR 1=1"])('cannot be "%s"', (code) => {
    given()
      .when(apply(code))
      .thenRefuses('invalid-code', { path: ['code'] });
  });

  it('is one of at most five; a repeated code does not count', () => {
    const five = codes(maxCoupons).map(applied);
    given(...five)
      .when(apply('ONE-MORE'))
      .thenRefuses('too-many-coupons');
    given(...five)
      .when(apply('CODE-0'))
      .thenNothing();
  });

  it('is refused after too many other codes, unless it is one of them', () => {
    given()
      .when(apply('ONE-MORE', codes(maxAttempts)))
      .thenRefuses('too-many-attempts');
    given()
      .when(apply('CODE-3', codes(maxAttempts)))
      .then(applied('CODE-3'));
    given()
      .when(apply('ONE-MORE', codes(maxAttempts - 1)))
      .then(applied('ONE-MORE'));
  });

  it('is removed, once', () => {
    given(applied('WELCOME')).when(remove('welcome')).then({ type: 'CouponRemoved', code: 'WELCOME' });
    given().when(remove('WELCOME')).thenNothing();
    given().when(remove('!')).thenNothing();
  });

  it.each([apply('WELCOME'), remove('WELCOME')])('refuses to $type another version than the one seen, or in checkout', (command) => {
    given(holding('jacket'))
      .when({ ...command, version: { expected: 3, current: 4 } } as CartCommand)
      .thenRefuses('version-conflict', { currentVersion: 4 });
    given(holding('jacket'), frozen).when(command).thenRefuses('cart-frozen');
  });
});

describe('the delivery of a cart', () => {
  const choose = (choice: Extract<CartCommand, { type: 'ChooseDelivery' }>['choice']): CartCommand => ({
    type: 'ChooseDelivery',
    choice,
    version,
  });
  const chosen = (countryCode: string, ...shippingOptionIds: readonly string[]): CartEvent => ({
    type: 'DeliveryChosen',
    delivery: { countryCode, shippingOptionIds },
  });

  it('is chosen completely or in part', () => {
    given()
      .when(choose({ countryCode: 'de', shippingOptionIds: ['a', 'b', 'a'] }))
      .then(chosen('DE', 'a', 'b'));
    given(chosen('DE', 'a'))
      .when(choose({ countryCode: 'FR' }))
      .then(chosen('FR', 'a'));
    given(chosen('DE', 'a'))
      .when(choose({ shippingOptionIds: [] }))
      .then(chosen('DE'));
  });

  it('changes nothing the second time', () => {
    given(chosen('DE', 'a'))
      .when(choose({ countryCode: 'DE', shippingOptionIds: ['a'] }))
      .thenNothing();
    given().when(choose({})).thenNothing();
  });

  it('refuses invalid countries and options', () => {
    for (const countryCode of ['', 'D', 'DEU', 'D1']) given().when(choose({ countryCode })).thenRefuses('invalid-country');
    for (const shippingOptionIds of [[''], ['x'.repeat(121)], ['a\u0000b'], ['\ud800'], codes(101)]) {
      given().when(choose({ shippingOptionIds })).thenRefuses('invalid-shipping-option');
    }
  });
});
