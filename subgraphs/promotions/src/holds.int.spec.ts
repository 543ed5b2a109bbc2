import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { promotionsEvents } from '@marketplace/schema';
import { context } from './main';
import { inMinutes, marketplace, request } from './promotions.fixtures';

const { DiscountsQuotedV1, CouponRejectedV1, DiscountsReleasedV1, CouponConsumedV1 } = promotionsEvents;

type Asked = ReturnType<typeof request>;

describe('reserved uses under load', () => {
  let harness: ContextHarness;
  let market: ReturnType<typeof marketplace>;
  beforeAll(async () => {
    harness = await contextHarness(context);
    await harness.pauseJobs('reconcile-use-counts');
    market = marketplace(harness);
  });
  afterAll(() => harness.stop());

  const handledAll = async (sent: readonly Promise<string>[]): Promise<void> => {
    for (const eventId of await Promise.all(sent)) await harness.waitUntilHandled(eventId);
  };
  const statusesOf = async (asked: readonly Asked[]): Promise<Readonly<Record<string, number>>> => {
    const counts: Record<string, number> = {};
    for (const status of await Promise.all(asked.map(({ checkoutId }) => market.statusOf(checkoutId)))) {
      counts[status ?? 'none'] = (counts[status ?? 'none'] ?? 0) + 1;
    }
    return counts;
  };
  const expectConsistentCounts = async (): Promise<void> => {
    expect(await harness.running.jobs.runNow('reconcile-use-counts')).toBe(0);
    expect(await harness.running.db.query('SELECT count(*)::int AS dead FROM dead_letters')).toEqual([{ dead: 0 }]);
  };
  const publishedCountsOf = async (checkoutId: string) => {
    const contracts = [DiscountsQuotedV1, CouponRejectedV1, DiscountsReleasedV1, CouponConsumedV1] as const;
    const published = await Promise.all(contracts.map((contract) => harness.publishedEvents(contract)));
    return Object.fromEntries(
      contracts.map(({ type }, position) => [type, published[position]?.filter((data) => data.checkoutId === checkoutId).length ?? 0]),
    );
  };

  it('are reserved for two promotions and two coupons, or not at all when one limit is reached', async () => {
    const automatic = await market.active({ label: 'For all' });
    const [plenty, scarce] = [await market.active({}, { needsCoupon: true }), await market.active({ maxUses: 7 }, { needsCoupon: true })];
    const [first, second] = [await market.couponOf(plenty.id, { maxUsesPerBuyer: 1 }), await market.couponOf(scarce.id)];
    const asked = Array.from({ length: 40 }, () => request({ couponCodes: [first.code, second.code] }));
    await handledAll(asked.map((each) => market.ask(each)));
    expect(await statusesOf(asked)).toEqual({ HELD: 7, REJECTED: 33 });
    for (const subject of [automatic.id, plenty.id, scarce.id, first.id, second.id]) {
      expect(await market.usesOf(subject)).toMatchObject({ held: 7, consumed: 0 });
    }
    await expectConsistentCounts();
    await market.archived(automatic);
  });

  it('never exceed the limit of one buyer with twenty concurrent checkouts', async () => {
    const { id } = await market.active({ maxUsesPerBuyer: 3 }, { needsCoupon: true });
    const coupon = await market.couponOf(id, { maxUsesPerBuyer: 2 });
    const buyerId = newId();
    const asked = Array.from({ length: 20 }, () => request({ buyerId, couponCodes: [coupon.code] }));
    await handledAll(asked.map((each) => market.ask(each)));
    expect(await statusesOf(asked)).toEqual({ HELD: 2, REJECTED: 18 });
    expect(await market.usesOf(id)).toMatchObject({ held: 2 });
    await expectConsistentCounts();
  });

  it('never exceed a budget shared by carts of many sizes', async () => {
    const promotion = await market.active({ budget: { amount: '100.00', currency: 'USD' } });
    const asked = Array.from({ length: 40 }, (_, n) => {
      const [line] = request().lines;
      return request({ lines: line === undefined ? [] : [{ ...line, quantity: 1 + (n % 7) }] });
    });
    await handledAll(asked.map((each) => market.ask(each)));
    const uses = await market.usesOf(promotion.id);
    expect(uses?.spent).toBeLessThanOrEqual(10_000n);
    // The rest is less than the discount of the smallest cart.
    expect(uses?.spent).toBeGreaterThan(9_500n);
    await expectConsistentCounts();
    await market.archived(promotion);
  });

  it('have one outcome each when payment, release and expiry race, with every message twice', async () => {
    const { id } = await market.active({ maxUses: 200, maxUsesPerBuyer: 5 }, { needsCoupon: true });
    const coupon = await market.couponOf(id, { maxUses: 150 });
    const asked = Array.from({ length: 60 }, (_, n) =>
      request({ couponCodes: [coupon.code], expiresAt: inMinutes(n % 3 === 0 ? -1 : 15) }),
    );
    const storm = asked.flatMap((each, n) => {
      const [asking, releasing] = [newId(), newId()];
      const messages = [
        () => market.ask(each, { eventId: asking }),
        () => market.ask(each, { eventId: asking }),
        () => market.release(each.checkoutId, { eventId: releasing }),
        () => market.release(each.checkoutId, { eventId: releasing }),
        () => market.pay(each),
        () => market.pay(each),
      ];
      return n % 2 === 0 ? messages : [...messages].reverse();
    });
    await handledAll(storm.map((send) => send()));
    await harness.running.jobs.runNow('expire-held-uses');
    const statuses = await statusesOf(asked);
    expect(Object.keys(statuses).every((status) => ['HELD', 'CONSUMED', 'RELEASED', 'EXPIRED'].includes(status))).toBe(true);
    for (const { checkoutId } of asked) {
      const [row] = await harness.running.db.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM coupon_redemptions WHERE checkout_id = $1',
        [checkoutId],
      );
      expect(row?.n).toBe((await market.statusOf(checkoutId)) === 'CONSUMED' ? 1 : 0);
      expect((await publishedCountsOf(checkoutId))['CouponConsumed']).toBe(row?.n);
    }
    expect(await market.usesOf(id)).toMatchObject({ held: statuses['HELD'] ?? 0, consumed: statuses['CONSUMED'] ?? 0 });
    await expectConsistentCounts();
  });

  it('allow one first order per buyer, whichever promotions two concurrent checkouts choose', async () => {
    const rules = { firstOrder: true };
    const [one, other] = [await market.code({ rules }), await market.code({ rules })];
    const buyerId = newId();
    const asked = [one, other, one, other].map((code) => request({ buyerId, couponCodes: [code] }));
    await handledAll(asked.map((each) => market.ask(each)));
    expect(await statusesOf(asked)).toEqual({ HELD: 1, REJECTED: 3 });
    const both = request({ couponCodes: [one, other] });
    await handledAll([market.ask(both)]);
    expect(await market.statusOf(both.checkoutId)).toBe('HELD');
    await handledAll([market.release(both.checkoutId)]);
    const again = request({ buyerId: both.buyerId, couponCodes: [other] });
    await handledAll([market.ask(again)]);
    await handledAll([market.pay(again)]);
    expect(await market.statusOf(again.checkoutId)).toBe('CONSUMED');
    await expectConsistentCounts();
  });

  it('stay spent when a checkout requests the release of paid uses', async () => {
    const { id } = await market.active({}, { needsCoupon: true });
    const asked = request({ couponCodes: [(await market.couponOf(id)).code] });
    await handledAll([market.ask(asked)]);
    await handledAll([market.pay(asked)]);
    await handledAll([market.release(asked.checkoutId)]);
    expect(await market.statusOf(asked.checkoutId)).toBe('CONSUMED');
    expect(await market.usesOf(id)).toMatchObject({ held: 0, consumed: 1 });
    expect(await publishedCountsOf(asked.checkoutId)).toMatchObject({ DiscountsReleased: 0, CouponConsumed: 1 });
  });

  it('stay recorded as over the limit, even when the checkout repeats its request', async () => {
    const { id } = await market.active({ maxUses: 1 }, { needsCoupon: true });
    const { code } = await market.couponOf(id);
    const late = request({ couponCodes: [code], expiresAt: inMinutes(-1) });
    await market.ask(late);
    await harness.waitForEvent(DiscountsReleasedV1, ({ checkoutId }) => checkoutId === late.checkoutId);
    await handledAll([market.ask(request({ couponCodes: [code] }))]);
    await handledAll([market.pay(late)]);
    await handledAll([market.ask(late)]);
    expect(await market.statusOf(late.checkoutId)).toBe('CONSUMED');
    await expectConsistentCounts();
  });

  it('are not reserved for a coupon disabled, or a promotion archived, after the cart was shown', async () => {
    const promotion = await market.active({}, { needsCoupon: true });
    const [disabled, orphan] = [await market.couponOf(promotion.id), await market.couponOf(promotion.id)];
    await market.change('couponDisable', { couponId: disabled.id, expectedVersion: disabled.version });
    const asked = request({ couponCodes: [disabled.code] });
    await handledAll([market.ask(asked)]);
    await market.archived(promotion);
    const other = request({ couponCodes: [orphan.code] });
    await handledAll([market.ask(other)]);
    expect(await statusesOf([asked, other])).toEqual({ REJECTED: 2 });
    expect(await market.usesOf(promotion.id)).toMatchObject({ held: 0 });
  });
});
