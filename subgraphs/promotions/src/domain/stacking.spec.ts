import { appliedOf, evaluate, type Candidate } from './evaluation';
import {
  amountOff,
  basket,
  candidate,
  coupon,
  line,
  occasion,
  percent,
  promotion,
  sociable,
  south,
  north,
  usd,
  withCoupon,
  by,
} from './promotion.fixtures';

const goods = basket([line(1, 1, 10_000n), by(south, line(2, 1, 10_000n))]);

const told = (candidates: readonly Candidate[], of = goods) =>
  evaluate(candidates, occasion(of)).considered.map((each) => [each.promotion.terms.label, each.reason]);

const alone = { withPromotions: false, withCoupons: false };

describe('stacking', () => {
  it('considers the highest priority first, and of equals the one that was made first', () => {
    const [low, high, old] = [promotion({ n: 1 }), promotion({ n: 3, terms: { priority: 5 } }), promotion({ n: 2 })];
    expect(told([low, old, high].map((each) => candidate(each))).map(([label]) => label)).toEqual([
      'Promotion 3',
      'Promotion 1',
      'Promotion 2',
    ]);
  });

  it('reckons each promotion on what those before it have left', () => {
    const evaluation = evaluate([candidate(promotion({ n: 1 })), candidate(promotion({ n: 2 }))], occasion(goods));
    expect(appliedOf(evaluation).map(({ discount }) => discount.total)).toEqual([usd(2_000n), usd(1_800n)]);
    expect(evaluation.goodsDiscount).toEqual(usd(3_800n));
  });

  it('does not search for what is best for the buyer: what comes first applies', () => {
    const small = promotion({ n: 1, terms: { priority: 1, effects: [percent(1)], stacking: alone } });
    expect(told([candidate(promotion({ n: 2, terms: { effects: [percent(50)] } })), candidate(small)])).toEqual([
      ['Promotion 1', 'applied'],
      ['Promotion 2', 'not-combinable-with-promotions'],
    ]);
  });

  it('lets a promotion and a coupon meet only where both allow it', () => {
    const automatic = promotion({ n: 1, terms: { priority: 1, stacking: { ...sociable, withCoupons: false } } });
    expect(told([candidate(automatic), withCoupon(promotion({ n: 2 }))])[1]).toEqual(['Promotion 2', 'not-combinable-with-promotions']);
    const choosy = promotion({ n: 2, terms: { stacking: { ...sociable, withPromotions: false } } });
    expect(told([candidate(promotion({ n: 1, terms: { priority: 1 } })), withCoupon(choosy)])[1]?.[1]).toBe(
      'not-combinable-with-promotions',
    );
    expect(told([candidate(promotion({ n: 1 })), withCoupon(promotion({ n: 2 }))]).map(([, reason]) => reason)).toEqual([
      'applied',
      'applied',
    ]);
  });

  it('lets a coupon meet a coupon only where both allow it', () => {
    const [one, two] = [promotion({ n: 1, terms: { stacking: { ...sociable, withCoupons: false } } }), promotion({ n: 2 })];
    expect(told([withCoupon(one, coupon(1, one)), withCoupon(two, coupon(2, two))])[1]).toEqual([
      'Promotion 2',
      'not-combinable-with-coupons',
    ]);
  });

  it('does not let the promotion of one seller stand in the way of another seller', () => {
    const [ofNorth, ofSouth] = [
      promotion({ n: 1, sellerId: north, fundedBy: 'SELLER', terms: { stacking: alone } }),
      promotion({ n: 2, sellerId: south, fundedBy: 'SELLER', terms: { stacking: alone } }),
    ];
    expect(told([candidate(ofNorth), candidate(ofSouth)]).map(([, reason]) => reason)).toEqual(['applied', 'applied']);
  });

  it('applies one promotion of an exclusivity group at most, in the whole cart; groups of sellers are their own', () => {
    const grouped = (n: number, sellerId?: typeof north) =>
      promotion({
        n,
        ...(sellerId === undefined ? {} : { sellerId, fundedBy: 'SELLER' as const }),
        terms: { stacking: { ...sociable, exclusivityGroup: 'black-friday' } },
      });
    expect(
      told([grouped(1), grouped(2), grouped(3, north), grouped(4, south)].map((each) => candidate(each))).map(([, reason]) => reason),
    ).toEqual(['applied', 'exclusivity-group-taken', 'applied', 'applied']);
  });

  it('applies a promotion once, however many of its codes are on the cart', () => {
    const of = promotion();
    expect(told([withCoupon(of, coupon(1, of)), withCoupon(of, coupon(2, of))]).map(([, reason]) => reason)).toEqual([
      'applied',
      'promotion-already-applied',
    ]);
  });

  it('takes five coupons at most', () => {
    const coupons = Array.from({ length: 6 }, (_, n) => promotion({ n, terms: { effects: [amountOff(usd(1n))] } }));
    const reasons = told(coupons.map((each, n) => withCoupon(each, coupon(n, each)))).map(([, reason]) => reason);
    expect(reasons).toEqual([...Array.from({ length: 5 }, () => 'applied'), 'too-many-coupons']);
  });

  it('leaves a tenth of the goods to pay, whatever comes together', () => {
    const half = (n: number) => promotion({ n, terms: { effects: [amountOff(usd(10_000n))] } });
    const evaluation = evaluate(
      [half(1), half(2), half(3)].map((each) => candidate(each)),
      occasion(goods),
    );
    expect(evaluation.considered.map(({ reason }) => reason)).toEqual(['applied', 'limited-by-cart-share', 'discount-share-reached']);
    expect(evaluation.goodsDiscount).toEqual(usd(18_000n));
  });
});
