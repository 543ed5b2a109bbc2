import fc from 'fast-check';
import { idOf, toDecimal, type Money } from '@marketplace/kernel';
import { discountsFit, fundedByPlatform, type Discount } from './discounts';
import { inMinorUnits, usd } from './order.fixtures';
import { lineTotals, orderNumberOf, orderTotals } from './totals';

const jpy = inMinorUnits('JPY');
const kwd = inMinorUnits('KWD');
const chf = inMinorUnits('CHF');
const eur = inMinorUnits('EUR');

const line = (unitPrice: Money, quantity: number, country: string) =>
  lineTotals({ unitPrice, quantity, discount: { ...unitPrice, amount: 0n } }, country);
const delivery = (price: Money) => ({ price, discount: { ...price, amount: 0n } });

describe('the total of a line', () => {
  it.each([
    ['two jackets to Germany, 19 %', usd(1_250), 2, 'DE', '25.00', '3.99'],
    ['three bowls to Japan, 10 %, without decimals', jpy(1_980), 3, 'JP', '5940', '540'],
    ['one bowl to Japan, rounded to a yen', jpy(999), 1, 'JP', '999', '91'],
    ['two lamps in dinars to Germany, with three decimals', kwd(12_345), 2, 'DE', '24.690', '3.942'],
    ['a lamp to Kuwait, where no tax is collected', kwd(12_345), 1, 'KW', '12.345', '0.000'],
    ['a rate with a decimal, 8.1 %', chf(1_081), 1, 'CH', '10.81', '0.81'],
    ['a rate with a decimal, 25.5 %', eur(1_255), 1, 'FI', '12.55', '2.55'],
    ['a free item', usd(0), 5, 'DE', '0.00', '0.00'],
  ])('is calculated for %s', (_name, unitPrice, quantity, country, total, tax) => {
    const totals = line(unitPrice, quantity, country);
    expect([totals.total, totals.tax].map(toDecimal)).toEqual([total, tax]);
  });

  it.each([
    [3, '0.00'],
    [9, '0.02'],
    [15, '0.02'],
    [21, '0.04'],
  ])('rounds the tax in %d cents, a half, to the even cent', (cents, tax) => {
    expect(toDecimal(line(eur(cents), 1, 'FR').tax)).toBe(tax);
  });

  it('rounds once per line, not per unit', () => {
    expect(toDecimal(line(usd(100), 10, 'DE').tax)).toBe('1.60');
    expect(toDecimal(line(usd(100), 1, 'DE').tax)).toBe('0.16');
    expect(toDecimal(line(jpy(5), 10, 'JP').tax)).toBe('5');
    expect(toDecimal(line(jpy(5), 1, 'JP').tax)).toBe('0');
  });
});

describe('the total of an order', () => {
  it.each([
    ['dollars to Germany', [line(usd(1_250), 2, 'DE')], usd(500), 'DE', '30.00', '4.79'],
    ['yen to Japan', [line(jpy(1_980), 3, 'JP'), line(jpy(999), 1, 'JP')], jpy(550), 'JP', '7489', '681'],
    ['dinars to Germany', [line(kwd(12_345), 2, 'DE')], kwd(1_500), 'DE', '26.190', '4.181'],
    ['dinars to Kuwait', [line(kwd(12_345), 1, 'KW')], kwd(1_500), 'KW', '13.845', '0.000'],
  ])('is calculated for %s', (_name, lines, shipping, country, total, tax) => {
    const order = orderTotals(lines, delivery(shipping), country);
    expect([toDecimal(order.total), toDecimal(order.tax)]).toEqual([total, tax]);
  });

  it('is exactly the sum of lines and delivery, and includes the tax', () => {
    const amount = fc.integer({ min: 0, max: 10 ** 9 });
    const bought = fc.record({ price: amount, quantity: fc.integer({ min: 1, max: 999 }) });
    fc.assert(
      fc.property(
        fc.array(bought, { minLength: 1, maxLength: 20 }),
        amount,
        fc.constantFrom('DE', 'JP', 'US', 'HU'),
        (lines, price, country) => {
          const totals = lines.map((each) => line(usd(each.price), each.quantity, country));
          const order = orderTotals(totals, delivery(usd(price)), country);
          const expected = lines.reduce((sum, each) => sum + BigInt(each.price) * BigInt(each.quantity), BigInt(price));
          expect(order.total.amount).toBe(expected);
          expect(order.tax.amount >= 0n && order.tax.amount <= order.total.amount).toBe(true);
        },
      ),
    );
  });

  it('cannot combine two currencies', () => {
    expect(() => orderTotals([line(usd(100), 1, 'DE')], delivery(eur(100)), 'DE')).toThrow(RangeError);
  });
});

