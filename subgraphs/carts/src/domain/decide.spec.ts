import fc from 'fast-check';
import { currency, idOf, isRefused } from '@marketplace/kernel';
import { specification } from '@marketplace/testing';
import { evolve, type Cart, type CartEvent } from './cart';
import { buyersCart, cartDecider, catalogue, checkoutId, eur, guestsCart, holding, line, listed, usd } from './cart.fixtures';
import type { CartCommand } from './commands';
import { decide } from './decide';
import { maxLines, maxQuantity } from './lines';
import type { Listings } from './listing';

const given = specification(cartDecider);
const unchecked = { current: 4 };
const nothing = { cartId: guestsCart.id, lines: [], saved: [], couponCodes: [], delivery: { shippingOptionIds: [] } };

const add = (name: string, quantity: number, listings: Listings = catalogue(listed(name))): CartCommand => ({
  type: 'AddLines',
  lines: [{ lineId: line(name).id, variantId: idOf(name), quantity }],
  listings,
  version: unchecked,
});
const change = (name: string, quantity: number, listings: Listings = catalogue(listed(name))): CartCommand => ({
  type: 'ChangeQuantities',
  lines: [{ lineId: line(name).id, quantity }],
  listings,
  version: unchecked,
});
const remove = (name: string): CartCommand => ({ type: 'RemoveLines', lineIds: [line(name).id], version: unchecked });
const frozen: CartEvent = { type: 'CartFrozen', checkoutId, lines: [{ line: line('jacket'), listing: listed('jacket') }] };
const closed: CartEvent = { type: 'CartClosed', checkoutId };

describe('adding to a cart', () => {
  it('creates a line at the current price', () => {
    given()
      .when(add('jacket', 2, catalogue(listed('jacket', { price: usd(900) }))))
      .then(holding('jacket', { quantity: 2, referencePrice: usd(900) }));
  });

  it('increases the quantity of a variant in the cart, at the current price', () => {
    given(holding('jacket', { quantity: 2, referencePrice: usd(800) }))
      .when(add('jacket', 3))
      .then(holding('jacket', { quantity: 5, referencePrice: usd(1_000) }));
  });

  describe('variants with prices in several currencies', () => {
    const both = catalogue(listed('jacket', { otherPrices: [eur(950)] }));

    it('uses the price in the requested currency', () => {
      given()
        .when({ ...add('jacket', 1, both), currency: eur(0).currency } as CartCommand)
        .then(holding('jacket', { referencePrice: eur(950), displayedPrice: eur(950) }));
    });

    it('uses the currency of the cart by default', () => {
      const lamp = holding('lamp', { referencePrice: eur(500), displayedPrice: eur(500) });
      given(lamp)
        .when(add('jacket', 1, both))
        .then(holding('jacket', { referencePrice: eur(950), displayedPrice: eur(950) }));
    });

    it('refuses a currency other than that of the cart, and one without a price', () => {
      const inYen: CartCommand = { ...add('jacket', 1, both), currency: currency('JPY') } as CartCommand;
      given(holding('lamp'))
        .when({ ...add('jacket', 1, both), currency: eur(0).currency } as CartCommand)
        .thenRefuses('currency-mismatch');
      given().when(inYen).thenRefuses('currency-mismatch');
    });
  });

  it('merges two entries of one variant in one request', () => {
    const twice = [1, 2].map((quantity) => ({ lineId: line('jacket').id, variantId: line('jacket').variantId, quantity }));
    const events = decide({ type: 'AddLines', lines: twice, listings: catalogue(listed('jacket')), version: unchecked }, buyersCart);
    expect(isRefused(events) ? events : events.reduce(evolve, buyersCart).lines).toEqual([line('jacket', { quantity: 3 })]);
  });

  it.each([0, -1, 1.5, maxQuantity + 1, Number.NaN])('refuses a quantity of %d with the path', (quantity) => {
    given()
      .when(add('jacket', quantity))
      .thenRefuses('invalid-quantity', { path: ['lines', '0', 'quantity'] });
  });

  it('refuses more than the maximum quantity, including the existing line', () => {
    given(holding('jacket', { quantity: maxQuantity }))
      .when(add('jacket', 1))
      .thenRefuses('invalid-quantity');
  });

  it('refuses unknown and unpublished variants', () => {
    given()
      .when(add('jacket', 1, catalogue()))
      .thenRefuses('variant-not-found', { path: ['lines', '0', 'variantId'] });
    given()
      .when(add('jacket', 1, catalogue(listed('jacket', { published: false }))))
      .thenRefuses('variant-not-found');
  });

  it('refuses a second currency', () => {
    given(holding('jacket'))
      .when(add('scarf', 1, catalogue(listed('scarf', { price: eur(500) }))))
      .thenRefuses('currency-mismatch');
  });

  it('accepts another currency when the cart is empty again', () => {
    const scarf = catalogue(listed('scarf', { price: eur(500) }));
    given(holding('jacket'), { type: 'LineRemoved', lineId: line('jacket').id })
      .when(add('scarf', 1, scarf))
      .then(holding('scarf', { referencePrice: eur(500) }));
  });

  it('refuses more than the known stock, including the existing line', () => {
    const three = catalogue(listed('jacket', { available: 3 }));
    given(holding('jacket', { quantity: 2 }))
      .when(add('jacket', 2, three))
      .thenRefuses('insufficient-stock', { variantId: 'jacket', available: 3 });
    given(holding('jacket', { quantity: 2 }))
      .when(add('jacket', 1, three))
      .then(holding('jacket', { quantity: 3 }));
  });

  it('refuses more than the maximum number of lines', () => {
    const full = Array.from({ length: maxLines }, (_, position) => holding(`variant ${position.toString()}`));
    given(...full)
      .when(add('jacket', 1))
      .thenRefuses('cart-too-large');
    given(...full)
      .when(add('variant 7', 1))
      .then(holding('variant 7', { quantity: 2 }));
  });

  it('adds nothing if a part of the request is refused', () => {
    const { lines, listings } = {
      lines: ['jacket', 'ghost'].map((name) => ({ lineId: line(name).id, variantId: line(name).variantId, quantity: 1 })),
      listings: catalogue(listed('jacket')),
    };
    given()
      .when({ type: 'AddLines', lines, listings, version: unchecked })
      .thenRefuses('variant-not-found', { path: ['lines', '1', 'variantId'] });
  });
});

