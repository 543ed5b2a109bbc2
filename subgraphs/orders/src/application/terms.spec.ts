import fc from 'fast-check';
import { idOf, instant, moneyToJson, type NewId } from '@marketplace/kernel';
import { platformDiscountOf } from '../domain/order';
import { inMinor } from '../domain/order.fixtures';
import { amountsFit, termsOf, type CreationRequest } from './terms';

type Part = CreationRequest['sellers'][number];
type Discounts = NonNullable<Part['lines'][number]['discounts']>;

let made = 0;
/** Ids in a row: nothing here is random but the amounts. */
const newId: NewId = () => {
  made += 1;
  return idOf(`00000000-0000-7000-8000-${made.toString(16).padStart(12, '0')}`);
};

const at = '2026-11-21T08:30:00.000Z';
const ids = { newId, createdAt: instant(at) };

const shareOf = (amount: number, currency: string, fundedBy: 'PLATFORM' | 'SELLER' = 'SELLER'): Discounts[number] => ({
  promotionId: newId(),
  label: 'Ten off',
  fundedBy,
  amount: moneyToJson(inMinor(currency)(amount)),
});

const lineOf = (price: number, quantity: number, currency: string, discounts?: Discounts): Part['lines'][number] => ({
  variantId: newId(),
  productId: newId(),
  sku: 'TJ-M',
  title: 'Trail jacket',
  options: [],
  quantity,
  unitPrice: moneyToJson(inMinor(currency)(price)),
  weightGrams: 600,
  ...(discounts === undefined ? {} : { discounts }),
});

const partOf = (lines: Part['lines'], price: number, currency: string, discounts?: Discounts): Part => ({
  sellerId: newId(),
  lines,
  shipping: {
    optionId: 'standard',
    carrier: 'swiftpost',
    service: 'STANDARD',
    price: moneyToJson(inMinor(currency)(price)),
    estimatedDelivery: { from: at, to: at },
    ...(discounts === undefined ? {} : { discounts }),
  },
});

const requestOf = (sellers: readonly Part[], currency: string, countryCode = 'DE'): CreationRequest => ({
  checkoutId: newId(),
  buyerId: newId(),
  currency,
  countryCode,
  sealedAddress: 'k1.sealed',
  sellers: [...sellers],
});

/** A price and several discounts of it, in parts of a thousand; together they may take off all of it and no more. */
const discounted = fc.record({
  price: fc.integer({ min: 0, max: 10 ** 6 }),
  quantity: fc.integer({ min: 1, max: 50 }),
  off: fc.array(fc.record({ part: fc.integer({ min: 0, max: 333 }), isPlatforms: fc.boolean() }), { maxLength: 3 }),
});
type Discounted = typeof discounted extends fc.Arbitrary<infer T> ? T : never;

const takenOff = ({ price, off }: Discounted, quantity: number): readonly number[] =>
  off.map(({ part }) => Math.floor((price * quantity * part) / 1_000));
const sharesOf = (each: Discounted, quantity: number, currency: string): Discounts =>
  takenOff(each, quantity).map((amount, position) =>
    shareOf(amount, currency, each.off[position]?.isPlatforms === true ? 'PLATFORM' : 'SELLER'),
  );
const total = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);

describe('the terms of an order', () => {
  it('are exact for all that can be bought: items less discounts, and delivery less discounts, with the tax inside', () => {
    const bought = fc.tuple(fc.array(discounted, { minLength: 1, maxLength: 6 }), discounted, fc.constantFrom('USD', 'JPY', 'KWD'));
    fc.assert(
      fc.property(bought, fc.constantFrom('DE', 'JP', 'US', 'CH'), ([lines, sent, currency], country) => {
        const part = partOf(
          lines.map((each) => lineOf(each.price, each.quantity, currency, sharesOf(each, each.quantity, currency))),
          sent.price,
          currency,
          sharesOf(sent, 1, currency),
        );
        const request = requestOf([part], currency, country);
        expect(amountsFit(request)).toBe(true);
        const terms = termsOf(request, part, ids);
        const goods = total(lines.map(({ price, quantity }) => price * quantity));
        const off = total(lines.flatMap((each) => takenOff(each, each.quantity)));
        const sentOff = total(takenOff(sent, 1));
        expect(terms.total.amount).toBe(BigInt(goods - off + sent.price - sentOff));
        expect([terms.discount.amount, terms.shipping.discount.amount]).toEqual([BigInt(off + sentOff), BigInt(sentOff)]);
        expect(platformDiscountOf(terms).amount <= terms.discount.amount).toBe(true);
        for (const { total: whole, discount, tax } of terms.items)
          expect(tax.amount >= 0n && tax.amount <= whole.amount - discount.amount).toBe(true);
        expect(terms.tax.amount >= 0n && terms.tax.amount <= terms.total.amount).toBe(true);
      }),
    );
  });

  it('may leave nothing to pay and no tax', () => {
    const part = partOf([lineOf(500, 2, 'USD', [shareOf(600, 'USD'), shareOf(400, 'USD', 'PLATFORM')])], 300, 'USD', [shareOf(300, 'USD')]);
    const request = requestOf([part], 'USD');
    expect(amountsFit(request)).toBe(true);
    expect(termsOf(request, part, ids)).toMatchObject({ total: { amount: 0n }, tax: { amount: 0n }, discount: { amount: 1_300n } });
  });

  it.each([
    ['more off a line than it costs', partOf([lineOf(500, 2, 'USD', [shareOf(600, 'USD'), shareOf(401, 'USD')])], 300, 'USD')],
    ['more off the delivery than it costs', partOf([lineOf(500, 2, 'USD')], 300, 'USD', [shareOf(301, 'USD')])],
    ['a discount that adds', partOf([lineOf(500, 2, 'USD', [shareOf(-1, 'USD')])], 300, 'USD')],
    ['one that adds behind one that takes off', partOf([lineOf(500, 2, 'USD', [shareOf(1_100, 'USD'), shareOf(-100, 'USD')])], 300, 'USD')],
    ['a discount in another currency', partOf([lineOf(500, 2, 'USD', [shareOf(1, 'EUR')])], 300, 'USD')],
    ['a delivery in another currency', partOf([lineOf(500, 2, 'USD')], 300, 'EUR')],
    ['a price below zero', partOf([lineOf(-500, 2, 'USD')], 300, 'USD')],
  ])('are refused with %s, for every seller of the checkout', (_name, wrong) => {
    expect(amountsFit(requestOf([partOf([lineOf(500, 2, 'USD')], 300, 'USD'), wrong], 'USD'))).toBe(false);
  });
});
