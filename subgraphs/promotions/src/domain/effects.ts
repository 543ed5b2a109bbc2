import { allocate, divideHalfEven, money, smallestCharge, type Currency } from '@marketplace/kernel';
import { minus, zeroAmounts, plus, total, lineValue, type Basket, type BasketAmounts } from './basket';
import type { EligibleLines } from './eligibility';
import { amountIn, type Amounts, type BasisPoints, type Effect, type Reduction } from './terms';

const fullBasisPoints = 10_000n;

/** The input of an effect: the eligible lines, and the amounts that earlier discounts leave. */
export type DiscountBase = { readonly basket: Basket; readonly eligible: EligibleLines; readonly remaining: BasketAmounts };

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Rounds down to a chargeable amount, so that a chargeable price stays chargeable after the discount. */
const roundDownToChargeable = (amount: bigint, currency: Currency): bigint => amount - (amount % smallestCharge(currency));

type Fraction = { readonly numerator: bigint; readonly denominator: bigint };

/** A fraction of an amount, rounded half to even to a chargeable amount, but never more than the chargeable part of the amount. */
const fractionOf = (amount: bigint, { numerator, denominator }: Fraction, currency: Currency): bigint => {
  const step = smallestCharge(currency);
  return smaller(divideHalfEven(amount * numerator, denominator * step) * step, roundDownToChargeable(amount, currency));
};

/**
 * Prorates an amount over the weights, in chargeable steps. A remainder below one step is dropped. No share exceeds its
 * weight.
 */
export const prorate = (amount: bigint, weights: readonly bigint[], currency: Currency): readonly bigint[] => {
  if (weights.length === 0) return [];
  const step = smallestCharge(currency);
  const steps = weights.map((weight) => weight / step);
  return allocate(money(smaller(amount / step, total(steps)), currency), steps).map((part) => part.amount * step);
};

const remainingLines = ({ eligible, remaining }: DiscountBase): readonly bigint[] =>
  eligible.map((position) => remaining.lines[position] ?? 0n);

/** Puts the amounts of the eligible lines at their positions in the basket. */
const onLines = (base: DiscountBase, amounts: readonly bigint[]): BasketAmounts => {
  const byPosition = new Map(base.eligible.map((position, index) => [position, amounts[index] ?? 0n]));
  return { ...zeroAmounts(base.basket), lines: base.basket.lines.map((_, position) => byPosition.get(position) ?? 0n) };
};

const reduce = (reduction: Reduction, base: DiscountBase): BasketAmounts | undefined => {
  const remaining = remainingLines(base);
  const { currency } = base.basket;
  const amount =
    reduction.kind === 'PERCENTAGE'
      ? fractionOf(total(remaining), { numerator: BigInt(reduction.basisPoints), denominator: fullBasisPoints }, currency)
      : amountIn(reduction.amounts, currency);
  return amount === undefined ? undefined : onLines(base, prorate(amount, remaining, currency));
};

const fixedPrice = (prices: Amounts, base: DiscountBase): BasketAmounts | undefined => {
  const { currency } = base.basket;
  const price = amountIn(prices, currency);
  if (price === undefined) return undefined;
  const amounts = base.eligible.map((position) => {
    const excess = (base.remaining.lines[position] ?? 0n) - price * BigInt(base.basket.lines[position]?.quantity ?? 0);
    return excess > 0n ? roundDownToChargeable(excess, currency) : 0n;
  });
  return onLines(base, amounts);
};

const unitCount = ({ basket, eligible }: DiscountBase): number =>
  eligible.reduce((count, position) => count + (basket.lines[position]?.quantity ?? 0), 0);

type Groups = { readonly buy: number; readonly get: number };

/** The number of discounted units among the first `count` units, when only full groups count. */
const discountedUnits = (count: number, { buy, get }: Groups): number => {
  const size = buy + get;
  return Math.floor(count / size) * get + Math.max(0, (count % size) - buy);
};

