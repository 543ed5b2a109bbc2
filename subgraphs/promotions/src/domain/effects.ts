import { allocate, divideHalfEven, money, smallestCharge, type Currency } from '@marketplace/kernel';
import { minus, nothingOff, plus, total, valueOf, type Basket, type Parts } from './basket';
import type { Eligible } from './eligibility';
import { amountIn, type Amounts, type BasisPoints, type Effect, type Reduction } from './terms';

const whole = 10_000n;

/** What an effect works on: the lines it is for, and what earlier discounts have left of them. */
export type Ground = { readonly basket: Basket; readonly eligible: Eligible; readonly left: Parts };

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** As much of an amount as can be charged, so that what is left of a price that can be charged can be charged as well. */
const chargeableOf = (amount: bigint, currency: Currency): bigint => amount - (amount % smallestCharge(currency));

type Fraction = { readonly numerator: bigint; readonly denominator: bigint };

/** A fraction of an amount, rounded half to even to what can be charged, and never more than can be charged of the amount. */
const fractionOf = (amount: bigint, { numerator, denominator }: Fraction, currency: Currency): bigint => {
  const step = smallestCharge(currency);
  return least(divideHalfEven(amount * numerator, denominator * step) * step, chargeableOf(amount, currency));
};

/**
 * Splits by the kernel's rule in proportion to the weights, in steps that can be charged: an odd rest of the amount is not
 * given. No part is more than its weight.
 */
export const spread = (amount: bigint, weights: readonly bigint[], currency: Currency): readonly bigint[] => {
  if (weights.length === 0) return [];
  const step = smallestCharge(currency);
  const steps = weights.map((weight) => weight / step);
  return allocate(money(least(amount / step, total(steps)), currency), steps).map((part) => part.amount * step);
};

const leftOf = ({ eligible, left }: Ground): readonly bigint[] => eligible.map((position) => left.lines[position] ?? 0n);

/** Amounts for the eligible lines, in their order, put into their places in the basket. */
const onLines = (ground: Ground, amounts: readonly bigint[]): Parts => {
  const byPosition = new Map(ground.eligible.map((position, place) => [position, amounts[place] ?? 0n]));
  return { ...nothingOff(ground.basket), lines: ground.basket.lines.map((_, position) => byPosition.get(position) ?? 0n) };
};

const reduce = (reduction: Reduction, ground: Ground): Parts | undefined => {
  const left = leftOf(ground);
  const { currency } = ground.basket;
  const amount =
    reduction.kind === 'PERCENTAGE'
      ? fractionOf(total(left), { numerator: BigInt(reduction.basisPoints), denominator: whole }, currency)
      : amountIn(reduction.amounts, currency);
  return amount === undefined ? undefined : onLines(ground, spread(amount, left, currency));
};

const fixedPrice = (prices: Amounts, ground: Ground): Parts | undefined => {
  const { currency } = ground.basket;
  const price = amountIn(prices, currency);
  if (price === undefined) return undefined;
  const amounts = ground.eligible.map((position) => {
    const above = (ground.left.lines[position] ?? 0n) - price * BigInt(ground.basket.lines[position]?.quantity ?? 0);
    return above > 0n ? chargeableOf(above, currency) : 0n;
  });
  return onLines(ground, amounts);
};

const pieces = ({ basket, eligible }: Ground): number =>
  eligible.reduce((count, position) => count + (basket.lines[position]?.quantity ?? 0), 0);

type Groups = { readonly buy: number; readonly get: number };

/** How many of the first `count` pieces in line are reduced, where only full groups count. */
const reducedAmong = (count: number, { buy, get }: Groups): number => {
  const size = buy + get;
  return Math.floor(count / size) * get + Math.max(0, (count % size) - buy);
};

