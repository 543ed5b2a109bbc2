import fc from 'fast-check';
import { defined, idOf, instant, moneyToJson, type NewId } from '@marketplace/kernel';
import { platformDiscountOf } from '../domain/order';
import { inMinorUnits } from '../domain/order.fixtures';
import { amountsAreValid, termsOf, type CreationRequest } from './terms';

type SellerRequest = CreationRequest['sellers'][number];
type Line = SellerRequest['lines'][number];
type Discounts = NonNullable<Line['discounts']>;

let lastId = 0;
/** Sequential IDs: only the amounts are random. */
const newId: NewId = () => {
  lastId += 1;
  return idOf(`00000000-0000-7000-8000-${lastId.toString(16).padStart(12, '0')}`);
};

const at = '2026-11-21T08:30:00.000Z';
const ids = { newId, createdAt: instant(at) };

const discountOf = (amount: number, currency: string, fundedBy: 'PLATFORM' | 'SELLER' = 'SELLER'): Discounts[number] => ({
  promotionId: newId(),
  label: 'Ten off',
  fundedBy,
  amount: moneyToJson(inMinorUnits(currency)(amount)),
});

const lineOf = (price: number, quantity: number, currency: string, discounts?: Discounts): Line => ({
  variantId: newId(),
  productId: newId(),
  sku: 'TJ-M',
  title: 'Trail jacket',
  options: [],
  quantity,
  unitPrice: moneyToJson(inMinorUnits(currency)(price)),
  weightGrams: 600,
  ...defined({ discounts }),
});

const sellerRequest = (lines: Line[], price: number, currency: string, discounts?: Discounts): SellerRequest => ({
  sellerId: newId(),
  lines,
  shipping: {
    optionId: 'standard',
    carrier: 'swiftpost',
    service: 'STANDARD',
    price: moneyToJson(inMinorUnits(currency)(price)),
    estimatedDelivery: { from: at, to: at },
    ...defined({ discounts }),
  },
});

const requestOf = (sellers: readonly SellerRequest[], currency: string, countryCode = 'DE'): CreationRequest => ({
  checkoutId: newId(),
  buyerId: newId(),
  currency,
  countryCode,
  sealedAddress: 'k1.sealed',
  sellers: [...sellers],
});

/** A price with up to three discounts, in thousandths of it. They never exceed the price. */
const discounted = fc.record({
  price: fc.integer({ min: 0, max: 10 ** 6 }),
  quantity: fc.integer({ min: 1, max: 50 }),
  discounts: fc.array(fc.record({ thousandths: fc.integer({ min: 0, max: 333 }), isPlatformFunded: fc.boolean() }), { maxLength: 3 }),
});
type Discounted = typeof discounted extends fc.Arbitrary<infer T> ? T : never;

const discountAmounts = ({ price, discounts }: Discounted, quantity: number): readonly number[] =>
  discounts.map(({ thousandths }) => Math.floor((price * quantity * thousandths) / 1_000));
const discountsOf = (each: Discounted, quantity: number, currency: string): Discounts =>
  discountAmounts(each, quantity).map((amount, position) =>
    discountOf(amount, currency, each.discounts[position]?.isPlatformFunded === true ? 'PLATFORM' : 'SELLER'),
  );
const total = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);

describe('the terms of an order', () => {
  it('are exact for every purchase: items and delivery less discounts, with tax included', () => {
    const bought = fc.tuple(fc.array(discounted, { minLength: 1, maxLength: 6 }), discounted, fc.constantFrom('USD', 'JPY', 'KWD'));
    fc.assert(
      fc.property(bought, fc.constantFrom('DE', 'JP', 'US', 'CH'), ([lines, delivery, currency], country) => {
        const seller = sellerRequest(
          lines.map((each) => lineOf(each.price, each.quantity, currency, discountsOf(each, each.quantity, currency))),
          delivery.price,
          currency,
          discountsOf(delivery, 1, currency),
        );
        const request = requestOf([seller], currency, country);
        expect(amountsAreValid(request)).toBe(true);
        const terms = termsOf(request, seller, ids);
        const goods = total(lines.map(({ price, quantity }) => price * quantity));
        const lineDiscount = total(lines.flatMap((each) => discountAmounts(each, each.quantity)));
        const deliveryDiscount = total(discountAmounts(delivery, 1));
        expect(terms.total.amount).toBe(BigInt(goods - lineDiscount + delivery.price - deliveryDiscount));
        expect([terms.discount.amount, terms.shipping.discount.amount]).toEqual([
          BigInt(lineDiscount + deliveryDiscount),
          BigInt(deliveryDiscount),
        ]);
        expect(platformDiscountOf(terms).amount <= terms.discount.amount).toBe(true);
        for (const { total: whole, discount, tax } of terms.items)
          expect(tax.amount >= 0n && tax.amount <= whole.amount - discount.amount).toBe(true);
        expect(terms.tax.amount >= 0n && terms.tax.amount <= terms.total.amount).toBe(true);
      }),
    );
  });

  it('may leave nothing to pay and no tax', () => {
    const seller = sellerRequest([lineOf(500, 2, 'USD', [discountOf(600, 'USD'), discountOf(400, 'USD', 'PLATFORM')])], 300, 'USD', [
      discountOf(300, 'USD'),
    ]);
    const request = requestOf([seller], 'USD');
    expect(amountsAreValid(request)).toBe(true);
    expect(termsOf(request, seller, ids)).toMatchObject({ total: { amount: 0n }, tax: { amount: 0n }, discount: { amount: 1_300n } });
  });

  it.each([
    [
      'a line discount above its price',
      sellerRequest([lineOf(500, 2, 'USD', [discountOf(600, 'USD'), discountOf(401, 'USD')])], 300, 'USD'),
    ],
    ['a delivery discount above its price', sellerRequest([lineOf(500, 2, 'USD')], 300, 'USD', [discountOf(301, 'USD')])],
    ['a negative discount', sellerRequest([lineOf(500, 2, 'USD', [discountOf(-1, 'USD')])], 300, 'USD')],
    [
      'a negative discount after a positive one',
      sellerRequest([lineOf(500, 2, 'USD', [discountOf(1_100, 'USD'), discountOf(-100, 'USD')])], 300, 'USD'),
    ],
    ['a discount in another currency', sellerRequest([lineOf(500, 2, 'USD', [discountOf(1, 'EUR')])], 300, 'USD')],
    ['a delivery in another currency', sellerRequest([lineOf(500, 2, 'USD')], 300, 'EUR')],
    ['a price below zero', sellerRequest([lineOf(-500, 2, 'USD')], 300, 'USD')],
  ])('are refused with %s, for every seller of the checkout', (_name, wrong) => {
    expect(amountsAreValid(requestOf([sellerRequest([lineOf(500, 2, 'USD')], 300, 'USD'), wrong], 'USD'))).toBe(false);
  });
});
