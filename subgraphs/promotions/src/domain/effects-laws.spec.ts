import fc from 'fast-check';
import { currency, divideHalfEven, money, smallestCharge, unitShare } from '@marketplace/kernel';
import { lineValue, fullAmounts, type Basket, type BasketLine } from './basket';
import { applyEffects } from './effects';
import { evaluate } from './evaluation';
import { candidate, line, contextOf, promotionId, taking } from './promotion.fixtures';
import type { Effect } from './terms';

const codes = fc.constantFrom('USD', 'JPY', 'KWD');
/** Prices in chargeable steps. */
const goods = fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 9 }), price: fc.bigInt({ min: 0n, max: 3_000n }) }), {
  minLength: 1,
  maxLength: 6,
});

type Goods = readonly { readonly quantity: number; readonly price: bigint }[];

const stepOf = (code: string): bigint => smallestCharge(currency(code));

const basketIn = (code: string, bought: Goods): Basket => ({
  currency: currency(code),
  lines: bought.map(({ quantity, price }, n) => ({ ...line(n, quantity, price), unitPrice: money(price * stepOf(code), currency(code)) })),
  delivery: [],
});

/** Rounded half to even, to chargeable steps of the currency. */
const portionOf = (amount: bigint, basisPoints: number, code: string): bigint =>
  divideHalfEven(amount * BigInt(basisPoints), 10_000n * stepOf(code)) * stepOf(code);

/** The discount of the effects on each line. */
const offBy = (basket: Basket, ...effects: readonly Effect[]): readonly bigint[] =>
  applyEffects(effects, { basket, eligible: basket.lines.map((_, position) => position), remaining: fullAmounts(basket) })?.lines ?? [];

/** All units, most expensive first; among equals, those of the earlier line. */
const unitsOf = ({ lines }: Basket): readonly (BasketLine & { readonly position: number })[] =>
  lines
    .flatMap((each, position) => Array.from({ length: each.quantity }, () => ({ ...each, position })))
    .sort((a, b) =>
      a.unitPrice.amount === b.unitPrice.amount ? a.position - b.position : a.unitPrice.amount > b.unitPrice.amount ? -1 : 1,
    );

const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n);

describe('effects, compared with a calculation unit by unit', () => {
  it('of buy X get Y: the last units of each full group are discounted, at mixed prices and in any currency', () => {
    const groups = fc.record({
      buy: fc.integer({ min: 1, max: 4 }),
      get: fc.integer({ min: 1, max: 3 }),
      basisPoints: fc.integer({ min: 1, max: 10_000 }),
    });
    fc.assert(
      fc.property(codes, goods, groups, (code, bought, { buy, get, basisPoints }) => {
        const basket = basketIn(code, bought);
        const allUnits = unitsOf(basket);
        const full = allUnits.length - (allUnits.length % (buy + get));
        const reduced = allUnits.filter((_, index) => index < full && index % (buy + get) >= buy);
        const expected = basket.lines.map((each, position) => {
          const count = reduced.filter((unit) => unit.position === position).length;
          return portionOf(each.unitPrice.amount, count * basisPoints, code);
        });
        expect(offBy(basket, { kind: 'BUY_X_GET_Y', buy, get, basisPoints })).toEqual(expected);
      }),
    );
  });

  it('of a fixed price: no unit costs more, and cheaper units keep their price', () => {
    fc.assert(
      fc.property(codes, goods, fc.bigInt({ min: 1n, max: 3_500n }), (code, bought, steps) => {
        const basket = basketIn(code, bought);
        const price = steps * stepOf(code);
        const expected = unitsOf(basket).map((unit) => (unit.unitPrice.amount > price ? unit.unitPrice.amount - price : 0n));
        const off = offBy(basket, { kind: 'FIXED_PRICE', prices: [money(price, basket.currency)] });
        expect(sumOf(off)).toBe(sumOf(expected));
        expect(off.every((amount) => amount >= 0n)).toBe(true);
      }),
    );
  });

  it('of tiers: the highest tier reached applies, including at its exact threshold', () => {
    fc.assert(
      fc.property(codes, goods, fc.integer({ min: 0, max: 1 }), (code, bought, short) => {
        const basket = basketIn(code, bought);
        const value = sumOf(basket.lines.map(lineValue));
        fc.pre(value > 0n);
        const at = (amount: bigint) => [money(amount, basket.currency)];
        const tiers = [
          { from: at(value), reduction: { kind: 'PERCENTAGE', basisPoints: 1_000 } },
          { from: at(value + BigInt(1 - short)), reduction: { kind: 'PERCENTAGE', basisPoints: 2_000 } },
        ] as const;
        const expected = portionOf(value, short === 1 ? 2_000 : 1_000, code);
        expect(sumOf(offBy(basket, { kind: 'TIERED_BY_VALUE', tiers }))).toBe(expected);
      }),
    );
  });

  it('combined: the cap of 90% is prorated so that each line and each unit keeps a price, in any currency', () => {
    const share = fc.integer({ min: 5_000, max: 10_000 });
    fc.assert(
      fc.property(codes, goods, fc.array(share, { minLength: 1, maxLength: 3 }), (code, bought, shares) => {
        const basket = basketIn(code, bought);
        const evaluation = evaluate(
          shares.map((basisPoints, n) => candidate({ ...taking({ kind: 'PERCENTAGE', basisPoints }), id: promotionId(n) })),
          contextOf(basket),
        );
        const [goodsOff, whole] = [evaluation.goodsDiscount.amount, evaluation.goods.amount];
        expect(goodsOff <= (whole * 9n) / 10n).toBe(true);
        for (const each of basket.lines) {
          const off = sumOf(
            evaluation.considered.flatMap((one) =>
              one.outcome === 'APPLIED'
                ? one.discount.lines.filter(({ lineId }) => lineId === each.lineId).map(({ amount }) => amount.amount)
                : [],
            ),
          );
          const units = Array.from(
            { length: each.quantity },
            (_, k) => unitShare(money(off, basket.currency), k + 1, each.quantity).amount,
          );
          expect(units.every((unit) => unit >= 0n && unit <= each.unitPrice.amount)).toBe(true);
          expect(sumOf(units)).toBe(off);
        }
      }),
    );
  });
});