const buyAndGet = (groups: Groups & { readonly basisPoints: BasisPoints }, ground: Ground): Parts => {
  const { basket, eligible, left } = ground;
  const inLine = eligible
    .flatMap((position) => {
      const line = basket.lines[position];
      return line === undefined ? [] : [{ position, quantity: line.quantity, price: line.unitPrice.amount }];
    })
    // Dearest first; of equals the earlier line.
    .sort((a, b) => (a.price === b.price ? a.position - b.position : a.price > b.price ? -1 : 1));
  const count = pieces(ground);
  const inGroups = count - (count % (groups.buy + groups.get));
  const off = new Map<number, bigint>();
  let start = 0;
  for (const { position, quantity } of inLine) {
    const end = start + quantity;
    const reduced = reducedAmong(Math.min(end, inGroups), groups) - reducedAmong(Math.min(start, inGroups), groups);
    const fraction = { numerator: BigInt(reduced * groups.basisPoints), denominator: BigInt(quantity) * whole };
    off.set(position, fractionOf(left.lines[position] ?? 0n, fraction, basket.currency));
    start = end;
  }
  return onLines(
    ground,
    eligible.map((position) => off.get(position) ?? 0n),
  );
};

const freeShipping = ({ basket, eligible, left }: Ground): Parts => {
  const sellers = new Set(eligible.map((position) => basket.lines[position]?.sellerId));
  return {
    ...nothingOff(basket),
    delivery: basket.delivery.map(({ sellerId }, position) => (sellers.has(sellerId) ? (left.delivery[position] ?? 0n) : 0n)),
  };
};

const valueBefore = ({ basket, eligible }: Ground): bigint =>
  eligible.reduce((value, position) => {
    const line = basket.lines[position];
    return line === undefined ? value : value + valueOf(line);
  }, 0n);
type Tiered = Extract<Effect, { kind: 'TIERED_BY_VALUE' | 'TIERED_BY_QUANTITY' }>;

/** The reduction of the highest tier reached; null below the first; undefined where there are no tiers in the currency. */
const reductionReached = (effect: Tiered, ground: Ground): Reduction | null | undefined => {
  if (effect.kind === 'TIERED_BY_QUANTITY') return effect.tiers.findLast(({ from }) => pieces(ground) >= from)?.reduction ?? null;
  const { currency } = ground.basket;
  if (effect.tiers.some(({ from }) => amountIn(from, currency) === undefined)) return undefined;
  const value = valueBefore(ground);
  return effect.tiers.findLast(({ from }) => value >= (amountIn(from, currency) ?? 0n))?.reduction ?? null;
};

const tiered = (effect: Tiered, ground: Ground): Parts | undefined => {
  const reduction = reductionReached(effect, ground);
  if (reduction === undefined) return undefined;
  return reduction === null ? nothingOff(ground.basket) : reduce(reduction, ground);
};

/** What one effect takes off; undefined where it has no amount in the basket's currency. */
const offOf = (effect: Effect, ground: Ground): Parts | undefined => {
  switch (effect.kind) {
    case 'PERCENTAGE':
    case 'FIXED_AMOUNT':
      return reduce(effect, ground);
    case 'FIXED_PRICE':
      return fixedPrice(effect.prices, ground);
    case 'BUY_X_GET_Y':
      return buyAndGet(effect, ground);
    case 'FREE_SHIPPING':
      return freeShipping(ground);
    case 'TIERED_BY_VALUE':
    case 'TIERED_BY_QUANTITY':
      return tiered(effect, ground);
  }
};

/** What effects take off one after the other, each of what the one before has left; undefined where one has no amount in the currency. */
export const offOfAll = (effects: readonly Effect[], ground: Ground): Parts | undefined =>
  effects.reduce<Parts | undefined>((off, effect) => {
    if (off === undefined) return undefined;
    const more = offOf(effect, { ...ground, left: minus(ground.left, off) });
    return more === undefined ? undefined : plus(off, more);
  }, nothingOff(ground.basket));

/** The same discount made smaller, in proportion. */
export const limitedTo = (most: bigint, off: Parts, currency: Currency): Parts => {
  const spreadOut = spread(most, [...off.lines, ...off.delivery], currency);
  return { lines: spreadOut.slice(0, off.lines.length), delivery: spreadOut.slice(off.lines.length) };
};
