import { currency, defined } from '@marketplace/kernel';
import { specification } from '@marketplace/testing';
import { productDecider, type ProductCommand } from './decide';
import { archived, at, create, created, later, published, sized, usd, variantId } from './product.fixtures';
import type { Offer } from './variant';
import {
  cancelled,
  cancel,
  changed,
  ended,
  eur,
  minute,
  plan,
  planned,
  run,
  running,
  sale,
  schedule,
  scheduleId,
  set,
  started,
  regularPrice,
} from './schedules.fixtures';

const given = specification(productDecider);

describe('prices in further currencies', () => {
  it("can be set in addition to the product's own currency", () => {
    given(created())
      .when(set({ price: eur('11.00') }))
      .then(changed({ price: eur('11.00') }, minute(2)));
    const offered = sized(1, 'M', { price: usd('12.50') });
    given()
      .when(create({ variants: [{ ...offered, otherOffers: [{ price: eur('11.00') }, { price: eur('12.00') }] }] }))
      .thenRefuses('currency-mismatch', { path: ['variants', '0', 'otherPrices', '1', 'price'] });
  });

  it("require a price in the product's own currency", () => {
    given(created({ variants: [sized(1, 'M', { price: usd('12.50') }), sized(2, 'L')] }))
      .when({ type: 'ChangePrice', variantId: variantId(2), offer: { price: eur('11.00') }, at: later })
      .thenRefuses('currency-mismatch', { path: ['price'], currency: 'USD' });
  });

  it("can be removed, unlike the price in the product's own currency", () => {
    const withdraw = (code: string): ProductCommand => ({
      type: 'WithdrawPrice',
      variantId: variantId(1),
      currency: currency(code),
      at: minute(3),
    });
    const inEuros = changed({ price: eur('11.00') }, minute(2));
    given(created(), inEuros)
      .when(withdraw('EUR'))
      .then({ type: 'PriceWithdrawn', variantId: variantId(1), currency: currency('EUR'), until: minute(3), at: minute(3) });
    given(created(), inEuros).when(withdraw('USD')).thenRefuses('base-price-stays');
    given(created()).when(withdraw('EUR')).thenNothing();
    given(created(), inEuros, planned(plan(1, [4], { price: eur('10.00') })))
      .when(withdraw('EUR'))
      .thenRefuses('price-scheduled');
  });
});

describe('scheduling a price', () => {
  it('adds a schedule, once', () => {
    const each = plan(1, [1, 5], sale);
    given(created()).when(schedule(each)).then(planned(each));
    given(created(), planned(each))
      .when(schedule({ ...each, id: scheduleId(2) }))
      .thenNothing();
  });

  it('refuses a period in the past, too far ahead, or with its end before its start', () => {
    given(created())
      .when(schedule(plan(1, [0])))
      .thenRefuses('price-schedule-period-invalid', { path: ['from'] });
    given(created())
      .when(schedule(plan(1, [6 * 366 * 1_440])))
      .thenRefuses('price-schedule-period-invalid', { path: ['from'] });
    given(created())
      .when(schedule(plan(1, [5, 5])))
      .thenRefuses('price-schedule-period-invalid', { path: ['until'] });
  });

  it('refuses an overlapping schedule, but accepts another currency or an adjacent period', () => {
    const first = planned(plan(1, [1, 5]));
    given(created(), first)
      .when(schedule(plan(2, [4, 9])))
      .thenRefuses('price-schedule-overlaps', { path: ['from'], scheduleId: scheduleId(1) });
    given(created(), first)
      .when(schedule(plan(2, [3])))
      .thenRefuses('price-schedule-overlaps');
    const behind = plan(2, [5, 9]);
    given(created(), first).when(schedule(behind)).then(planned(behind));
    const inEuros = plan(2, [1, 5], { price: eur('8.00') });
    given(created(), changed({ price: eur('11.00') }, later), first)
      .when(schedule(inEuros))
      .then(planned(inEuros));
  });

  it('refuses invalid prices, and currencies without a price', () => {
    given(created())
      .when(schedule(plan(1, [1], { price: usd('0') })))
      .thenRefuses('price-invalid');
    given(created())
      .when(schedule(plan(1, [1], { price: eur('8.00') })))
      .thenRefuses('price-not-found');
    given(created({ variants: [] }))
      .when(schedule(plan(1, [1])))
      .thenRefuses('variant-not-found');
    given(created(), archived)
      .when(schedule(plan(1, [1])))
      .thenRefuses('product-archived');
  });
});

