import { idOf } from '@marketplace/kernel';
import { evolve, type CartEvent } from './cart';
import { buyersCart, catalogue, checkoutId, eur, holding, line, listed, usd } from './cart.fixtures';
import { estimateOf } from './estimate';
import { lowStock, warningsOf } from './listing';

const cartOf = (...events: readonly CartEvent[]) => events.reduce(evolve, buyersCart);

describe('what a cart would cost', () => {
  it('prices every line from the catalogue of today and adds them up', () => {
    const estimate = estimateOf(
      cartOf(holding('jacket', { quantity: 2 }), holding('scarf')),
      catalogue(listed('jacket', { price: usd(1_250) }), listed('scarf', { price: usd(5) })),
    );
    expect(estimate.lines.map(({ unitPrice, total }) => [unitPrice, total])).toEqual([
      [usd(1_250), usd(2_500)],
      [usd(5), usd(5)],
    ]);
    expect(estimate.total).toEqual(usd(2_505));
  });

  it('has no total while the cart is empty', () => {
    expect(estimateOf(buyersCart, catalogue())).toEqual({ lines: [], parcels: [] });
  });

  it('keeps the last price of what cannot be bought any more, and leaves it out of the parcels', () => {
    const estimate = estimateOf(
      cartOf(holding('jacket'), holding('ghost', { seenPrice: usd(7) }), holding('moved')),
      catalogue(listed('jacket'), listed('moved', { price: eur(9) })),
    );
    expect(estimate.lines.map(({ unitPrice }) => unitPrice)).toEqual([usd(1_000), usd(7), usd(1_000)]);
    expect(estimate.lines.map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([[], ['UNAVAILABLE'], ['UNAVAILABLE']]);
    expect(estimate.parcels).toEqual([{ sellerId: 'seller', weightGrams: 500, value: usd(1_000) }]);
  });

  it('packs one parcel per seller, as heavy and as valuable as what is in it', () => {
    const others = { sellerId: idOf<'Seller'>('another seller') };
    const listings = catalogue(
      listed('jacket'),
      listed('scarf', { weightGrams: 100, ...others }),
      listed('hat', { weightGrams: 50, ...others }),
    );
    expect(
      estimateOf(cartOf(holding('jacket', { quantity: 3 }), holding('scarf'), holding('hat', { quantity: 2 })), listings).parcels,
    ).toEqual([
      { sellerId: 'seller', weightGrams: 1_500, value: usd(3_000) },
      { sellerId: 'another seller', weightGrams: 200, value: usd(3_000) },
    ]);
  });

  it('shows in checkout what was agreed to, without warnings', () => {
    const agreed = listed('jacket', { price: usd(900) });
    const frozen: CartEvent = { type: 'CartFrozen', checkoutId, lines: [{ line: line('jacket'), listing: agreed }] };
    const [shown] = estimateOf(cartOf(holding('jacket'), frozen), catalogue(listed('jacket', { price: usd(2_000), available: 0 }))).lines;
    expect(shown).toMatchObject({ unitPrice: usd(900), warnings: [] });
  });
});

describe('warnings of a line', () => {
  it('tells the old and the new price', () => {
    expect(warningsOf(line('jacket', { seenPrice: usd(800) }), listed('jacket'))).toEqual([
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
  ])('says of two pieces, with %s to be had, what stands in the way', (available, warnings) => {
    expect(warningsOf(line('jacket', { quantity: 2 }), listed('jacket', available === undefined ? {} : { available }))).toEqual(warnings);
  });
});