describe('a discount', () => {
  it.each([
    // Ten units at 2.39 with a quarter off: the line is discounted once, not ten times.
    ['a quarter of ten, 20 %', eur(239), 10, eur(597), 'FR', '23.90', '5.97', '2.99'],
    ['a part of a yen line, 10 %', jpy(1_980), 3, jpy(1_000), 'JP', '5940', '1000', '449'],
    ['a part in dinars, three decimals, 19 %', kwd(12_345), 2, kwd(1), 'DE', '24.690', '0.001', '3.942'],
    ['all of it', usd(1_250), 2, usd(2_500), 'DE', '25.00', '25.00', '0.00'],
  ])('leaves the tax included in the rest: %s', (_name, unitPrice, quantity, discount, country, total, discounted, tax) => {
    const totals = lineTotals({ unitPrice, quantity, discount }, country);
    expect([totals.total, totals.discount, totals.tax].map(toDecimal)).toEqual([total, discounted, tax]);
  });

  it('is deducted from lines and delivery, and never makes a total negative', () => {
    const priced = fc.record({
      price: fc.integer({ min: 0, max: 10 ** 7 }),
      quantity: fc.integer({ min: 1, max: 99 }),
      discountRate: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(priced, { minLength: 1, maxLength: 10 }), priced, fc.constantFrom('DE', 'US', 'HU'), (items, sent, country) => {
        const lines = items.map(({ price, quantity, discountRate }) => ({
          unitPrice: price,
          quantity,
          gross: price * quantity,
          discount: Math.floor(price * quantity * discountRate),
        }));
        const shippingDiscount = Math.floor(sent.price * sent.discountRate);
        const order = orderTotals(
          lines.map((each) =>
            lineTotals({ unitPrice: usd(each.unitPrice), quantity: each.quantity, discount: usd(each.discount) }, country),
          ),
          { price: usd(sent.price), discount: usd(shippingDiscount) },
          country,
        );
        const gross = lines.reduce((sum, each) => sum + each.gross, sent.price);
        const discount = lines.reduce((sum, each) => sum + each.discount, shippingDiscount);
        expect([order.total.amount, order.discount.amount]).toEqual([BigInt(gross - discount), BigInt(discount)]);
        expect(order.tax.amount >= 0n && order.tax.amount <= order.total.amount).toBe(true);
      }),
    );
  });

  it('fits up to the price, and not above it', () => {
    const discount = (amount: number, fundedBy: Discount['fundedBy'] = 'SELLER'): Discount => ({
      promotionId: idOf('01900000-0000-7000-8000-000000000099'),
      label: 'Ten off',
      fundedBy,
      amount: usd(amount),
    });
    expect(discountsFit(usd(100), [discount(60), discount(40)])).toBe(true);
    expect(discountsFit(usd(100), [discount(60), discount(41)])).toBe(false);
    expect(discountsFit(usd(100), [discount(-1)])).toBe(false);
    expect(discountsFit(usd(-1), [])).toBe(false);
    expect(fundedByPlatform([discount(60), discount(40, 'PLATFORM')], usd(0).currency)).toEqual(usd(40));
  });
});

describe('an order number', () => {
  it.each([
    ['01900000-0000-7000-8000-000000000001', '0000-0000-0001'],
    ['01900000-0000-7000-8fff-ffffffffffff', 'ZZZZ-ZZZZ-ZZZZ'],
    ['01900000-0000-7000-8123-456789abcdef', '28T5-CY4T-QKFF'],
  ])('is derived from the last sixty bits of the ID %s', (id, number) => {
    expect(orderNumberOf(id)).toBe(number);
  });

  it('has no letters that people confuse', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(orderNumberOf(id)).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
      }),
    );
  });
});
