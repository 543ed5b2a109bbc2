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
        const story = sharesOf(capturedStory(list.map((amount, position) => shareOf(amount, position))).state).reduce(
          (before, share, position) => {
            if (ends[position] === 'close') return ordered(before, { type: 'CloseOrder', orderId: share.orderId, at });
            if (ends[position] === 'leave') return before;
            const cancelled = ordered(before, { type: 'CancelOrder', orderId: share.orderId, cancelledOrders: [], at });
            return ordered(cancelled, { type: 'RecordRefunded', refundId: share.orderId, transaction: 're', at });
          },
          capturedStory(list.map((amount, position) => shareOf(amount, position))),
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
        const shares = list.map((amount, position) => shareOf(amount, position));
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

describe('discounts that the platform gives', () => {
  const from = (story: Story): Readonly<Record<string, bigint>> =>
    Object.fromEntries([...balances(story.bookings)].filter(([, balance]) => balance !== 0n));
  const [orderA, orderB] = [idOf<'Order'>('order-0'), idOf<'Order'>('order-1')];
  /** Goods for 100 and delivery for 5 from seller A, goods for 50 from seller B, and 15 off with a coupon: 10 of A, 5 of B. */
  const bought = capturedStory([shareOf(9_500n, 0, 1_000n), shareOf(4_500n, 1, 500n)]);

  it('make the escrow whole at the capture: the buyer pays 140, the sellers are owed 155', () => {
    expect(from(bought)).toEqual({
      psp_clearing: 14_000n,
      'promo_expense:platform': 1_500n,
      'buyer_escrow:order-0': -10_500n,
      'buyer_escrow:order-1': -5_000n,
    });
  });

  it('leave the seller and the commission as they would be without them', () => {
    const story = [orderA, orderB].reduce((before, orderId) => ordered(before, { type: 'CloseOrder', orderId, at }), bought);
    expect(from(story)).toEqual({
      psp_clearing: 14_000n,
      'promo_expense:platform': 1_500n,
      'seller_payable:seller-0': -9_450n,
      'seller_payable:seller-1': -4_500n,
      platform_commission: -1_550n,
    });
  });

  it('go back to the platform with what goes back to the buyer', () => {
    expect(from(giveBack(bought, orderB, money(4_500n, usd), 'all'))).toEqual({
      psp_clearing: 9_500n,
      'promo_expense:platform': 1_000n,
      'buyer_escrow:order-0': -10_500n,
    });
    expect(from(giveBack(bought, orderB, money(1_500n, usd), 'a third'))).toMatchObject({
      'promo_expense:platform': 1_333n,
      'buyer_escrow:order-1': -3_333n,
    });
  });

  it('go back whole, in whichever parts the buyer gets the money back', () => {
    const parts = fc.array(fc.bigInt({ min: 1n, max: 9_500n }), { maxLength: 12 });
    fc.assert(
      fc.property(parts, fc.bigInt({ min: 0n, max: 10n ** 6n }), (amounts, discount) => {
        const begun = amounts.reduce(
          (story, amount, position) => giveBack(story, orderA, money(amount, usd), position.toString()),
          capturedStory([shareOf(9_500n, 0, discount)]),
        );
        const left = 9_500n - (sharesOf(begun.state)[0]?.refunded.amount ?? 0n);
        const story = left === 0n ? begun : giveBack(begun, orderA, money(left, usd), 'rest');
        story.bookings.forEach(expectBalanced);
        expect(from(story)).toEqual({});
      }),
    );
  });

  it('are all there is where nothing is left to pay', () => {
    const free = capturedStory([shareOf(0n, 0, 500n), shareOf(1_000n, 1)]);
    expect(from(free)).toMatchObject({ 'promo_expense:platform': 500n, 'buyer_escrow:order-0': -500n });
    expect(from(ordered(free, { type: 'CloseOrder', orderId: orderA, at }))).toMatchObject({ 'seller_payable:seller-0': -450n });
    const cancelled = ordered(free, { type: 'CancelOrder', orderId: orderA, cancelledOrders: [], at });
    expect(from(cancelled)).toEqual({ psp_clearing: 1_000n, 'buyer_escrow:order-1': -1_000n });
    expect(ordered(cancelled, { type: 'CloseOrder', orderId: orderA, at })).toEqual(cancelled);
  });

  it('are booked when the cash is collected, and nothing before', () => {
    const amount = money(9_500n, usd);
    const agreed = then({ state: initial, bookings: [] }, [
      { type: 'PaymentRequested', ref, terms: { ...terms, method: 'CASH_ON_DELIVERY', amount }, shares: [shareOf(9_500n, 0, 1_000n)], at },
      { type: 'CashPromised', at },
      { type: 'CashAgreed', orderIds: [orderA], at },
    ]);
    expect(from(agreed)).toEqual({});
    const collected = ordered(agreed, { type: 'CollectCash', orderId: orderA, at });
    expect(from(collected)).toEqual({ cash_in_transit: 9_500n, 'promo_expense:platform': 1_000n, 'buyer_escrow:order-0': -10_500n });
    expect(from(ordered(collected, { type: 'CloseOrder', orderId: orderA, at }))).toMatchObject({
      'seller_payable:seller-0': -9_450n,
      platform_commission: -1_050n,
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
