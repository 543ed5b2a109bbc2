import { appliedPromotions, evaluate, type Candidate } from './evaluation';
import {
  amountOff,
  basket,
  candidate,
  coupon,
  line,
  contextOf,
  percent,
  promotion,
  combinable,
  south,
  north,
  usd,
  withCoupon,
  by,
} from './promotion.fixtures';

const goods = basket([line(1, 1, 10_000n), by(south, line(2, 1, 10_000n))]);

const reasonsOf = (candidates: readonly Candidate[], of = goods) =>
  evaluate(candidates, contextOf(of)).considered.map((each) => [each.promotion.terms.label, each.reason]);

const alone = { withPromotions: false, withCoupons: false };

describe('stacking', () => {
  it('considers the highest priority first, and among equals the promotion created first', () => {
    const [low, high, old] = [promotion({ n: 1 }), promotion({ n: 3, terms: { priority: 5 } }), promotion({ n: 2 })];
    expect(reasonsOf([low, old, high].map((each) => candidate(each))).map(([label]) => label)).toEqual([
      'Promotion 3',
      'Promotion 1',
      'Promotion 2',
    ]);
  });

  it('calculates each promotion on the amount that earlier ones leave', () => {
    const evaluation = evaluate([candidate(promotion({ n: 1 })), candidate(promotion({ n: 2 }))], contextOf(goods));
    expect(appliedPromotions(evaluation).map(({ discount }) => discount.total)).toEqual([usd(2_000n), usd(1_800n)]);
    expect(evaluation.goodsDiscount).toEqual(usd(3_800n));
  });

  it('does not search for the best combination: the first promotion applies', () => {
    const small = promotion({ n: 1, terms: { priority: 1, effects: [percent(1)], stacking: alone } });
    expect(reasonsOf([candidate(promotion({ n: 2, terms: { effects: [percent(50)] } })), candidate(small)])).toEqual([
      ['Promotion 1', 'applied'],
      ['Promotion 2', 'not-combinable-with-promotions'],
    ]);
  });

  it('combines a promotion and a coupon only if both allow it', () => {
    const automatic = promotion({ n: 1, terms: { priority: 1, stacking: { ...combinable, withCoupons: false } } });
    expect(reasonsOf([candidate(automatic), withCoupon(promotion({ n: 2 }))])[1]).toEqual([
      'Promotion 2',
      'not-combinable-with-promotions',
    ]);
    const choosy = promotion({ n: 2, terms: { stacking: { ...combinable, withPromotions: false } } });
    expect(reasonsOf([candidate(promotion({ n: 1, terms: { priority: 1 } })), withCoupon(choosy)])[1]?.[1]).toBe(
      'not-combinable-with-promotions',
    );
    expect(reasonsOf([candidate(promotion({ n: 1 })), withCoupon(promotion({ n: 2 }))]).map(([, reason]) => reason)).toEqual([
      'applied',
      'applied',
    ]);
  });

  it('combines two coupons only if both allow it', () => {
    const [one, two] = [promotion({ n: 1, terms: { stacking: { ...combinable, withCoupons: false } } }), promotion({ n: 2 })];
    expect(reasonsOf([withCoupon(one, coupon(1, one)), withCoupon(two, coupon(2, two))])[1]).toEqual([
      'Promotion 2',
      'not-combinable-with-coupons',
    ]);
  });

  it('combines promotions of different sellers', () => {
    const [ofNorth, ofSouth] = [
      promotion({ n: 1, sellerId: north, fundedBy: 'SELLER', terms: { stacking: alone } }),
      promotion({ n: 2, sellerId: south, fundedBy: 'SELLER', terms: { stacking: alone } }),
    ];
    expect(reasonsOf([candidate(ofNorth), candidate(ofSouth)]).map(([, reason]) => reason)).toEqual(['applied', 'applied']);
  });

  it('applies at most one promotion of an exclusivity group per cart; each seller has separate groups', () => {
    const grouped = (n: number, sellerId?: typeof north) =>
      promotion({
        n,
        ...(sellerId === undefined ? {} : { sellerId, fundedBy: 'SELLER' as const }),
        terms: { stacking: { ...combinable, exclusivityGroup: 'black-friday' } },
      });
    expect(
      reasonsOf([grouped(1), grouped(2), grouped(3, north), grouped(4, south)].map((each) => candidate(each))).map(([, reason]) => reason),
    ).toEqual(['applied', 'exclusivity-group-taken', 'applied', 'applied']);
  });

  it('applies a promotion once, even with several of its codes on the cart', () => {
    const of = promotion();
    expect(reasonsOf([withCoupon(of, coupon(1, of)), withCoupon(of, coupon(2, of))]).map(([, reason]) => reason)).toEqual([
      'applied',
      'promotion-already-applied',
    ]);
  });

  it('allows at most five coupons', () => {
    const coupons = Array.from({ length: 6 }, (_, n) => promotion({ n, terms: { effects: [amountOff(usd(1n))] } }));
    const reasons = reasonsOf(coupons.map((each, n) => withCoupon(each, coupon(n, each)))).map(([, reason]) => reason);
    expect(reasons).toEqual([...Array.from({ length: 5 }, () => 'applied'), 'too-many-coupons']);
  });

  it('leaves a tenth of the goods to pay for any combination', () => {
    const half = (n: number) => promotion({ n, terms: { effects: [amountOff(usd(10_000n))] } });
    const evaluation = evaluate(
      [half(1), half(2), half(3)].map((each) => candidate(each)),
      contextOf(goods),
    );
    expect(evaluation.considered.map(({ reason }) => reason)).toEqual(['applied', 'limited-by-cart-share', 'discount-share-reached']);
    expect(evaluation.goodsDiscount).toEqual(usd(18_000n));
  });
});
