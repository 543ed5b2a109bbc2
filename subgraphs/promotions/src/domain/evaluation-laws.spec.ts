import fc from 'fast-check';
import {
  currency as currencyOf,
  idOf,
  isChargeable,
  money,
  smallestCharge,
  subtract,
  sum,
  times,
  unitShare,
  type Currency,
  type Money,
} from '@marketplace/kernel';
import type { Basket } from './basket';
import { appliedPromotions, evaluate, type Candidate } from './evaluation';
import {
  basket,
  by,
  candidate,
  checkoutId,
  coupon,
  line,
  north,
  contextOf,
  promotion,
  south,
  tomorrow,
  userId,
  withCoupon,
} from './promotion.fixtures';
import { quoteOf } from './quote';
import { maxGoodsDiscount } from './stacking';
import type { Effect } from './terms';

/** A basket, and the promotions that are considered for it. */
type Case = { readonly of: Basket; readonly candidates: readonly Candidate[] };

type Make = (amount: bigint) => Money;

const amount = fc.bigInt({ min: 1n, max: 200_000n });
const points = fc.integer({ min: 1, max: 10_000 });

const effectIn = (make: Make): fc.Arbitrary<Effect> => {
  const reduction = fc.oneof(
    points.map((basisPoints) => ({ kind: 'PERCENTAGE' as const, basisPoints })),
    amount.map((each) => ({ kind: 'FIXED_AMOUNT' as const, amounts: [make(each)] })),
  );
  return fc.oneof(
    reduction,
    amount.map((each) => ({ kind: 'FIXED_PRICE' as const, prices: [make(each)] })),
    fc.record({
      kind: fc.constant('BUY_X_GET_Y' as const),
      buy: fc.integer({ min: 1, max: 5 }),
      get: fc.integer({ min: 1, max: 3 }),
      basisPoints: points,
    }),
    fc.constant({ kind: 'FREE_SHIPPING' as const }),
    reduction.map((each) => ({ kind: 'TIERED_BY_QUANTITY' as const, tiers: [{ from: 2, reduction: each }] })),
    reduction.map((each) => ({ kind: 'TIERED_BY_VALUE' as const, tiers: [{ from: [make(5_000n)], reduction: each }] })),
  );
};

const seller = fc.constantFrom(north, south);

const basketIn = (code: Currency, step: bigint): fc.Arbitrary<Basket> =>
  fc
    .tuple(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.bigInt({ min: 0n, max: 50_000n }), seller), { minLength: 1, maxLength: 6 }),
      fc.bigInt({ min: 0n, max: 2_000n }),
    )
    .map(([lines, price]) =>
      basket(
        lines.map(([quantity, each, sellerId], n) => ({ ...by(sellerId, line(n, quantity, 0n)), unitPrice: money(each * step, code) })),
        { currency: code, delivery: [north, south].map((sellerId) => ({ sellerId, price: money(price * step, code) })) },
      ),
    );

const candidatesIn = (make: Make): fc.Arbitrary<readonly Candidate[]> =>
  fc
    .array(
      fc.record({
        effects: fc.array(effectIn(make), { minLength: 1, maxLength: 3 }),
        priority: fc.integer({ min: -2, max: 2 }),
        maximum: fc.option(amount, { nil: undefined }),
        owner: fc.option(seller, { nil: undefined }),
        hasCoupon: fc.boolean(),
        withPromotions: fc.boolean(),
        withCoupons: fc.boolean(),
      }),
      { minLength: 1, maxLength: 8 },
    )
    .map((each) =>
      each.map(({ effects, priority, maximum, owner, hasCoupon, withPromotions, withCoupons }, n) => {
        const of = promotion({
          n,
          ...(owner === undefined ? {} : { sellerId: owner, fundedBy: 'SELLER' as const }),
          terms: {
            effects,
            priority,
            stacking: { withPromotions, withCoupons },
            ...(maximum !== undefined && { maximumDiscount: [make(maximum)] }),
          },
        });
        return hasCoupon ? withCoupon(of, coupon(n, of)) : candidate(of);
      }),
    );

const caseIn = (code: Currency, step: bigint): fc.Arbitrary<Case> =>
  fc.record({ of: basketIn(code, step), candidates: candidatesIn((each) => money(each, code)) });

const codes = fc.constantFrom(...['USD', 'JPY', 'KWD'].map(currencyOf));

/** Any prices, including ones that are not chargeable. */
const anyCase: fc.Arbitrary<Case> = codes.chain((code) => caseIn(code, 1n));

/** Chargeable prices, with any promotions. */
const payableCase: fc.Arbitrary<Case> = codes.chain((code) => caseIn(code, smallestCharge(code)));

