import { specification } from '@marketplace/testing';
import { productDecider } from './decide';
import { created, usd, variantId } from './product.fixtures';
import { calledOff, cancel, changed, ended, eur, minute, plan, planned, run, running, sale, set, started, was } from './schedules.fixtures';

const given = specification(productDecider);

describe('a price that is set by hand while a planned one runs', () => {
  it('holds from now on, and the plan is called off', () => {
    given(...running)
      .when(set({ price: usd('7.00') }))
      .then(calledOff(1, 2), changed({ price: usd('7.00') }, minute(2)));
    given(...running, calledOff(1, 2), changed({ price: usd('7.00') }, minute(2)))
      .when(run(5))
      .thenNothing();
  });

  it('stays when it is the very price that runs: the former one does not return', () => {
    given(...running)
      .when(set(sale))
      .then(calledOff(1, 2));
    given(...running, calledOff(1, 2))
      .when(run(5))
      .thenNothing();
    given(...running, calledOff(1, 2))
      .when(cancel(1, 3))
      .thenRefuses('price-schedule-over');
  });

  it('is no news the second time', () => {
    given(...running, calledOff(1, 2))
      .when(set(sale, 3))
      .thenNothing();
    given(...running, calledOff(1, 2), changed(was, minute(2)))
      .when(set(was, 3))
      .thenNothing();
  });

  it('stays when it is the former price, which returned sooner then', () => {
    given(...running)
      .when(set(was))
      .then(calledOff(1, 2), changed(was, minute(2)));
  });

  it('is another one when only the price to compare with is', () => {
    given(...running)
      .when(set({ price: sale.price }))
      .then(calledOff(1, 2), changed({ price: sale.price }, minute(2)));
    const dearer = { price: sale.price, compareAtPrice: usd('20.00') };
    given(...running)
      .when(set(dearer))
      .then(calledOff(1, 2), changed(dearer, minute(2)));
  });

  it('leaves plans in other currencies, and of other variants, alone', () => {
    const inEuros = { price: eur('9.00') };
    given(...running)
      .when(set(inEuros))
      .then(changed(inEuros, minute(2)));
    given(...running, changed(inEuros, minute(2)))
      .when(run(5))
      .then(ended(1, 5), changed(was, minute(5)));
    given(...running, planned({ ...plan(2, [1, 5]), variantId: variantId(2) }))
      .when(set(sale))
      .then(calledOff(1, 2));
  });

  it('is refused as always, and the plan goes on', () => {
    given(...running)
      .when(set({ price: usd('0') }))
      .thenRefuses('price-invalid');
    given(...running)
      .when(set({ price: sale.price, compareAtPrice: sale.price }))
      .thenRefuses('compare-at-price-not-higher');
  });
});

describe('a price that is set by hand between plans', () => {
  it('is what returns after a sale that begins later', () => {
    const byHand = { price: usd('11.00') };
    given(created(), planned(plan(1, [3, 5], sale)))
      .when(set(byHand, 1))
      .then(changed(byHand, minute(1)));
    given(created(), planned(plan(1, [3, 5], sale)), changed(byHand, minute(1)))
      .when(run(3))
      .then({ ...started(1, 5, { price: byHand.price }), at: minute(3) }, changed(sale, minute(3)));
  });

  it('changes nothing where it is the price already', () => {
    given(created(), planned(plan(1, [3, 5], sale)))
      .when(set(was))
      .thenNothing();
  });

  it('calls off a plan whose moment has come and that nobody has carried out yet', () => {
    const byHand = { price: usd('11.00') };
    for (const period of [[1], [1, 5], [2, 5], [1, 2]] as const) {
      given(created(), planned(plan(1, period, sale)))
        .when(set(byHand))
        .then(calledOff(1, 2), changed(byHand, minute(2)));
      given(created(), planned(plan(1, period, sale)))
        .when(set(was))
        .then(calledOff(1, 2));
    }
  });

  it('calls off the plan that is over as well as the one that should have followed it', () => {
    given(...running, planned(plan(2, [5, 9])))
      .when(set(was, 6))
      .then(calledOff(1, 6), calledOff(2, 6), changed(was, minute(6)));
  });
});