const buyXGetY = (groups: Groups & { readonly basisPoints: BasisPoints }, base: DiscountBase): BasketAmounts => {
  const { basket, eligible, remaining } = base;
  const sorted = eligible
    .flatMap((position) => {
      const line = basket.lines[position];
      return line === undefined ? [] : [{ position, quantity: line.quantity, price: line.unitPrice.amount }];
    })
    // Most expensive first; among equals, the earlier line.
    .sort((a, b) => (a.price === b.price ? a.position - b.position : a.price > b.price ? -1 : 1));
  const count = unitCount(base);
  const inGroups = count - (count % (groups.buy + groups.get));
  const off = new Map<number, bigint>();
  let start = 0;
  for (const { position, quantity } of sorted) {
    const end = start + quantity;
    const reduced = discountedUnits(Math.min(end, inGroups), groups) - discountedUnits(Math.min(start, inGroups), groups);
    const fraction = { numerator: BigInt(reduced * groups.basisPoints), denominator: BigInt(quantity) * fullBasisPoints };
    off.set(position, fractionOf(remaining.lines[position] ?? 0n, fraction, basket.currency));
    start = end;
  }
  return onLines(
    base,
    eligible.map((position) => off.get(position) ?? 0n),
  );
};

const freeShipping = ({ basket, eligible, remaining }: DiscountBase): BasketAmounts => {
  const sellers = new Set(eligible.map((position) => basket.lines[position]?.sellerId));
  return {
    ...zeroAmounts(basket),
    delivery: basket.delivery.map(({ sellerId }, position) => (sellers.has(sellerId) ? (remaining.delivery[position] ?? 0n) : 0n)),
  };
};

const valueBeforeDiscounts = ({ basket, eligible }: DiscountBase): bigint =>
  eligible.reduce((value, position) => {
    const line = basket.lines[position];
    return line === undefined ? value : value + lineValue(line);
  }, 0n);
type Tiered = Extract<Effect, { kind: 'TIERED_BY_VALUE' | 'TIERED_BY_QUANTITY' }>;

/** The reduction of the highest tier reached; null below the first tier; undefined when a tier has no amount in the currency. */
const reductionReached = (effect: Tiered, base: DiscountBase): Reduction | null | undefined => {
  if (effect.kind === 'TIERED_BY_QUANTITY') return effect.tiers.findLast(({ from }) => unitCount(base) >= from)?.reduction ?? null;
  const { currency } = base.basket;
  if (effect.tiers.some(({ from }) => amountIn(from, currency) === undefined)) return undefined;
  const value = valueBeforeDiscounts(base);
  return effect.tiers.findLast(({ from }) => value >= (amountIn(from, currency) ?? 0n))?.reduction ?? null;
};

const tiered = (effect: Tiered, base: DiscountBase): BasketAmounts | undefined => {
  const reduction = reductionReached(effect, base);
  if (reduction === undefined) return undefined;
  return reduction === null ? zeroAmounts(base.basket) : reduce(reduction, base);
};

/** The discount of one effect; undefined when it has no amount in the basket's currency. */
const applyEffect = (effect: Effect, base: DiscountBase): BasketAmounts | undefined => {
  switch (effect.kind) {
    case 'PERCENTAGE':
    case 'FIXED_AMOUNT':
      return reduce(effect, base);
    case 'FIXED_PRICE':
      return fixedPrice(effect.prices, base);
    case 'BUY_X_GET_Y':
      return buyXGetY(effect, base);
    case 'FREE_SHIPPING':
      return freeShipping(base);
    case 'TIERED_BY_VALUE':
    case 'TIERED_BY_QUANTITY':
      return tiered(effect, base);
  }
};

/** The combined discount of effects that apply one after the other; undefined when one has no amount in the basket's currency. */
export const applyEffects = (effects: readonly Effect[], base: DiscountBase): BasketAmounts | undefined =>
  effects.reduce<BasketAmounts | undefined>((off, effect) => {
    if (off === undefined) return undefined;
    const more = applyEffect(effect, { ...base, remaining: minus(base.remaining, off) });
    return more === undefined ? undefined : plus(off, more);
  }, zeroAmounts(base.basket));

/** Reduces a discount to a maximum, in proportion. */
export const cappedAt = (maximum: bigint, off: BasketAmounts, currency: Currency): BasketAmounts => {
  const amounts = prorate(maximum, [...off.lines, ...off.delivery], currency);
  return { lines: amounts.slice(0, off.lines.length), delivery: amounts.slice(off.lines.length) };
};
