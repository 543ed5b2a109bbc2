import fc from 'fast-check';
import { currency, idOf, isRefused, money, sum, zero, type Money, type OrderId, type SellerId } from '@marketplace/kernel';
import { decide } from './decide';
import { evolve } from './evolve';
import { bookingOf, feeBooking, type LedgerEntry, type LedgerTransaction } from './ledger';
import { initial, sharesOf, type AgreedShare, type Payment, type PaymentEvent } from './payment';
import { at, ref, terms } from './payment.fixtures';
import { commissionRate, splitSale } from './policies';

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

const shareOf = (amount: bigint, position: number, discount = 0n): AgreedShare => {
  const order: OrderId = idOf(`order-${position.toString()}`);
  const seller: SellerId = idOf(`seller-${position.toString()}`);
  return { orderId: order, sellerId: seller, amount: money(amount, usd), platformDiscount: money(discount, usd) };
};

type Story = { readonly state: Payment; readonly bookings: readonly LedgerTransaction[] };

const then = (story: Story, events: readonly PaymentEvent[]): Story =>
  events.reduce<Story>(({ state, bookings }, event) => {
    const booked = bookingOf(state, event);
    return { state: evolve(state, event), bookings: booked === undefined ? bookings : [...bookings, booked] };
  }, story);

