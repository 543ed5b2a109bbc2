import fc from 'fast-check';
import { currency, idOf, isRefused, money, sum, zero, type Money, type OrderId, type SellerId } from '@marketplace/kernel';
import { commissionRate, splitSale } from './commission';
import { decide } from './decide';
import { evolve } from './evolve';
import { bookingOf, feeBooking, type LedgerEntry, type LedgerTransaction } from './ledger';
import { initial, sharesOf, type AgreedShare, type Payment, type PaymentEvent } from './payment';
import { at, ref, terms } from './payment.fixtures';

const usd = currency('USD');

const total = (entries: readonly LedgerEntry[], side: LedgerEntry['side']): bigint =>
  entries.filter((entry) => entry.side === side).reduce((all, entry) => all + entry.amount.amount, 0n);

const expectBalanced = (booked: LedgerTransaction): void => expect(total(booked.entries, 'debit')).toBe(total(booked.entries, 'credit'));

const balances = (bookings: readonly LedgerTransaction[]): ReadonlyMap<string, bigint> => {
  const sums = new Map<string, bigint>();
  for (const { account, side, amount } of bookings.flatMap((booked) => booked.entries)) {
    sums.set(account, (sums.get(account) ?? 0n) + (side === 'debit' ? amount.amount : -amount.amount));
  }
  return sums;
};

const shareOf = (amount: bigint, position: number): AgreedShare => {
  const order: OrderId = idOf(`order-${position.toString()}`);
  const seller: SellerId = idOf(`seller-${position.toString()}`);
  return { orderId: order, sellerId: seller, amount: money(amount, usd) };
};

type Story = { readonly state: Payment; readonly bookings: readonly LedgerTransaction[] };

const then = (story: Story, events: readonly PaymentEvent[]): Story =>
  events.reduce<Story>(({ state, bookings }, event) => {
    const booked = bookingOf(state, event);
    return { state: evolve(state, event), bookings: booked === undefined ? bookings : [...bookings, booked] };
  }, story);

const ordered = (story: Story, command: Parameters<typeof decide>[0]): Story => {
  const decision = decide(command, story.state);
  return isRefused(decision) ? story : then(story, decision);
};

const capturedStory = (shares: readonly AgreedShare[]): Story => {
  const amount = sum(
    shares.map((share) => share.amount),
    usd,
  );
  return then({ state: initial, bookings: [] }, [
    { type: 'PaymentRequested', ref, terms: { ...terms, amount }, shares, at },
    { type: 'PaymentAuthorized', reference: 'pi_1', at },
    { type: 'PaymentCaptureRequested', orderIds: shares.map((share) => share.orderId), at },
    { type: 'PaymentCaptured', transaction: 'ch_1', at },
  ]);
};

const amounts = fc.array(fc.bigInt({ min: 1n, max: 10n ** 12n }), { minLength: 1, maxLength: 6 });

const giveBack = (story: Story, order: OrderId, amount: Money, refundId: string): Story =>
  ordered(ordered(story, { type: 'RequestRefund', refundId, orderId: order, amount, reason: 'test', at }), {
    type: 'RecordRefunded',
    refundId,
    transaction: 're',
    at,
  });

describe('the books', () => {
  it('balance in every transaction, whatever happens to the orders of a payment', () => {
    const endings = fc.array(fc.constantFrom('close', 'cancel', 'leave'), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(amounts, endings, (list, ends) => {
        const story = sharesOf(capturedStory(list.map(shareOf)).state).reduce(
          (before, share, position) => {
            if (ends[position] === 'close') return ordered(before, { type: 'CloseOrder', orderId: share.orderId, at });
            if (ends[position] === 'leave') return before;
            const cancelled = ordered(before, { type: 'CancelOrder', orderId: share.orderId, at });
            return ordered(cancelled, { type: 'RecordRefunded', refundId: share.orderId, transaction: 're', at });
          },
          capturedStory(list.map(shareOf)),
        );
        story.bookings.forEach(expectBalanced);
        expect([...balances(story.bookings).values()].reduce((a, b) => a + b, 0n)).toBe(0n);
      }),
    );
  });

  it('are empty again when every share was given back, in any order and in any parts', () => {
    const orderly = fc.array(fc.tuple(fc.nat(), fc.bigInt({ min: 1n, max: 10n ** 12n })), { maxLength: 20 });
    fc.assert(
      fc.property(amounts, orderly, (list, parts) => {
        const shares = list.map(shareOf);
        const begun = parts.reduce((story, [pick, part], position) => {
          const share = shares[pick % shares.length];
          return share === undefined ? story : giveBack(story, share.orderId, money(part, usd), `part-${position.toString()}`);
        }, capturedStory(shares));
        const story = sharesOf(begun.state).reduce((before, share) => {
          const left = money(share.amount.amount - share.refunded.amount, usd);
          return left.amount === 0n ? before : giveBack(before, share.orderId, left, `rest-${share.orderId}`);
        }, begun);
        expect(story.state.status).toBe('REFUNDED');
        expect(
          sum(
            sharesOf(story.state).map((share) => share.refunded),
            usd,
          ),
        ).toEqual(
          sum(
            shares.map((share) => share.amount),
            usd,
          ),
        );
        expect([...balances(story.bookings).values()].every((balance) => balance === 0n)).toBe(true);
      }),
    );
  });

  it('keep the worked example: 105 to seller A and 50 to seller B at ten percent', () => {
    const paid = capturedStory([shareOf(10_500n, 0), shareOf(5_000n, 1)]);
    const story = ['order-0', 'order-1'].reduce((before, order) => ordered(before, { type: 'CloseOrder', orderId: idOf(order), at }), paid);
    const fee = feeBooking(ref.paymentId, money(450n, usd));
    expectBalanced(fee);
    expect(Object.fromEntries(balances([...story.bookings, fee]))).toEqual({
      psp_clearing: 15_050n,
      psp_fee_expense: 450n,
      'buyer_escrow:order-0': 0n,
      'buyer_escrow:order-1': 0n,
      'seller_payable:seller-0': -9_450n,
      'seller_payable:seller-1': -4_500n,
      platform_commission: -1_550n,
    });
  });
});

describe('the commission', () => {
  it('is rounded half to even and leaves the rest to the seller', () => {
    expect(splitSale(money(25n, usd))).toEqual({ commission: money(2n, usd), sellerAmount: money(23n, usd) });
    expect(splitSale(money(35n, usd))).toEqual({ commission: money(4n, usd), sellerAmount: money(31n, usd) });
    expect(splitSale(money(1n, usd))).toEqual({ commission: zero(usd), sellerAmount: money(1n, usd) });
  });

  it('never loses or makes money', () => {
    expect(commissionRate.denominator).toBe(1_000_000n);
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 15n }), (amount) => {
        const { sellerAmount, commission } = splitSale(money(amount, usd));
        expect(sellerAmount.amount + commission.amount).toBe(amount);
      }),
    );
  });
});