describe('a due price schedule', () => {
  it('takes effect, and the previous price returns at its end', () => {
    const each = planned(plan(1, [1, 5], sale));
    given(created(), each).when(run(0)).thenNothing();
    given(created(), each)
      .when(run(1))
      .then(started(1, 5, regularPrice), changed(sale, minute(1)));
    given(...running)
      .when(run(5))
      .then(ended(1, 5), changed(regularPrice, minute(5)));
  });

  it('stays without an end', () => {
    given(created(), planned(plan(1, [1], sale)))
      .when(run(1))
      .then(ended(1, 1), changed(sale, minute(1)));
  });

  it('changes the price once when one schedule ends and the next starts', () => {
    const next: Offer = { price: usd('8.00') };
    given(...running, planned(plan(2, [5, 9], next)))
      .when(run(6))
      .then(
        ended(1, 6),
        { type: 'PriceScheduleStarted', scheduleId: scheduleId(2), until: minute(9), former: regularPrice, at: minute(6) },
        changed(next, minute(6)),
      );
  });

  it('does not take effect if its whole period was missed', () => {
    given(created(), planned(plan(1, [1, 5], sale)))
      .when(run(7))
      .then(ended(1, 7));
  });
});

describe('cancelling a price schedule', () => {
  it('keeps the price before the start', () => {
    given(created(), planned(plan(1, [4])))
      .when(cancel(1, 2))
      .then(cancelled(1, 2));
  });

  it('restores the previous price at once while it runs', () => {
    given(...running)
      .when(cancel(1, 2))
      .then(cancelled(1, 2), changed(regularPrice, minute(2)));
  });

  it('refuses a closed schedule, and those of archived products', () => {
    given(created()).when(cancel(1, 2)).thenRefuses('price-schedule-over');
    given(...running, published, archived)
      .when(run(9))
      .thenRefuses('product-archived');
  });
});

describe('the details of a product', () => {
  const attribute = (type: 'TEXT' | 'NUMBER' | 'BOOLEAN', value: string, unit?: string) => ({
    name: 'A',
    value,
    type,
    searchable: true,
    ...defined({ unit }),
  });

  it.each([
    ['a number that is none', attribute('NUMBER', 'ten')],
    ['a number with an exponent', attribute('NUMBER', '1e3')],
    ['neither yes nor no', attribute('BOOLEAN', 'maybe')],
    ['a unit of a text', attribute('TEXT', 'Wool', 'kg')],
    ['nothing', attribute('TEXT', ' ')],
  ])('refuses an attribute that is %s', (_, each) => {
    given()
      .when(create({ details: { attributes: [each] } }))
      .thenRefuses('attribute-invalid', { path: ['attributes', '0'] });
  });

  it('accept numbers with units, and booleans in any letter case', () => {
    given()
      .when(create({ details: { attributes: [attribute('NUMBER', ' 1.25 ', ' kg ')] } }))
      .then(created({ details: { attributes: [attribute('NUMBER', '1.25', 'kg')] } }));
    given()
      .when(create({ details: { attributes: [attribute('BOOLEAN', 'True')] } }))
      .then(created({ details: { attributes: [attribute('BOOLEAN', 'true')] } }));
  });

  it('keep each tag once and drop an empty brand', () => {
    given()
      .when(create({ details: { tags: [' Outdoor ', 'outdoor', ''], brand: '  ', language: ' DE ' } }))
      .then(created({ details: { tags: ['Outdoor'], language: 'de' } }));
    given(created({ details: { brand: 'Northlight' } }))
      .when({ type: 'UpdateProduct', changes: { brand: '' }, at })
      .then({ type: 'DetailsChanged', details: create().details, at });
  });

  it('must have a valid language, brand and tags', () => {
    given()
      .when(create({ details: { language: 'en-US' } }))
      .thenRefuses('language-invalid');
    given()
      .when(create({ details: { brand: 'a\nb' } }))
      .thenRefuses('brand-invalid');
    given()
      .when(create({ details: { tags: ['fine', 'a\u0000b'] } }))
      .thenRefuses('tag-invalid', { path: ['tags', '1'] });
  });

  it('must have unique stock units; an empty one removes it', () => {
    const numbered = { ...sized(1, 'M'), stockUnit: '4006381333931' };
    given()
      .when(create({ variants: [numbered, { ...sized(2, 'L'), stockUnit: ' 4006381333931 ' }] }))
      .thenRefuses('stock-unit-taken', { path: ['variants', '1', 'stockUnit'] });
    const { stockUnit: _, ...plain } = numbered;
    given(created({ variants: [numbered] }))
      .when({ type: 'ChangeVariant', variantId: variantId(1), changes: { stockUnit: '' }, at: later })
      .then({ type: 'VariantChanged', variant: plain, at: later });
  });
});
