import { specification } from '@marketplace/testing';
import { productDecider } from './decide';
import { created, usd, variantId } from './product.fixtures';
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
  set,
  started,
  regularPrice,
} from './schedules.fixtures';

const given = specification(productDecider);

describe('a manual price change while a schedule runs', () => {
  it('takes effect and cancels the schedule', () => {
    given(...running)
      .when(set({ price: usd('7.00') }))
      .then(cancelled(1, 2), changed({ price: usd('7.00') }, minute(2)));
    given(...running, cancelled(1, 2), changed({ price: usd('7.00') }, minute(2)))
      .when(run(5))
      .thenNothing();
  });

  it('stays even if it equals the scheduled price: the previous one does not return', () => {
    given(...running)
      .when(set(sale))
      .then(cancelled(1, 2));
    given(...running, cancelled(1, 2))
      .when(run(5))
      .thenNothing();
    given(...running, cancelled(1, 2))
      .when(cancel(1, 3))
      .thenRefuses('price-schedule-over');
  });

  it('does nothing the second time', () => {
    given(...running, cancelled(1, 2))
      .when(set(sale, 3))
      .thenNothing();
    given(...running, cancelled(1, 2), changed(regularPrice, minute(2)))
      .when(set(regularPrice, 3))
      .thenNothing();
  });

  it('stays if it equals the previous price', () => {
    given(...running)
      .when(set(regularPrice))
      .then(cancelled(1, 2), changed(regularPrice, minute(2)));
  });

  it('counts as a change if only the compare-at price differs', () => {
    given(...running)
      .when(set({ price: sale.price }))
      .then(cancelled(1, 2), changed({ price: sale.price }, minute(2)));
    const dearer = { price: sale.price, compareAtPrice: usd('20.00') };
    given(...running)
      .when(set(dearer))
      .then(cancelled(1, 2), changed(dearer, minute(2)));
  });

  it('keeps schedules of other currencies and variants', () => {
    const inEuros = { price: eur('9.00') };
    given(...running)
      .when(set(inEuros))
      .then(changed(inEuros, minute(2)));
    given(...running, changed(inEuros, minute(2)))
      .when(run(5))
      .then(ended(1, 5), changed(regularPrice, minute(5)));
    given(...running, planned({ ...plan(2, [1, 5]), variantId: variantId(2) }))
      .when(set(sale))
      .then(cancelled(1, 2));
  });

  it('keeps the schedule if it is refused', () => {
    given(...running)
      .when(set({ price: usd('0') }))
      .thenRefuses('price-invalid');
    given(...running)
      .when(set({ price: sale.price, compareAtPrice: sale.price }))
      .thenRefuses('compare-at-price-not-higher');
  });
});

describe('a manual price change between schedules', () => {
  it('returns after a schedule that starts later', () => {
    const byHand = { price: usd('11.00') };
    given(created(), planned(plan(1, [3, 5], sale)))
      .when(set(byHand, 1))
      .then(changed(byHand, minute(1)));
    given(created(), planned(plan(1, [3, 5], sale)), changed(byHand, minute(1)))
      .when(run(3))
      .then({ ...started(1, 5, { price: byHand.price }), at: minute(3) }, changed(sale, minute(3)));
  });

  it('changes nothing if the price is the same', () => {
    given(created(), planned(plan(1, [3, 5], sale)))
      .when(set(regularPrice))
      .thenNothing();
  });

  it('cancels a schedule that is due but not applied yet', () => {
    const byHand = { price: usd('11.00') };
    for (const period of [[1], [1, 5], [2, 5], [1, 2]] as const) {
      given(created(), planned(plan(1, period, sale)))
        .when(set(byHand))
        .then(cancelled(1, 2), changed(byHand, minute(2)));
      given(created(), planned(plan(1, period, sale)))
        .when(set(regularPrice))
        .then(cancelled(1, 2));
    }
  });

  it('cancels a schedule that should have ended and the one that should have followed', () => {
    given(...running, planned(plan(2, [5, 9])))
      .when(set(regularPrice, 6))
      .then(cancelled(1, 6), cancelled(2, 6), changed(regularPrice, minute(6)));
  });
});
