import { newId } from '@marketplace/platform';
import { contextHarness, userActor, type ContextHarness } from '@marketplace/platform/testing';
import { context } from './main';
import { buyer, marketplace, otherSellerId, request, sellerId, terms, operator, visitor } from './promotions.fixtures';

type Who = Parameters<ContextHarness['graph']>[0];
type Answered = {
  readonly coupons: readonly { readonly code: string; readonly status: string }[];
  readonly discounts: readonly { readonly label: string; readonly amount: object; readonly couponCode: string | null }[];
  readonly estimatedTotal: { readonly amount: string } | null;
};
type Considered = {
  readonly promotionId: string | null;
  readonly couponCode: string | null;
  readonly outcome: string;
  readonly reason: string;
};

const usd = (amount: string) => ({ amount, currency: 'USD' });

describe('the price of a cart', () => {
  let harness: ContextHarness;
  let market: ReturnType<typeof marketplace>;
  beforeAll(async () => {
    harness = await contextHarness(context);
    await harness.pauseJobs('forget-coupon-attempts');
    market = marketplace(harness);
  });
  afterAll(() => harness.stop());

  const pricing = (couponCodes: readonly string[] = [], buyerId: string | null = buyer.userId, quantity = 2) => ({
    buyerId,
    currency: 'USD',
    couponCodes,
    lines: [{ lineId: newId(), variantId: newId(), productId: newId(), sellerId, quantity, unitPrice: usd('50.00') }],
  });
  const cart = async (changes: object = {}, who: Who = buyer): Promise<Answered> => {
    const representation = {
      __typename: 'Cart',
      id: newId(),
      pricing: pricing(),
      deliveryEstimate: [{ sellerId, price: usd('5.00') }],
      countryCode: null,
      ...changes,
    };
    const { data, errors } = await harness.graph(
      who,
      `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Cart {
        coupons { code status } discounts { label amount { amount currency } promotionId couponCode } estimatedTotal { amount currency } } } }`,
      { representations: [representation] },
    );
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return (data?.['_entities'] as readonly [Answered])[0];
  };
  const explanation = async (of: object, who: Who = buyer, countryCode: string | null = null): Promise<readonly Considered[]> => {
    const { data, errors } = await harness.graph(
      who,
      `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on CartDiscountExplanation {
        considered { promotionId label couponCode outcome reason message amount { amount } } } } }`,
      { representations: [{ __typename: 'CartDiscountExplanation', cartId: newId(), pricing: of, countryCode }] },
    );
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return (data?.['_entities'] as readonly { considered: readonly Considered[] }[])[0]?.considered ?? [];
  };
  const someone = () => userActor(newId());

  it('is goods and delivery without discounts', async () => {
    expect(await cart()).toEqual({ coupons: [], discounts: [], estimatedTotal: usd('105.00') });
  });

  it('is null for an empty cart, and while the delivery cost is unknown', async () => {
    const empty = { ...pricing(), currency: null, lines: [] };
    expect(await cart({ pricing: empty, deliveryEstimate: [] })).toEqual({ coupons: [], discounts: [], estimatedTotal: null });
    expect((await cart({ deliveryEstimate: null })).estimatedTotal).toBeNull();
  });

  it('is reduced by promotions and coupons, including on delivery', async () => {
    const { id } = await market.active({ label: 'Free delivery', effects: [{ kind: 'FREE_SHIPPING' }] });
    const code = await market.code({ label: 'Welcome' });
    const answer = await cart({ pricing: pricing([code]) });
    expect(answer).toMatchObject({
      coupons: [{ code, status: 'APPLIED' }],
      discounts: [
        { label: 'Free delivery', amount: usd('5.00'), promotionId: id, couponCode: null },
        { label: 'Welcome', amount: usd('10.00'), couponCode: code },
      ],
      estimatedTotal: usd('90.00'),
    });
    await market.archived({ id });
  });

  it('is evaluated once for all fields', async () => {
    const code = await market.code();
    await cart({ pricing: pricing([code]) });
    expect(await harness.statementsOf(() => cart({ pricing: pricing([code]) }))).toBeLessThanOrEqual(4);
  });

  it('is the same for a guest, who must log in to use coupons', async () => {
    const { id } = await market.active({ label: 'Sale' });
    const answer = await cart({ pricing: pricing(['WELCOME'], null) }, visitor);
    expect(answer).toMatchObject({
      coupons: [{ code: 'WELCOME', status: 'LOGIN_REQUIRED' }],
      discounts: [{ label: 'Sale' }],
      estimatedTotal: usd('95.00'),
    });
    await market.archived({ id });
  });

  it('does not reveal to another user which codes exist', async () => {
    const code = await market.code();
    expect((await cart({ pricing: pricing([code]) }, someone())).coupons).toEqual([{ code, status: 'LOGIN_REQUIRED' }]);
  });

  it('has the same status for unknown, expired and ineligible codes', async () => {
    const codes = [
      'NO-SUCH-CODE',
      await market.code({ rules: { minimumValue: [{ amount: '1000.00', currency: 'USD' }] } }),
      await market.code({ rules: { countryCodes: ['DE'] } }),
      await market.code({}, { endsAt: '2020-01-01T00:00:00.000Z' }),
    ];
    const { coupons, discounts } = await cart({ pricing: pricing(codes) });
    expect(coupons.map(({ status }) => status)).toEqual(codes.map(() => 'NOT_APPLICABLE'));
    expect(discounts).toEqual([]);
    expect((await cart({ pricing: pricing(codes.slice(2, 3)), countryCode: 'DE' })).coupons[0]?.status).toBe('APPLIED');
    expect((await explanation(pricing(codes))).map(({ promotionId, reason }) => [promotionId, reason])).toEqual(
      codes.map(() => [null, 'NOT_APPLICABLE']),
    );
  });

  it('shows that a coupon cannot be combined', async () => {
    const alone = { stacking: { withPromotions: false, withCoupons: false } };
    const codes = [await market.code(alone), await market.code(alone)];
    expect((await cart({ pricing: pricing(codes) })).coupons.map(({ status }) => status)).toEqual(['APPLIED', 'NOT_COMBINABLE']);
  });

  it('is explained: each promotion in order, with its discount or the reason why it does not apply', async () => {
    const [big, small] = [
      await market.active({ label: 'Three for two', priority: 9, rules: { minimumQuantity: 3 } }),
      await market.active({ label: 'Sale' }),
    ];
    const code = await market.code({ label: 'Welcome', priority: -1 });
    expect(await explanation(pricing([code]))).toMatchObject([
      { promotionId: big.id, label: 'Three for two', outcome: 'SKIPPED', reason: 'MINIMUM_QUANTITY_NOT_MET', amount: null },
      { promotionId: small.id, outcome: 'APPLIED', reason: 'APPLIED', amount: { amount: '10.00' } },
      { label: 'Welcome', couponCode: code, outcome: 'APPLIED', amount: { amount: '9.00' } },
    ]);
    await market.archived(big);
    await market.archived(small);
  });

  it('is explained for the chosen country, like the quote', async () => {
    const promotion = await market.active({ label: 'To Germany', rules: { countryCodes: ['DE'] } });
    const reasonFor = async (countryCode: string | null) => (await explanation(pricing(), buyer, countryCode)).map(({ reason }) => reason);
    expect(await reasonFor(null)).toEqual(['COUNTRY_NOT_KNOWN']);
    expect(await reasonFor('FR')).toEqual(['COUNTRY_NOT_SERVED']);
    expect(await reasonFor('DE')).toEqual(['APPLIED']);
    expect((await cart({ countryCode: 'DE' })).estimatedTotal).toEqual(usd('95.00'));
    await market.archived(promotion);
  });

  it('stays as quoted during checkout: its own reserved use does not count against it', async () => {
    const shopper = someone();
    const { id } = await market.active({ maxUses: 1, maxUsesPerBuyer: 1, rules: { firstOrder: true } }, { needsCoupon: true });
    const { code } = await market.couponOf(id, { maxUses: 1 });
    const asked = request({ buyerId: shopper.userId, couponCodes: [code] });
    await harness.waitUntilHandled(await market.ask(asked));
    const of = pricing([code], shopper.userId);
    const locked = { ...of, checkoutId: asked.checkoutId };
    expect(await cart({ pricing: locked }, shopper)).toMatchObject({
      coupons: [{ code, status: 'APPLIED' }],
      estimatedTotal: usd('95.00'),
    });
    expect(await explanation(locked, shopper)).toMatchObject([{ couponCode: code, outcome: 'APPLIED' }]);
    expect((await cart({ pricing: of }, shopper)).coupons).toEqual([{ code, status: 'NOT_APPLICABLE' }]);
    const rival = someone();
    const foreign = { ...pricing([code], rival.userId), checkoutId: asked.checkoutId };
    expect((await cart({ pricing: foreign }, rival)).coupons).toEqual([{ code, status: 'NOT_APPLICABLE' }]);
  });

  it.each([
    ['JPY', '999', '550', '9541'],
    // A tenth is 12.345, whose last digit is not chargeable.
    ['KWD', '12.345', '1.500', '112.610'],
  ])('is exact in %s, whatever its decimal places', async (currency, unit, delivery, total) => {
    const code = await market.code({ label: 'Ten off' });
    const [line] = pricing().lines;
    const lines = [{ ...line, quantity: 10, unitPrice: { amount: unit, currency } }];
    const deliveryEstimate = [{ sellerId, price: { amount: delivery, currency } }];
    const answer = await cart({ pricing: { ...pricing([code]), currency, lines }, deliveryEstimate });
    expect(answer).toMatchObject({ coupons: [{ code, status: 'APPLIED' }] });
    expect(answer.estimatedTotal).toEqual({ amount: total, currency });
  });

  it('has free delivery only from sellers of eligible goods', async () => {
    const promotion = await market.active({ effects: [{ kind: 'FREE_SHIPPING' }], rules: { sellerIds: [sellerId] } });
    const [line] = pricing().lines;
    const lines = [line, { ...line, lineId: newId(), sellerId: otherSellerId }];
    const deliveryEstimate = [sellerId, otherSellerId].map((each) => ({ sellerId: each, price: usd('5.00') }));
    const answer = await cart({ pricing: { ...pricing(), lines }, deliveryEstimate });
    expect(answer).toMatchObject({ discounts: [{ amount: usd('5.00') }], estimatedTotal: usd('205.00') });
    await market.archived(promotion);
  });

  it('changes immediately when a promotion is activated, paused or updated', async () => {
    const { id, version } = await market.active({ label: 'Sale' });
    expect((await cart()).estimatedTotal).toEqual(usd('95.00'));
    const updated = await market.change('promotionUpdate', {
      promotionId: id,
      expectedVersion: version,
      terms: terms({ effects: [{ kind: 'PERCENTAGE', basisPoints: 2000 }] }),
    });
    expect((await cart()).estimatedTotal).toEqual(usd('85.00'));
    await market.change('promotionPause', { promotionId: id, expectedVersion: updated.promotion?.version });
    expect((await cart()).estimatedTotal).toEqual(usd('105.00'));
  });

  it('is lower for buyers in a segment', async () => {
    const vip = someone();
    const update = `mutation ($input: BuyerSegmentUpdateInput!) { buyerSegmentUpdate(input: $input) { segment { name size } userErrors { code path } } }`;
    const input = { segment: 'vip', addUserIds: [vip.userId, newId()] };
    expect((await harness.graph(operator, update, { input })).data).toEqual({
      buyerSegmentUpdate: { segment: { name: 'vip', size: 2 }, userErrors: [] },
    });
    const { id } = await market.active({ label: 'For you', rules: { segments: ['vip'] } });
    expect((await cart({ pricing: pricing([], vip.userId) }, vip)).estimatedTotal).toEqual(usd('95.00'));
    expect((await cart()).estimatedTotal).toEqual(usd('105.00'));
    await harness.graph(operator, update, { input: { segment: 'vip', removeUserIds: [vip.userId] } });
    expect((await cart({ pricing: pricing([], vip.userId) }, vip)).estimatedTotal).toEqual(usd('105.00'));
    expect((await harness.graph(buyer, update, { input })).errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    await market.archived({ id });
  });

  it('allows twenty failed codes per hour, without revealing the limit', async () => {
    const guesser = someone();
    const code = await market.code();
    const tried = (codes: readonly string[]) => cart({ pricing: pricing(codes, guesser.userId) }, guesser);
    for (let n = 0; n < 20; n += 5) await tried(Array.from({ length: 5 }, (_, k) => `GUESS-${(n + k).toString()}`));
    expect((await tried([code])).coupons).toEqual([{ code, status: 'NOT_APPLICABLE' }]);
    expect((await cart({ pricing: pricing([code]) })).coupons).toEqual([{ code, status: 'APPLIED' }]);
    await harness.running.db.query(`UPDATE coupon_attempts SET attempted_at = now() - interval '61 minutes'`);
    expect(await harness.running.jobs.runNow('forget-coupon-attempts')).toBeGreaterThanOrEqual(20);
    expect((await tried([code])).coupons).toEqual([{ code, status: 'APPLIED' }]);
  });

  it('takes the same number of statements for every invalid code', async () => {
    const { id } = await market.active({ maxUses: 1 }, { needsCoupon: true });
    const { code: spent } = await market.couponOf(id);
    await harness.waitUntilHandled(await market.ask(request({ couponCodes: [spent] })));
    const codes = [
      'NO-SUCH-CODE',
      await market.code({ rules: { sellerIds: [otherSellerId] } }),
      await market.code({ rules: { segments: ['vip'] } }),
      await market.code({}, { endsAt: '2020-01-01T00:00:00.000Z' }),
      spent,
    ];
    await harness.running.jobs.stop();
    const answers = [];
    for (const code of codes) {
      const guess = async (): Promise<void> => {
        const guesser = someone();
        const { coupons } = await cart({ pricing: pricing([code], guesser.userId) }, guesser);
        expect(coupons[0]?.status).toBe('NOT_APPLICABLE');
      };
      // The first request after the promotion cache expires needs one more statement.
      answers.push(await harness.statementsOf(guess));
    }
    expect(answers).toEqual(codes.map(() => 3));
  });
});
