import { currency, money } from '@marketplace/kernel';
import { withMoney } from './with-money';

type Refund = { readonly reason: string | null; readonly parts: readonly { readonly amount: unknown }[] };

const usd = currency('USD');
const tooLargeForNumbers = money(9_007_199_254_740_993n, usd);
const codec = withMoney<Refund>();

const stored = (value: Refund): unknown => JSON.parse(JSON.stringify(codec.write(value)));

describe('JSON with money', () => {
  it('stores amounts at any depth as text, exactly', () => {
    const refund: Refund = { reason: null, parts: [{ amount: tooLargeForNumbers }, { amount: { of: [money(-1n, usd)] } }] };
    expect(stored(refund)).toEqual({
      reason: null,
      parts: [{ amount: { amount: '9007199254740993', currency: 'USD' } }, { amount: { of: [{ amount: '-1', currency: 'USD' }] } }],
    });
    expect(codec.read(stored(refund) as never)).toEqual(refund);
  });

  it('leaves everything else unchanged, including objects with more than an amount and a currency', () => {
    const invoice: Refund = { reason: 'late', parts: [{ amount: '5' }, { amount: { amount: '5', currency: 'USD', note: 'net' } }] };
    expect(codec.read(stored(invoice) as never)).toEqual(invoice);
  });
});
