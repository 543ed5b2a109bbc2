import fc from 'fast-check';
import { toDecimal } from '@marketplace/kernel';
import { inMinor, usd } from './order.fixtures';
import { lineTotals, orderNumberOf, orderTotals } from './totals';

const jpy = inMinor('JPY');
const kwd = inMinor('KWD');
const chf = inMinor('CHF');
const eur = inMinor('EUR');

describe('the total of a line', () => {
  it.each([
    ['two jackets to Germany, 19 %', usd(1_250), 2, 'DE', '25.00', '3.99'],
    ['three bowls to Japan, 10 %, without decimals', jpy(1_980), 3, 'JP', '5940', '540'],
    ['one bowl to Japan, rounded to a yen', jpy(999), 1, 'JP', '999', '91'],
    ['two lamps in dinars to Germany, with three decimals', kwd(12_345), 2, 'DE', '24.690', '3.942'],
    ['a lamp to Kuwait, where no tax is collected', kwd(12_345), 1, 'KW', '12.345', '0.000'],
    ['a rate with a decimal, 8.1 %', chf(1_081), 1, 'CH', '10.81', '0.81'],
    ['a rate with a decimal, 25.5 %', eur(1_255), 1, 'FI', '12.55', '2.55'],
    ['something that is free', usd(0), 5, 'DE', '0.00', '0.00'],
  ])('is known for %s', (_name, unitPrice, quantity, country, total, tax) => {
    const line = lineTotals(unitPrice, quantity, country);
    expect([toDecimal(line.total), toDecimal(line.tax)]).toEqual([total, tax]);
  });

  it.each([
    [3, '0.00'],
    [9, '0.02'],
    [15, '0.02'],
    [21, '0.04'],
  ])('rounds the tax in %d cents, a half, to the even cent', (cents, tax) => {
    expect(toDecimal(lineTotals(eur(cents), 1, 'FR').tax)).toBe(tax);
  });

  it('rounds once for the line, not for each piece', () => {
    expect(toDecimal(lineTotals(usd(100), 10, 'DE').tax)).toBe('1.60');
    expect(toDecimal(lineTotals(usd(100), 1, 'DE').tax)).toBe('0.16');
    expect(toDecimal(lineTotals(jpy(5), 10, 'JP').tax)).toBe('5');
    expect(toDecimal(lineTotals(jpy(5), 1, 'JP').tax)).toBe('0');
  });
});

describe('the total of an order', () => {
  it.each([
    ['dollars to Germany', [lineTotals(usd(1_250), 2, 'DE')], usd(500), 'DE', '30.00', '4.79'],
    ['yen to Japan', [lineTotals(jpy(1_980), 3, 'JP'), lineTotals(jpy(999), 1, 'JP')], jpy(550), 'JP', '7489', '681'],
    ['dinars to Germany', [lineTotals(kwd(12_345), 2, 'DE')], kwd(1_500), 'DE', '26.190', '4.181'],
    ['dinars to Kuwait', [lineTotals(kwd(12_345), 1, 'KW')], kwd(1_500), 'KW', '13.845', '0.000'],
  ])('is known for %s', (_name, lines, shipping, country, total, tax) => {
    const order = orderTotals(lines, shipping, country);
    expect([toDecimal(order.total), toDecimal(order.tax)]).toEqual([total, tax]);
  });

  it('is what its lines and its delivery cost, exactly, and contains its tax', () => {
    const amount = fc.integer({ min: 0, max: 10 ** 9 });
    const line = fc.record({ price: amount, quantity: fc.integer({ min: 1, max: 999 }) });
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 20 }),
        amount,
        fc.constantFrom('DE', 'JP', 'US', 'HU'),
        (lines, price, country) => {
          const totals = lines.map((each) => lineTotals(usd(each.price), each.quantity, country));
          const order = orderTotals(totals, usd(price), country);
          const expected = lines.reduce((sum, each) => sum + BigInt(each.price) * BigInt(each.quantity), BigInt(price));
          expect(order.total.amount).toBe(expected);
          expect(order.tax.amount >= 0n && order.tax.amount <= order.total.amount).toBe(true);
        },
      ),
    );
  });

  it('cannot be made of two currencies', () => {
    expect(() => orderTotals([lineTotals(usd(100), 1, 'DE')], eur(100), 'DE')).toThrow(RangeError);
  });
});

describe('an order number', () => {
  it.each([
    ['01900000-0000-7000-8000-000000000001', '0000-0000-0001'],
    ['01900000-0000-7000-8fff-ffffffffffff', 'ZZZZ-ZZZZ-ZZZZ'],
    ['01900000-0000-7000-8123-456789abcdef', '28T5-CY4T-QKFF'],
  ])('is made from the last sixty bits of the id %s', (id, number) => {
    expect(orderNumberOf(id)).toBe(number);
  });

  it('has no letters that people mistake for others', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(orderNumberOf(id)).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
      }),
    );
  });
});
