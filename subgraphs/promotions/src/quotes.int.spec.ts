import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { paymentsEvents, productsEvents, promotionsEvents, subjectOf } from '@marketplace/schema';
import { eventually } from '@marketplace/testing';
import { context } from './main';
import { inMinutes, marketplace, request, sellerId, usd } from './promotions.fixtures';

const { DiscountsQuotedV1, CouponRejectedV1, DiscountsReleasedV1, CouponConsumedV1, PromotionExhaustedV1 } = promotionsEvents;

describe('quotes of discounts', () => {
  let harness: ContextHarness;
  let market: ReturnType<typeof marketplace>;
  beforeAll(async () => {
    harness = await contextHarness(context);
    await harness.pauseJobs('reconcile-use-counts');
    market = marketplace(harness);
  });
  afterAll(() => harness.stop());

  const of = (checkoutId: string) => (data: { readonly checkoutId: string }) => data.checkoutId === checkoutId;
  const quoted = async (asked = request()) => {
    await market.ask(asked);
    return harness.waitForEvent(DiscountsQuotedV1, of(asked.checkoutId));
  };
  const rejected = async (asked: ReturnType<typeof request>) => {
    await market.ask(asked);
    return harness.waitForEvent(CouponRejectedV1, of(asked.checkoutId));
  };

  it('have no discounts without promotions', async () => {
    const asked = request();
    expect(await quoted(asked)).toMatchObject({ total: usd('0'), lines: [], delivery: [], expiresAt: asked.expiresAt });
    expect(await market.statusOf(asked.checkoutId)).toBe('HELD');
  });

  it('cost one read and one write without promotions and coupons', async () => {
    const answered = async ({ checkoutId }: ReturnType<typeof request>, work: () => Promise<unknown>): Promise<void> => {
      const subscription = harness.broker.connection.subscribe(subjectOf(DiscountsQuotedV1));
      await work();
      for await (const message of subscription) if (message.string().includes(checkoutId)) break;
    };
    const counts: number[] = [];
    // The minimum of several runs, because jobs send statements too, and expired caches are read again.
    for (let quote = 0; quote < 5; quote += 1) {
      const asked = request();
      counts.push(await harness.countStatements(() => answered(asked, () => market.ask(asked))));
    }
    expect(Math.min(...counts)).toBe(2);
  });

  it('reserve the uses, and state each share of the discount with its funding', async () => {
    const { id } = await market.active(
      { label: 'Half', effects: [{ kind: 'PERCENTAGE', basisPoints: 5000 }, { kind: 'FREE_SHIPPING' }] },
      { needsCoupon: true },
    );
    const coupon = await market.couponOf(id);
    const asked = request({ couponCodes: [coupon.code] });
    const share = { promotionId: id, couponId: coupon.id, label: 'Half', fundedBy: 'PLATFORM' };
    expect(await quoted(asked)).toMatchObject({
      total: usd('5500'),
      lines: [
        { lineId: asked.lines[0]?.lineId, variantId: asked.lines[0]?.variantId, sellerId, discounts: [{ ...share, amount: usd('5000') }] },
      ],
      delivery: [{ sellerId, discounts: [{ ...share, amount: usd('500') }] }],
    });
    expect(await market.usesOf(id)).toMatchObject({ held: 1, consumed: 0 });
    expect(await market.usesOf(coupon.id)).toMatchObject({ held: 1, consumed: 0 });
  });

  it('are consumed by the payment, and recorded as quoted', async () => {
    const { id } = await market.active({ maxUsesPerBuyer: 1, budget: { amount: '100.00', currency: 'USD' } }, { needsCoupon: true });
    const coupon = await market.couponOf(id, { maxUses: 3 });
    const asked = request({ couponCodes: [coupon.code] });
    await quoted(asked);
    await market.pay(asked);
    expect(await harness.waitForEvent(CouponConsumedV1, of(asked.checkoutId))).toEqual({
      checkoutId: asked.checkoutId,
      buyerId: asked.buyerId,
      redemptions: [{ promotionId: id, couponId: coupon.id, fundedBy: 'PLATFORM', amount: usd('1000') }],
    });
    expect(await market.usesOf(id)).toEqual({ held: 0, consumed: 1, spent: 1000n });
    expect(await market.usesOf(coupon.id)).toMatchObject({ held: 0, consumed: 1 });
    // A second use by the same buyer is one too many.
    expect(await rejected(request({ buyerId: asked.buyerId, couponCodes: [coupon.code] }))).toMatchObject({ reason: 'coupon-used-up' });
  });

  it('are consumed in the same way for cash on delivery', async () => {
    const asked = request({ couponCodes: [await market.code()] });
    await quoted(asked);
    await market.pay(asked, paymentsEvents.CashOnDeliveryAgreedV1);
    expect((await harness.waitForEvent(CouponConsumedV1, of(asked.checkoutId))).redemptions).toHaveLength(1);
  });

  it('are released for others', async () => {
    const { id } = await market.active({ maxUses: 1 }, { needsCoupon: true });
    const { code } = await market.couponOf(id);
    const asked = request({ couponCodes: [code] });
    await quoted(asked);
    expect(await rejected(request({ couponCodes: [code] }))).toMatchObject({ code, reason: 'coupon-used-up' });
    await market.release(asked.checkoutId);
    expect(await harness.waitForEvent(DiscountsReleasedV1, of(asked.checkoutId))).toMatchObject({ reason: 'requested' });
    expect(await market.usesOf(id)).toMatchObject({ held: 0, consumed: 0 });
    await quoted(request({ couponCodes: [code] }));
  });

  it('are released before the quote request, and then never reserved', async () => {
    const asked = request({ couponCodes: [await market.code()] });
    await market.release(asked.checkoutId);
    await harness.waitForEvent(DiscountsReleasedV1, of(asked.checkoutId));
    await harness.waitUntilHandled(await market.ask(asked));
    expect(await market.statusOf(asked.checkoutId)).toBe('RELEASED');
    expect((await harness.publishedEvents(DiscountsReleasedV1)).filter(of(asked.checkoutId))).toHaveLength(2);
    expect((await harness.publishedEvents(DiscountsQuotedV1)).filter(of(asked.checkoutId))).toEqual([]);
  });

  it('have one effect per message, and repeat their answer to a repeated request', async () => {
    const { id } = await market.active({}, { needsCoupon: true });
    const { code } = await market.couponOf(id);
    const asked = request({ couponCodes: [code] });
    const eventId = newId();
    await harness.waitUntilHandled(await market.ask(asked, { eventId }));
    await market.ask(asked, { eventId });
    await harness.waitUntilHandled(await market.ask(asked));
    const answers = (await harness.publishedEvents(DiscountsQuotedV1)).filter(of(asked.checkoutId));
    expect(answers).toHaveLength(2);
    expect(answers[1]).toEqual(answers[0]);
    expect(await market.usesOf(id)).toMatchObject({ held: 1 });
    await market.pay(asked);
    await harness.waitForEvent(CouponConsumedV1, of(asked.checkoutId));
    await harness.waitUntilHandled(await market.pay(asked));
    expect(await market.usesOf(id)).toMatchObject({ held: 0, consumed: 1 });
  });

  it('keep their price when the promotion is archived during checkout', async () => {
    const promotion = await market.active({}, { needsCoupon: true });
    const asked = request({ couponCodes: [(await market.couponOf(promotion.id)).code] });
    await quoted(asked);
    await market.archived(promotion);
    await market.pay(asked);
    expect((await harness.waitForEvent(CouponConsumedV1, of(asked.checkoutId))).redemptions).toMatchObject([{ amount: usd('1000') }]);
  });

  it('expire after the reservation, and are taken again by a late payment', async () => {
    const { id } = await market.active({ maxUses: 1 }, { needsCoupon: true });
    const { code } = await market.couponOf(id);
    const late = request({ couponCodes: [code], expiresAt: inMinutes(-1) });
    await market.ask(late);
    expect(await harness.waitForEvent(DiscountsReleasedV1, of(late.checkoutId))).toMatchObject({ reason: 'expired' });
    expect(await market.usesOf(id)).toMatchObject({ held: 0 });
    await market.pay(late);
    await harness.waitForEvent(CouponConsumedV1, of(late.checkoutId));
    expect(await market.usesOf(id)).toMatchObject({ held: 0, consumed: 1 });
  });

  it('stay as paid, even when others took the expired use', async () => {
    const { id } = await market.active({ maxUses: 1 }, { needsCoupon: true });
    const { code } = await market.couponOf(id);
    const late = request({ couponCodes: [code], expiresAt: inMinutes(-1) });
    await market.ask(late);
    await harness.waitForEvent(DiscountsReleasedV1, of(late.checkoutId));
    await quoted(request({ couponCodes: [code] }));
    await market.pay(late);
    expect(await harness.waitForEvent(CouponConsumedV1, of(late.checkoutId))).toMatchObject({ redemptions: [{ amount: usd('1000') }] });
    expect(await market.usesOf(id)).toMatchObject({ held: 1, consumed: 0 });
    const [row] = await harness.running.db.query('SELECT over_limit FROM coupon_redemptions WHERE checkout_id = $1', [late.checkoutId]);
    expect(row).toEqual({ over_limit: true });
  });

  it('name the invalid coupon, and reserve nothing', async () => {
    const { id } = await market.active();
    const asked = request({ couponCodes: ['NO-SUCH-CODE'] });
    expect(await rejected(asked)).toEqual({ checkoutId: asked.checkoutId, code: 'NO-SUCH-CODE', reason: 'coupon-not-applicable' });
    expect(await market.usesOf(id)).toMatchObject({ held: 0 });
    expect(await market.statusOf(asked.checkoutId)).toBe('REJECTED');
    await market.archived({ id });
    const alone = { stacking: { withPromotions: false, withCoupons: false } };
    const [one, two] = [await market.code(alone), await market.code(alone)];
    expect(await rejected(request({ couponCodes: [one, two] }))).toMatchObject({ code: two, reason: 'coupons-not-combinable' });
  });

  it('grant a first order once to a buyer with two concurrent checkouts', async () => {
    const code = await market.code({ rules: { firstOrder: true } });
    const buyerId = newId();
    const asked = [request({ buyerId, couponCodes: [code] }), request({ buyerId, couponCodes: [code] })];
    for (const eventId of await Promise.all(asked.map((each) => market.ask(each)))) await harness.waitUntilHandled(eventId);
    const statuses = await Promise.all(asked.map(({ checkoutId }) => market.statusOf(checkoutId)));
    expect([...statuses].sort()).toEqual(['HELD', 'REJECTED']);
    const other = request({ couponCodes: [] });
    await quoted(other);
    await harness.waitUntilHandled(await market.pay(other));
    expect(await rejected(request({ buyerId: other.buyerId, couponCodes: [code] }))).toMatchObject({ reason: 'coupon-not-applicable' });
  });

  it('know the categories of products from the latest product event', async () => {
    const [category, above, productId] = [newId(), newId(), newId()];
    const code = await market.code({ rules: { categoryIds: [above] } });
    const line = { lineId: newId(), variantId: newId(), productId, sellerId, quantity: 1, unitPrice: usd('1000') };
    const listing = {
      productId,
      sellerId,
      slug: productId,
      title: 'Trail jacket',
      categoryId: category,
      variants: [{ variantId: line.variantId, sku: 'TJ', options: [], price: usd('1000'), weightGrams: 1 }],
    };
    await harness.waitUntilHandled(
      await harness.publish(
        productsEvents.ProductPublishedV1,
        { ...listing, categoryIds: [above, category] },
        { aggregateId: productId, version: 5 },
      ),
    );
    await harness.waitUntilHandled(
      await harness.publish(productsEvents.ProductUpdatedV1, { ...listing, published: true }, { aggregateId: productId, version: 4 }),
    );
    expect(await quoted(request({ lines: [line], couponCodes: [code] }))).toMatchObject({ total: usd('100') });
    await harness.waitUntilHandled(
      await harness.publish(productsEvents.ProductUpdatedV1, { ...listing, published: true }, { aggregateId: productId, version: 6 }),
    );
    expect(await rejected(request({ lines: [line], couponCodes: [code] }))).toMatchObject({ reason: 'coupon-not-applicable' });
  });

  it('follow a category that moves, even when the events arrive out of order', async () => {
    const [before, after, moved, category, productId] = [newId(), newId(), newId(), newId(), newId()];
    const [codeBefore, codeAfter] = [
      await market.code({ rules: { categoryIds: [before] } }),
      await market.code({ rules: { categoryIds: [after] } }),
    ];
    const line = { lineId: newId(), variantId: newId(), productId, sellerId, quantity: 1, unitPrice: usd('1000') };
    const publishProduct = async (version: number) =>
      harness.waitUntilHandled(
        await harness.publish(
          productsEvents.ProductPublishedV1,
          {
            productId,
            sellerId,
            slug: productId,
            title: 'Trail jacket',
            categoryId: category,
            categoryIds: [before, moved, category],
            variants: [{ variantId: line.variantId, sku: 'TJ', options: [], price: usd('1000'), weightGrams: 1 }],
          },
          { aggregateId: productId, version },
        ),
      );
    const move = async (path: readonly string[], version: number) =>
      harness.waitUntilHandled(
        await harness.publish(
          productsEvents.CategoryMovedV1,
          { categoryId: moved, name: 'Jackets', slug: moved, path: [...path, moved], previousPath: [before, moved] },
          { aggregateId: moved, version },
        ),
      );
    await publishProduct(1);
    expect(await quoted(request({ lines: [line], couponCodes: [codeBefore] }))).toMatchObject({ total: usd('100') });
    await move([after], 3);
    await move([before], 2);
    // Published by a replica that has not seen the move.
    await publishProduct(2);
    expect(await quoted(request({ lines: [line], couponCodes: [codeAfter] }))).toMatchObject({ total: usd('100') });
    expect(await rejected(request({ lines: [line], couponCodes: [codeBefore] }))).toMatchObject({ reason: 'coupon-not-applicable' });
  });

  it('leave out an automatic promotion that others used up in the meantime', async () => {
    const promotion = await market.active({ maxUses: 3 });
    const asked = Array.from({ length: 12 }, () => request());
    for (const eventId of await Promise.all(asked.map((each) => market.ask(each)))) await harness.waitUntilHandled(eventId);
    const totals = (await harness.publishedEvents(DiscountsQuotedV1)).filter(({ checkoutId }) =>
      asked.some((each) => each.checkoutId === checkoutId),
    );
    expect(totals.map(({ total }) => total.amount).sort()).toEqual([...Array.from({ length: 9 }, () => '0'), '1000', '1000', '1000']);
    for (const each of asked) await harness.waitUntilHandled(await market.pay(each));
    await harness.running.jobs.runNow('expire-promotions');
    expect(await harness.waitForEvent(PromotionExhaustedV1, ({ promotionId }) => promotionId === promotion.id)).toMatchObject({
      limit: 'uses',
    });
    await market.archived(promotion);
  });

  it('spend a budget completely, but not more', async () => {
    const promotion = await market.active({ budget: { amount: '25.00', currency: 'USD' } });
    const asked = Array.from({ length: 6 }, () => request());
    for (const eventId of await Promise.all(asked.map((each) => market.ask(each)))) await harness.waitUntilHandled(eventId);
    expect(await market.usesOf(promotion.id)).toEqual({ held: 2, consumed: 0, spent: 2000n });
    await market.archived(promotion);
  });

  it('grant a coupon with fifty uses to exactly fifty of five hundred concurrent checkouts', async () => {
    const { id } = await market.active({ maxUsesPerBuyer: 1 }, { needsCoupon: true });
    const coupon = await market.couponOf(id, { maxUses: 50 });
    const asked = Array.from({ length: 500 }, () => request({ couponCodes: [coupon.code] }));
    const checkouts = new Set(asked.map(({ checkoutId }) => checkoutId));
    await Promise.all(asked.map((each) => market.ask(each)));
    const answers = await eventually(
      async () => {
        const winners = (await harness.publishedEvents(DiscountsQuotedV1)).filter(({ checkoutId }) => checkouts.has(checkoutId));
        const losers = (await harness.publishedEvents(CouponRejectedV1)).filter(({ checkoutId }) => checkouts.has(checkoutId));
        return winners.length + losers.length >= 500 && { winners, losers };
      },
      { waitingFor: 'five hundred answers', every: 200 },
    );
    expect([answers.winners.length, answers.losers.length]).toEqual([50, 450]);
    expect(new Set(answers.losers.map(({ reason }) => reason))).toEqual(new Set(['coupon-used-up']));
    expect(await market.usesOf(coupon.id)).toMatchObject({ held: 50, consumed: 0 });
    expect(await harness.running.db.query('SELECT count(*)::int AS dead FROM dead_letters')).toEqual([{ dead: 0 }]);
  });

  it('have consistent counts, and append-only records', async () => {
    expect(await harness.running.jobs.runNow('reconcile-use-counts')).toBe(0);
    const { db } = harness.running;
    await expect(db.query('UPDATE coupon_redemptions SET amount = 1')).rejects.toThrow(/append-only/);
    await expect(db.query('DELETE FROM discount_usage_parts')).rejects.toThrow(/append-only/);
    await expect(db.query('UPDATE history SET version = 9')).rejects.toThrow(/append-only/);
    await db.query(
      'UPDATE use_counts SET consumed = consumed + 1 WHERE max_uses IS NULL AND buyer_id = (SELECT min(buyer_id::text)::uuid FROM use_counts)',
    );
    expect(await harness.running.jobs.runNow('reconcile-use-counts')).toBeGreaterThan(0);
  });
});
