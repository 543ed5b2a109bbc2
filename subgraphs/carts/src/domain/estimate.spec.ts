import { idOf } from '@marketplace/kernel';
import { evolve, type CartEvent } from './cart';
import { buyerId, buyersCart, catalogue, checkoutId, eur, guestsCart, holding, keeping, line, listed, usd } from './cart.fixtures';
import { estimateOf, linesToRecord, valueOf } from './estimate';
import { lowStock, warningsOf } from './listing';

const cartOf = (...events: readonly CartEvent[]) => events.reduce(evolve, buyersCart);

describe('the estimate of a cart', () => {
  it('prices every line from the current catalogue and adds them up', () => {
    const estimate = estimateOf(
      cartOf(holding('jacket', { quantity: 2 }), holding('scarf')),
      catalogue(listed('jacket', { price: usd(1_250) }), listed('scarf', { price: usd(5) })),
    );
    expect(estimate.lines.map(({ unitPrice, total }) => [unitPrice, total])).toEqual([
      [usd(1_250), usd(2_500)],
      [usd(5), usd(5)],
    ]);
    expect(estimate.subtotal).toEqual(usd(2_505));
  });

  it('has no subtotal while the cart is empty', () => {
    expect(estimateOf(buyersCart, catalogue())).toEqual({
      lines: [],
      saved: [],
      parcels: [],
      pricing: { buyerId, couponCodes: [], lines: [] },
    });
  });

  it('keeps the last price of unavailable lines, and leaves them out of the parcels', () => {
    const estimate = estimateOf(
      cartOf(holding('jacket'), holding('lost', { referencePrice: usd(7) }), holding('moved')),
      catalogue(listed('jacket'), listed('moved', { price: eur(9) })),
    );
    expect(estimate.lines.map(({ unitPrice }) => unitPrice)).toEqual([usd(1_000), usd(7), usd(1_000)]);
    expect(estimate.lines.map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([[], ['UNAVAILABLE'], ['UNAVAILABLE']]);
    expect(estimate.parcels).toEqual([{ sellerId: 'seller', weightGrams: 500, value: usd(1_000) }]);
  });

  it('has one parcel per seller, with its weight and value', () => {
    const others = { sellerId: idOf<'Seller'>('another seller') };
    const listings = catalogue(
      listed('jacket'),
      listed('scarf', { weightGrams: 100, ...others }),
      listed('tie', { weightGrams: 50, ...others }),
    );
    expect(
      estimateOf(cartOf(holding('jacket', { quantity: 3 }), holding('scarf'), holding('tie', { quantity: 2 })), listings).parcels,
    ).toEqual([
      { sellerId: 'seller', weightGrams: 1_500, value: usd(3_000) },
      { sellerId: 'another seller', weightGrams: 200, value: usd(3_000) },
    ]);
  });

  it('shows the agreed prices in checkout, without warnings', () => {
    const agreed = listed('jacket', { price: usd(900) });
    const frozen: CartEvent = { type: 'CartFrozen', checkoutId, lines: [{ line: line('jacket'), listing: agreed }] };
    const [shown] = estimateOf(cartOf(holding('jacket'), frozen), catalogue(listed('jacket', { price: usd(2_000), available: 0 }))).lines;
    expect(shown).toMatchObject({ unitPrice: usd(900), warnings: [] });
  });
});

describe('the pricing data for discounts', () => {
  const coupon: CartEvent = { type: 'CouponApplied', code: 'WELCOME' };

  it('contains the buyer, the codes, and the available lines at current prices', () => {
    const listings = catalogue(listed('jacket', { price: usd(1_250) }), listed('scarf', { published: false }));
    expect(estimateOf(cartOf(holding('jacket', { quantity: 2 }), holding('scarf'), coupon), listings).pricing).toEqual({
      buyerId,
      currency: 'USD',
      couponCodes: ['WELCOME'],
      lines: [
        {
          lineId: 'line-of-jacket',
          variantId: 'jacket',
          productId: 'product-of-jacket',
          sellerId: 'seller',
          quantity: 2,
          unitPrice: usd(1_250),
        },
      ],
    });
  });

  it('has no buyer for a guest', () => {
    expect(estimateOf([holding('jacket'), coupon].reduce(evolve, guestsCart), catalogue(listed('jacket'))).pricing).not.toHaveProperty(
      'buyerId',
    );
  });

  it('keeps the agreed lines in checkout, even if the product is withdrawn', () => {
    const frozen: CartEvent = { type: 'CartFrozen', checkoutId, lines: [{ line: line('jacket'), listing: listed('jacket') }] };
    const withdrawn = catalogue(listed('jacket', { published: false, price: usd(9_999) }));
    const estimate = estimateOf(cartOf(holding('jacket'), frozen), withdrawn);
    expect(estimate.pricing).toMatchObject({ checkoutId, lines: [{ unitPrice: usd(1_000) }] });
    expect(estimateOf(cartOf(holding('jacket')), withdrawn).pricing).not.toHaveProperty('checkoutId');
    expect(estimate.parcels).toMatchObject([{ value: usd(1_000) }]);
  });
});

describe('saved lines', () => {
  it('have current prices and warnings, and are not part of the total', () => {
    const listings = catalogue(listed('jacket'), listed('scarf', { price: usd(700), available: 0 }));
    const estimate = estimateOf(cartOf(holding('jacket'), keeping('scarf')), listings);
    expect(estimate.saved).toMatchObject([{ unitPrice: usd(700), warnings: [{ code: 'PRICE_CHANGED' }, { code: 'OUT_OF_STOCK' }] }]);
    expect(estimate.subtotal).toEqual(usd(1_000));
    expect(estimate.parcels).toHaveLength(1);
    expect(estimate.pricing.lines).toHaveLength(1);
  });
});

describe('the value of an abandoned cart', () => {
  it('is the value of the available lines', () => {
    const cart = cartOf(holding('jacket', { quantity: 2 }), holding('ghost'));
    expect(valueOf(cart, catalogue(listed('jacket')))).toEqual({ lineCount: 1, value: usd(2_000) });
    expect(valueOf(cart, catalogue())).toBeUndefined();
    expect(valueOf(cartOf(keeping('jacket')), catalogue(listed('jacket')))).toBeUndefined();
  });
});

describe('displayed prices', () => {
  it('are recorded when they have changed since the last display, up or down', () => {
    const listings = catalogue(listed('jacket', { price: usd(1_200) }), listed('scarf', { price: usd(800) }), listed('tie'));
    const cart = cartOf(holding('jacket'), holding('scarf'), holding('tie'));
    expect(linesToRecord(cart, listings)).toEqual([
      line('jacket', { displayedPrice: usd(1_200), referencePrice: usd(1_000) }),
      line('scarf', { displayedPrice: usd(800), referencePrice: usd(1_000) }),
    ]);
  });

  it('are not recorded when the currency has changed, the listing is unknown, or the cart is in checkout', () => {
    const listings = catalogue(listed('jacket', { price: eur(1_200) }));
    expect(linesToRecord(cartOf(holding('jacket'), holding('ghost')), listings)).toEqual([]);
    const frozen: CartEvent = { type: 'CartFrozen', checkoutId, lines: [{ line: line('jacket'), listing: listed('jacket') }] };
    expect(linesToRecord(cartOf(holding('jacket'), frozen), catalogue(listed('jacket', { price: usd(1) })))).toEqual([]);
  });
});

describe('warnings of a line', () => {
  it('contain the old and the new price', () => {
    expect(warningsOf(line('jacket', { referencePrice: usd(800) }), listed('jacket'))).toEqual([
      { code: 'PRICE_CHANGED', from: usd(800), to: usd(1_000) },
    ]);
  });

  it.each([
    [undefined, []],
    [0, [{ code: 'OUT_OF_STOCK' }]],
    [1, [{ code: 'INSUFFICIENT_STOCK', available: 1 }]],
    [2, [{ code: 'LOW_STOCK', available: 2 }]],
    [lowStock, [{ code: 'LOW_STOCK', available: lowStock }]],
    [lowStock + 1, []],
  ])('depend on the stock: two units of %s', (available, warnings) => {
    expect(warningsOf(line('jacket', { quantity: 2 }), listed('jacket', available === undefined ? {} : { available }))).toEqual(warnings);
  });
});
