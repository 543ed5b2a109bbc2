import fc from 'fast-check';
import type { DiscountShare, FrozenLine, ShippingQuote } from './checkout';
import { after, cartFrozen, quoted } from './checkout.fixtures';
import { applyDiscounts } from './discounts';
import { linesOf, quotesOf } from './seller-orders';

const { checkout } = after(cartFrozen, quoted);
const bought = { currency: 'USD', lines: linesOf(checkout), quotes: quotesOf(checkout) };
const usd = (amount: bigint) => ({ amount: amount.toString(), currency: 'USD' });
const share = (amount: bigint): DiscountShare => ({ promotionId: 'p', label: 'Less', fundedBy: 'PLATFORM', amount: usd(amount) });

const amountOff = (priced: readonly (FrozenLine | ShippingQuote)[]): bigint =>
  priced.flatMap(({ discounts = [] }) => discounts).reduce((sum, { amount }) => sum + BigInt(amount.amount), 0n);

const parts = fc.tuple(
  fc.array(fc.bigInt({ min: 0n, max: 700n }), { maxLength: 2 }),
  fc.array(fc.bigInt({ min: 0n, max: 700n }), { maxLength: 2 }),
  fc.bigInt({ min: 0n, max: 700n }),
);

describe('the discounts of a checkout', () => {
  it('are applied to their lines and deliveries, all or none, and leave no price below zero', () => {
    fc.assert(
      fc.property(parts, ([first, second, delivery]) => {
        const total = [...first, ...second, delivery].reduce((sum, amount) => sum + amount, 0n);
        const prices = applyDiscounts(bought, {
          total: usd(total),
          lines: [
            { lineId: 'line-of-seller-1', discounts: first.map(share) },
            { lineId: 'line-of-seller-2', discounts: second.map(share) },
          ],
          delivery: [{ sellerId: 'seller-1', discounts: [share(delivery)] }],
        });
        const sumOf = (amounts: readonly bigint[]) => amounts.reduce((sum, amount) => sum + amount, 0n);
        const fit = sumOf(first) <= 1000n && sumOf(second) <= 1000n && delivery <= 500n;
        expect(prices !== undefined).toBe(fit);
        if (prices === undefined) return;
        expect(amountOff([...prices.lines, ...prices.quotes])).toBe(total);
        expect(prices.lines.every((line) => amountOff([line]) <= 1000n)).toBe(true);
      }),
    );
  });

  it.each([
    ['another currency', { total: { amount: '0', currency: 'EUR' }, lines: [], delivery: [] }],
    ['an unknown line', { total: usd(1n), lines: [{ lineId: 'another', discounts: [share(1n)] }], delivery: [] }],
    ['an unknown seller', { total: usd(1n), lines: [], delivery: [{ sellerId: 'another', discounts: [share(1n)] }] }],
    [
      'shares that do not add up to the total',
      { total: usd(2n), lines: [{ lineId: 'line-of-seller-1', discounts: [share(1n)] }], delivery: [] },
    ],
    ['a surcharge', { total: usd(0n), lines: [{ lineId: 'line-of-seller-1', discounts: [share(-1n), share(1n)] }], delivery: [] }],
    [
      'a line named twice',
      {
        total: usd(2n),
        lines: [
          { lineId: 'line-of-seller-1', discounts: [share(1n)] },
          { lineId: 'line-of-seller-1', discounts: [share(1n)] },
        ],
        delivery: [],
      },
    ],
  ])('are rejected with %s', (_name, wrong) => {
    expect(applyDiscounts(bought, wrong)).toBeUndefined();
  });
});