describe('the laws of discounts', () => {
  it('hold for any basket and any promotions: shares add up, nothing is negative, and no discount exceeds its price', () => {
    fc.assert(
      fc.property(anyCase, ({ of, candidates }) => {
        const { currency } = of;
        const evaluation = evaluate(candidates, contextOf(of));
        const applied = appliedPromotions(evaluation);
        for (const { discount, promotion: each } of applied) {
          const parts = [...discount.lines, ...discount.delivery].map((part) => part.amount);
          expect(sum(parts, currency)).toEqual(discount.total);
          expect(parts.every((part) => part.amount > 0n)).toBe(true);
          const most = each.terms.maximumDiscount?.[0]?.amount;
          if (most !== undefined) expect(discount.total.amount).toBeLessThanOrEqual(most);
        }
        for (const { lineId, quantity, unitPrice } of of.lines) {
          const off = sum(
            applied.flatMap(({ discount }) => discount.lines.filter((part) => part.lineId === lineId).map((part) => part.amount)),
            currency,
          );
          expect(off.amount).toBeLessThanOrEqual(unitPrice.amount * BigInt(quantity));
          const units = Array.from({ length: quantity }, (_, k) => unitShare(off, k + 1, quantity));
          expect(sum(units, currency)).toEqual(off);
          expect(units.every((unit) => unit.amount >= 0n && unit.amount <= unitPrice.amount)).toBe(true);
        }
        for (const { sellerId, price } of of.delivery) {
          const off = sum(
            applied.flatMap(({ discount }) => discount.delivery.filter((part) => part.sellerId === sellerId).map((part) => part.amount)),
            currency,
          );
          expect(off.amount).toBeLessThanOrEqual(price.amount);
        }
        expect(evaluation.goodsDiscount.amount * 10_000n).toBeLessThanOrEqual(evaluation.goods.amount * BigInt(maxGoodsDiscount));
        expect(evaluation.considered).toHaveLength(candidates.length);
      }),
      { numRuns: 400 },
    );
  });

  it('keep chargeable prices chargeable: for each line, delivery and order, and in total', () => {
    fc.assert(
      fc.property(payableCase, ({ of, candidates }) => {
        const { currency } = of;
        const evaluation = evaluate(candidates, contextOf(of));
        const applied = appliedPromotions(evaluation);
        const lines = of.lines.map(({ lineId, sellerId, quantity, unitPrice }) => {
          const off = applied.flatMap(({ discount }) => discount.lines.filter((part) => part.lineId === lineId));
          return { sellerId, left: off.reduce((left, part) => subtract(left, part.amount), times(unitPrice, quantity)) };
        });
        const deliveries = of.delivery.map(({ sellerId, price }) => {
          const off = applied.flatMap(({ discount }) => discount.delivery.filter((part) => part.sellerId === sellerId));
          return { sellerId, left: off.reduce((left, part) => subtract(left, part.amount), price) };
        });
        const parts = [...lines, ...deliveries];
        const leftOf = (some: typeof parts) =>
          sum(
            some.map(({ left }) => left),
            currency,
          );
        const orders = of.delivery.map(({ sellerId }) => leftOf(parts.filter((part) => part.sellerId === sellerId)));
        expect([...parts.map(({ left }) => left), ...orders, leftOf(parts)].every(isChargeable)).toBe(true);
        expect(applied.every(({ discount }) => isChargeable(discount.total))).toBe(true);
        const { goods, goodsDiscount, delivery, deliveryDiscount } = evaluation;
        expect(leftOf(parts)).toEqual(subtract(sum([goods, delivery], currency), sum([goodsDiscount, deliveryDiscount], currency)));
      }),
      { numRuns: 300 },
    );
  });

  it('do not depend on the order of the promotions', () => {
    fc.assert(
      fc.property(anyCase, fc.infiniteStream(fc.nat()), ({ of, candidates }, dice) => {
        const shuffled = candidates
          .map((each) => ({ each, rank: dice.next().value as number }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ each }) => each);
        expect(evaluate(shuffled, contextOf(of))).toEqual(evaluate(candidates, contextOf(of)));
      }),
      { numRuns: 200 },
    );
  });

  it("limit a seller's promotion to the seller's own lines and delivery", () => {
    fc.assert(
      fc.property(anyCase, ({ of, candidates }) => {
        const sellerOf = new Map(of.lines.map(({ lineId, sellerId }) => [lineId, sellerId]));
        for (const { promotion: each, discount } of appliedPromotions(evaluate(candidates, contextOf(of)))) {
          if (each.sellerId === undefined) continue;
          expect(discount.lines.every(({ lineId }) => sellerOf.get(lineId) === each.sellerId)).toBe(true);
          expect(discount.delivery.every(({ sellerId }) => sellerId === each.sellerId)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('hold for the quote: the shares of lines and deliveries, and the uses, each add up to its total', () => {
    fc.assert(
      fc.property(anyCase, ({ of, candidates }) => {
        const { currency } = of;
        const checkout = { ...of, lines: of.lines.map((each) => ({ ...each, variantId: idOf<'Variant'>(each.productId) })) };
        const quote = quoteOf({ checkoutId, buyerId: userId, expiresAt: tomorrow }, checkout, evaluate(candidates, contextOf(of)));
        const shares = [...quote.lines, ...quote.delivery].flatMap(({ discounts }) => discounts);
        expect(
          sum(
            shares.map((share) => share.amount),
            currency,
          ),
        ).toEqual(quote.total);
        expect(
          sum(
            quote.uses.map((use) => use.amount),
            currency,
          ),
        ).toEqual(quote.total);
        expect([...quote.lines, ...quote.delivery].every(({ discounts }) => discounts.length > 0)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
