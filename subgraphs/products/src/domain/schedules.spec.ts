import { currency } from '@marketplace/kernel';
import { specification } from '@marketplace/testing';
import { productDecider, type ProductCommand } from './decide';
import { archived, at, create, created, later, published, sized, usd, variantId } from './product.fixtures';
import type { Offer } from './variant';
import {
  calledOff,
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
  was,
} from './schedules.fixtures';

const given = specification(productDecider);

describe('prices in further currencies', () => {
  it('stand beside that in the currency of the product', () => {
    given(created())
      .when(set({ price: eur('11.00') }))
      .then(changed({ price: eur('11.00') }, minute(2)));
    const offered = sized(1, 'M', { price: usd('12.50') });
    given()
      .when(create({ variants: [{ ...offered, otherOffers: [{ price: eur('11.00') }, { price: eur('12.00') }] }] }))
      .thenRefuses('currency-mismatch', { path: ['variants', '0', 'otherPrices', '1', 'price'] });
  });

  it('do not come before it', () => {
    given(created({ variants: [sized(1, 'M', { price: usd('12.50') }), sized(2, 'L')] }))
      .when({ type: 'ChangePrice', variantId: variantId(2), offer: { price: eur('11.00') }, at: later })
      .thenRefuses('currency-mismatch', { path: ['price'], currency: 'USD' });
  });

  it('can go, unlike that of the product', () => {
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

describe('planning a price', () => {
  it('notes it down, once', () => {
    const each = plan(1, [1, 5], sale);
    given(created()).when(schedule(each)).then(planned(each));
    given(created(), planned(each))
      .when(schedule({ ...each, id: scheduleId(2) }))
      .thenNothing();
  });

  it('refuses a time that has passed, is far away, or ends before it begins', () => {
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

  it('refuses a second plan for the same time, not one in another currency or right behind', () => {
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

  it('refuses prices that are none, or where there is none to change', () => {
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

describe('a planned price whose time has come', () => {
  it('holds, and the former price returns in the end', () => {
    const each = planned(plan(1, [1, 5], sale));
    given(created(), each).when(run(0)).thenNothing();
    given(created(), each)
      .when(run(1))
      .then(started(1, 5, was), changed(sale, minute(1)));
    given(...running)
      .when(run(5))
      .then(ended(1, 5), changed(was, minute(5)));
  });

  it('stays, where no end was planned', () => {
    given(created(), planned(plan(1, [1], sale)))
      .when(run(1))
      .then(ended(1, 1), changed(sale, minute(1)));
  });

  it('changes once when one plan ends and the next begins', () => {
    const next: Offer = { price: usd('8.00') };
    given(...running, planned(plan(2, [5, 9], next)))
      .when(run(6))
      .then(
        ended(1, 6),
        { type: 'PriceScheduleStarted', scheduleId: scheduleId(2), until: minute(9), former: was, at: minute(6) },
        changed(next, minute(6)),
      );
  });

  it('does not come at all when its time was missed entirely', () => {
    given(created(), planned(plan(1, [1, 5], sale)))
      .when(run(7))
      .then(ended(1, 7));
  });
});

describe('calling a planned price off', () => {
  it('leaves the price alone before it has come', () => {
    given(created(), planned(plan(1, [4])))
      .when(cancel(1, 2))
      .then(calledOff(1, 2));
  });

  it('brings the former price back at once while it runs', () => {
    given(...running)
      .when(cancel(1, 2))
      .then(calledOff(1, 2), changed(was, minute(2)));
  });

  it('refuses when it is over, as for every plan of an archived product', () => {
    given(created()).when(cancel(1, 2)).thenRefuses('price-schedule-over');
    given(...running, published, archived)
      .when(run(9))
      .thenRefuses('product-archived');
  });
});

describe('what a product says of itself', () => {
  const attribute = (type: 'TEXT' | 'NUMBER' | 'BOOLEAN', value: string, unit?: string) => ({
    name: 'A',
    value,
    type,
    searchable: true,
    ...(unit === undefined ? {} : { unit }),
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

  it('takes numbers with units, and yes and no in any letter case', () => {
    given()
      .when(create({ details: { attributes: [attribute('NUMBER', ' 1.25 ', ' kg ')] } }))
      .then(created({ details: { attributes: [attribute('NUMBER', '1.25', 'kg')] } }));
    given()
      .when(create({ details: { attributes: [attribute('BOOLEAN', 'True')] } }))
      .then(created({ details: { attributes: [attribute('BOOLEAN', 'true')] } }));
  });

  it('keeps each tag once, and no brand of nothing', () => {
    given()
      .when(create({ details: { tags: [' Outdoor ', 'outdoor', ''], brand: '  ', language: ' DE ' } }))
      .then(created({ details: { tags: ['Outdoor'], language: 'de' } }));
    given(created({ details: { brand: 'Northlight' } }))
      .when({ type: 'UpdateProduct', changes: { brand: '' }, at })
      .then({ type: 'DetailsChanged', details: create().details, at });
  });

  it('refuses a language, a brand or a tag that is none', () => {
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

  it('refuses one stock unit for two variants, and lets it go when it is empty', () => {
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