const execute = (story: Story, command: Parameters<typeof decide>[0]): Story => {
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

const refund = (story: Story, order: OrderId, amount: Money, refundId: string): Story =>
  execute(execute(story, { type: 'RequestRefund', refundId, orderId: order, amount, reason: 'test', at }), {
    type: 'RecordRefunded',
    refundId,
    transaction: 're',
    at,
  });

describe('the ledger', () => {
  it('balances in every transaction, whatever happens to the orders of a payment', () => {
    const endings = fc.array(fc.constantFrom('close', 'cancel', 'leave'), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(amounts, endings, (list, ends) => {
        const story = sharesOf(capturedStory(list.map((amount, position) => shareOf(amount, position))).state).reduce(
          (before, share, position) => {
            if (ends[position] === 'close') return execute(before, { type: 'CloseOrder', orderId: share.orderId, at });
            if (ends[position] === 'leave') return before;
            const cancelled = execute(before, { type: 'CancelOrder', orderId: share.orderId, cancelledOrders: [], at });
            return execute(cancelled, { type: 'RecordRefunded', refundId: share.orderId, transaction: 're', at });
          },
          capturedStory(list.map((amount, position) => shareOf(amount, position))),
        );
        story.bookings.forEach(expectBalanced);
        expect([...balances(story.bookings).values()].reduce((a, b) => a + b, 0n)).toBe(0n);
      }),
    );
  });

  it('is empty again when every share was refunded, in any order and in any amounts', () => {
    const refunds = fc.array(fc.tuple(fc.nat(), fc.bigInt({ min: 1n, max: 10n ** 12n })), { maxLength: 20 });
    fc.assert(
      fc.property(amounts, refunds, (list, parts) => {
        const shares = list.map((amount, position) => shareOf(amount, position));
        const partly = parts.reduce((story, [pick, part], position) => {
          const share = shares[pick % shares.length];
          return share === undefined ? story : refund(story, share.orderId, money(part, usd), `part-${position.toString()}`);
        }, capturedStory(shares));
        const story = sharesOf(partly.state).reduce((before, share) => {
          const left = money(share.amount.amount - share.refunded.amount, usd);
          return left.amount === 0n ? before : refund(before, share.orderId, left, `rest-${share.orderId}`);
        }, partly);
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

  it('matches the worked example: 105 for seller A and 50 for seller B at ten percent', () => {
    const paid = capturedStory([shareOf(10_500n, 0), shareOf(5_000n, 1)]);
    const story = ['order-0', 'order-1'].reduce((before, order) => execute(before, { type: 'CloseOrder', orderId: idOf(order), at }), paid);
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

describe('discounts of the platform', () => {
  const nonZeroBalances = (story: Story): Readonly<Record<string, bigint>> =>
    Object.fromEntries([...balances(story.bookings)].filter(([, balance]) => balance !== 0n));
  const [orderA, orderB] = [idOf<'Order'>('order-0'), idOf<'Order'>('order-1')];
  /** Seller A: items for 100 and delivery for 5. Seller B: items for 50. A coupon of 15: 10 for A, 5 for B. */
  const bought = capturedStory([shareOf(9_500n, 0, 1_000n), shareOf(4_500n, 1, 500n)]);

  it('complete the escrow at the capture: the buyer pays 140, the sellers are owed 155', () => {
    expect(nonZeroBalances(bought)).toEqual({
      psp_clearing: 14_000n,
      'promo_expense:platform': 1_500n,
      'buyer_escrow:order-0': -10_500n,
      'buyer_escrow:order-1': -5_000n,
    });
  });

  it('do not change the seller amount or the commission', () => {
    const story = [orderA, orderB].reduce((before, orderId) => execute(before, { type: 'CloseOrder', orderId, at }), bought);
    expect(nonZeroBalances(story)).toEqual({
      psp_clearing: 14_000n,
      'promo_expense:platform': 1_500n,
      'seller_payable:seller-0': -9_450n,
      'seller_payable:seller-1': -4_500n,
      platform_commission: -1_550n,
    });
  });

  it('are returned to the platform in proportion to refunds', () => {
    expect(nonZeroBalances(refund(bought, orderB, money(4_500n, usd), 'all'))).toEqual({
      psp_clearing: 9_500n,
      'promo_expense:platform': 1_000n,
      'buyer_escrow:order-0': -10_500n,
    });
    expect(nonZeroBalances(refund(bought, orderB, money(1_500n, usd), 'a third'))).toMatchObject({
      'promo_expense:platform': 1_333n,
      'buyer_escrow:order-1': -3_333n,
    });
  });

  it('are returned completely, however the refunds are split', () => {
    const parts = fc.array(fc.bigInt({ min: 1n, max: 9_500n }), { maxLength: 12 });
    fc.assert(
      fc.property(parts, fc.bigInt({ min: 0n, max: 10n ** 6n }), (amounts, discount) => {
        const partly = amounts.reduce(
          (story, amount, position) => refund(story, orderA, money(amount, usd), position.toString()),
          capturedStory([shareOf(9_500n, 0, discount)]),
        );
        const left = 9_500n - (sharesOf(partly.state)[0]?.refunded.amount ?? 0n);
        const story = left === 0n ? partly : refund(partly, orderA, money(left, usd), 'rest');
        story.bookings.forEach(expectBalanced);
        expect(nonZeroBalances(story)).toEqual({});
      }),
    );
  });

  it('can cover the whole amount', () => {
    const free = capturedStory([shareOf(0n, 0, 500n), shareOf(1_000n, 1)]);
    expect(nonZeroBalances(free)).toMatchObject({ 'promo_expense:platform': 500n, 'buyer_escrow:order-0': -500n });
    expect(nonZeroBalances(execute(free, { type: 'CloseOrder', orderId: orderA, at }))).toMatchObject({ 'seller_payable:seller-0': -450n });
    const cancelled = execute(free, { type: 'CancelOrder', orderId: orderA, cancelledOrders: [], at });
    expect(nonZeroBalances(cancelled)).toEqual({ psp_clearing: 1_000n, 'buyer_escrow:order-1': -1_000n });
    expect(execute(cancelled, { type: 'CloseOrder', orderId: orderA, at })).toEqual(cancelled);
  });

  it('are booked when the cash is collected, and not before', () => {
    const amount = money(9_500n, usd);
    const agreed = then({ state: initial, bookings: [] }, [
      { type: 'PaymentRequested', ref, terms: { ...terms, method: 'CASH_ON_DELIVERY', amount }, shares: [shareOf(9_500n, 0, 1_000n)], at },
      { type: 'CashPromised', at },
      { type: 'CashAgreed', orderIds: [orderA], at },
    ]);
    expect(nonZeroBalances(agreed)).toEqual({});
    const collected = execute(agreed, { type: 'CollectCash', orderId: orderA, at });
    expect(nonZeroBalances(collected)).toEqual({
      cash_in_transit: 9_500n,
      'promo_expense:platform': 1_000n,
      'buyer_escrow:order-0': -10_500n,
    });
    expect(nonZeroBalances(execute(collected, { type: 'CloseOrder', orderId: orderA, at }))).toMatchObject({
      'seller_payable:seller-0': -9_450n,
      platform_commission: -1_050n,
    });
  });
});

describe('the commission', () => {
  it('is rounded half to even, and the seller gets the rest', () => {
    expect(splitSale(money(25n, usd))).toEqual({ commission: money(2n, usd), sellerAmount: money(23n, usd) });
    expect(splitSale(money(35n, usd))).toEqual({ commission: money(4n, usd), sellerAmount: money(31n, usd) });
    expect(splitSale(money(1n, usd))).toEqual({ commission: zero(usd), sellerAmount: money(1n, usd) });
  });

  it('adds up with the seller amount to the sale', () => {
    expect(commissionRate.denominator).toBe(1_000_000n);
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 15n }), (amount) => {
        const { sellerAmount, commission } = splitSale(money(amount, usd));
        expect(sellerAmount.amount + commission.amount).toBe(amount);
      }),
    );
  });
});
