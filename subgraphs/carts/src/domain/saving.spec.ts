import { idOf } from '@marketplace/kernel';
import { specification } from '@marketplace/testing';
import { evolve, type CartEvent } from './cart';
import { buyersCart, cartDecider, catalogue, checkoutId, eur, holding, keeping, line, listed, usd } from './cart.fixtures';
import type { CartCommand } from './commands';
import { maxLines, maxQuantity } from './lines';
import type { Listings } from './listing';

const given = specification(cartDecider);
const version = { current: 4 };

const save = (...names: readonly string[]): CartCommand => ({ type: 'SaveLines', lineIds: names.map((name) => line(name).id), version });
const unsave = (name: string, listings: Listings = catalogue(listed(name))): CartCommand => ({
  type: 'UnsaveLines',
  lineIds: [line(name).id],
  listings,
  version,
});
const gone = (name: string): CartEvent => ({ type: 'LineRemoved', lineId: line(name).id });
const back = (name: string): CartEvent => ({ type: 'SavedLineRemoved', lineId: line(name).id });
const frozen: CartEvent = { type: 'CartFrozen', checkoutId, lines: [{ line: line('jacket'), listing: listed('jacket') }] };
const full = Array.from({ length: maxLines }, (_, position) => position.toString());

describe('saving for later', () => {
  it('moves a line unchanged', () => {
    given(holding('jacket', { quantity: 3, referencePrice: usd(700) }))
      .when(save('jacket'))
      .then(gone('jacket'), keeping('jacket', { quantity: 3, referencePrice: usd(700) }));
  });

  it('increases the quantity of a saved line, up to the maximum', () => {
    const other = { id: idOf<'CartLine'>('another line') };
    given(holding('jacket', { quantity: 3 }), keeping('jacket', { quantity: 998, ...other }))
      .when(save('jacket'))
      .then(gone('jacket'), keeping('jacket', { quantity: maxQuantity, ...other }));
  });

  it('restores the currency in which the line was saved, if there is still a price in it', () => {
    const listings = catalogue({ ...listed('jacket'), otherPrices: [eur(900)] });
    const inEuro = { referencePrice: eur(800), displayedPrice: eur(800) };
    given(keeping('jacket', inEuro))
      .when(unsave('jacket', listings))
      .then(back('jacket'), holding('jacket', { referencePrice: eur(900), displayedPrice: eur(900) }));
    given(keeping('jacket', inEuro)).when(unsave('jacket')).then(back('jacket'), holding('jacket'));
  });

  it('changes nothing the second time', () => {
    given(keeping('jacket')).when(save('jacket')).thenNothing();
  });

  it('refuses an unknown line, and then saves none of the others', () => {
    given(holding('jacket'))
      .when(save('jacket', 'ghost'))
      .thenRefuses('line-not-found', { path: ['lineIds', '1'] });
  });

  it('refuses more than the maximum number of saved lines', () => {
    given(...full.map((name) => keeping(name)), holding('jacket'))
      .when(save('jacket'))
      .thenRefuses('cart-too-large');
  });

  it('accepts unavailable lines in any currency', () => {
    given(holding('jacket'), keeping('scarf', { referencePrice: eur(5) }))
      .when(save('jacket'))
      .then(gone('jacket'), keeping('jacket'));
  });

  it('removes saved lines', () => {
    given(holding('jacket'), keeping('scarf'))
      .when({ type: 'RemoveLines', lineIds: [line('scarf').id], version })
      .then(back('scarf'));
  });

  it.each([save('jacket'), unsave('jacket')])('refuses to $type another version than the one seen, or in checkout', (command) => {
    given(holding('jacket'))
      .when({ ...command, version: { expected: 3, current: 4 } } as CartCommand)
      .thenRefuses('version-conflict', { currentVersion: 4 });
    given(holding('jacket'), frozen).when(command).thenRefuses('cart-frozen');
  });
});

describe('moving saved lines back', () => {
  it('restores the position, with the current price', () => {
    const saved = [holding('a jacket'), holding('scarf'), gone('a jacket'), keeping('a jacket', { quantity: 2 })];
    given(...saved)
      .when(unsave('a jacket', catalogue(listed('a jacket', { price: usd(1_200) }))))
      .then(back('a jacket'), holding('a jacket', { quantity: 2, referencePrice: usd(1_200) }));
    const cart = [...saved, back('a jacket'), holding('a jacket', { quantity: 2 })].reduce(evolve, buyersCart);
    expect(cart.lines.map(({ variantId }) => variantId)).toEqual(['a jacket', 'scarf']);
  });

  it('increases the quantity of a line in the cart', () => {
    given(holding('jacket', { quantity: 2 }), keeping('jacket', { id: idOf('saved line'), quantity: 3 }))
      .when({ type: 'UnsaveLines', lineIds: [idOf('saved line')], listings: catalogue(listed('jacket')), version })
      .then({ type: 'SavedLineRemoved', lineId: idOf('saved line') }, holding('jacket', { quantity: 5 }));
  });

  it('changes nothing the second time, and refuses unknown lines', () => {
    given(holding('jacket')).when(unsave('jacket')).thenNothing();
    given()
      .when(unsave('ghost'))
      .thenRefuses('line-not-found', { path: ['lineIds', '0'] });
  });

  it.each<[string, Listings]>([
    ['variant-not-found', catalogue(listed('jacket', { published: false }))],
    ['currency-mismatch', catalogue(listed('jacket', { price: eur(5) }))],
    ['insufficient-stock', catalogue(listed('jacket', { available: 1 }))],
  ])('is refused for the same reasons as adding: %s', (reason, listings) => {
    given(holding('scarf'), keeping('jacket', { quantity: 2 }))
      .when(unsave('jacket', listings))
      .thenRefuses(reason as 'variant-not-found', { path: ['lineIds', '0'] });
  });

  it('refuses more than the maximum quantity and number of lines', () => {
    given(holding('jacket', { quantity: 998 }), keeping('jacket', { id: idOf('saved line'), quantity: 2 }))
      .when({ type: 'UnsaveLines', lineIds: [idOf('saved line')], listings: catalogue(listed('jacket')), version })
      .thenRefuses('invalid-quantity');
    given(...full.map((name) => holding(name)), keeping('jacket'))
      .when(unsave('jacket'))
      .thenRefuses('cart-too-large');
  });
});