describe('changing a cart', () => {
  it('sets a quantity and keeps the reference price', () => {
    given(holding('jacket', { referencePrice: usd(700) }))
      .when(change('jacket', 4))
      .then(holding('jacket', { quantity: 4, referencePrice: usd(700) }));
  });

  it('changes nothing when the quantity is the same', () => {
    given(holding('jacket', { quantity: 4 }))
      .when(change('jacket', 4))
      .thenNothing();
  });

  it('removes a line by the quantity 0', () => {
    given(holding('jacket'))
      .when(change('jacket', 0))
      .then({ type: 'LineRemoved', lineId: line('jacket').id });
  });

  it('refuses unknown lines and invalid quantities', () => {
    given()
      .when(change('jacket', 1))
      .thenRefuses('line-not-found', { path: ['lines', '0', 'lineId'] });
    given(holding('jacket')).when(change('jacket', -1)).thenRefuses('invalid-quantity');
    given(holding('jacket'))
      .when(change('jacket', maxQuantity + 1))
      .thenRefuses('invalid-quantity');
  });

  it('allows a lower quantity of unavailable variants, but not a higher one', () => {
    const gone = catalogue(listed('jacket', { published: false }));
    const short = catalogue(listed('jacket', { available: 1 }));
    given(holding('jacket', { quantity: 5 }))
      .when(change('jacket', 3, gone))
      .then(holding('jacket', { quantity: 3 }));
    given(holding('jacket', { quantity: 5 }))
      .when(change('jacket', 6, gone))
      .thenRefuses('variant-not-found');
    given(holding('jacket', { quantity: 5 }))
      .when(change('jacket', 3, short))
      .then(holding('jacket', { quantity: 3 }));
    given(holding('jacket', { quantity: 5 }))
      .when(change('jacket', 6, short))
      .thenRefuses('insufficient-stock', { available: 1 });
  });

  it('removes lines once', () => {
    given(holding('jacket'))
      .when(remove('jacket'))
      .then({ type: 'LineRemoved', lineId: line('jacket').id });
    given().when(remove('jacket')).thenNothing();
  });

  it.each([add('jacket', 1), change('jacket', 1), remove('jacket')])(
    'refuses to $type to a cart of another version than the one seen',
    (command) => {
      given(holding('jacket'))
        .when({ ...command, version: { expected: 3, current: 4 } } as CartCommand)
        .thenRefuses('version-conflict', { currentVersion: 4 });
    },
  );

  it.each([add('jacket', 1), change('jacket', 2), remove('jacket')])(
    'refuses to $type while the cart is in checkout, and afterwards does not know it',
    (command) => {
      given(holding('jacket'), frozen).when(command).thenRefuses('cart-frozen');
      given(holding('jacket'), frozen, closed).when(command).thenRefuses('cart-not-found');
    },
  );
});

it('keeps a cart within its limits and in one currency after any commands', () => {
  const names = ['jacket', 'scarf', 'hat', 'glove'];
  const listings = catalogue(
    ...names.map((name, position) => listed(name, { price: position === 3 ? eur(100) : usd(100), available: 400 * (position + 1) })),
  );
  const command = fc
    .tuple(fc.constantFrom('add', 'change', 'remove', 'merge'), fc.constantFrom(...names), fc.integer({ min: -5, max: 1_100 }))
    .map(([kind, name, quantity]): CartCommand => {
      if (kind === 'add') return add(name, quantity, listings);
      if (kind === 'change') return change(name, quantity, listings);
      return kind === 'remove'
        ? remove(name)
        : {
            type: 'MergeFrom',
            from: { ...nothing, lines: [line(name, { quantity: Math.min(999, Math.abs(quantity) + 1) })] },
            recentCodes: new Set(),
          };
    });
  fc.assert(
    fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
      const cart = commands.reduce((state: Cart, each) => {
        const events = decide(each, state);
        return isRefused(events) ? state : events.reduce(evolve, state);
      }, buyersCart);
      expect(cart.lines.every(({ quantity }) => Number.isInteger(quantity) && quantity >= 1 && quantity <= maxQuantity)).toBe(true);
      expect(new Set(cart.lines.map(({ variantId }) => variantId)).size).toBe(cart.lines.length);
      expect(new Set(cart.lines.map(({ referencePrice }) => referencePrice.currency)).size).toBeLessThanOrEqual(1);
    }),
  );
});
