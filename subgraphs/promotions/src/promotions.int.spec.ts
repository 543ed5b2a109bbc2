import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { promotionsEvents } from '@marketplace/schema';
import { eventually } from '@marketplace/testing';
import { context } from './main';
import {
  buyer,
  inMinutes,
  marketplace,
  operator,
  otherSellerId,
  request,
  rival,
  sellerId,
  staff,
  terms,
  visitor,
} from './promotions.fixtures';

type Who = Parameters<ContextHarness['graph']>[0];
type Page = {
  readonly edges: readonly {
    readonly cursor: string;
    readonly node: { readonly id: string; readonly label: string; readonly code: string };
  }[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
};

const usd = (amount: string) => ({ amount, currency: 'USD' });

describe('managing promotions', () => {
  let harness: ContextHarness;
  let market: ReturnType<typeof marketplace>;
  beforeAll(async () => {
    harness = await contextHarness(context);
    market = marketplace(harness);
  });
  afterAll(() => harness.stop());

  const read = async <T>(who: Who, query: string, variables: object = {}): Promise<T> => {
    const { data, errors } = await harness.graph(who, query, { ...variables });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return Object.values(data ?? {})[0] as T;
  };
  const codeOf = async (who: Who, query: string, variables: object = {}) =>
    (await harness.graph(who, query, { ...variables })).errors?.[0]?.extensions['code'];
  const one = 'query ($id: ID!) { promotion(id: $id) { id } }';

  it('creates a draft, and returns it as entered', async () => {
    const rules = {
      productIds: [newId()],
      categoryIds: [newId()],
      sellerIds: [sellerId],
      minimumValue: [usd('100.00')],
      minimumQuantity: 2,
      segments: ['vip'],
      firstOrder: true,
      countryCodes: ['DE'],
    };
    const effects = [
      { kind: 'BUY_X_GET_Y', buy: 2, get: 1, basisPoints: 5000 },
      {
        kind: 'TIERED',
        tiers: [
          { minimumQuantity: 3, basisPoints: 1000 },
          { minimumQuantity: 6, amounts: [usd('20.00')] },
        ],
      },
      { kind: 'TIERED', tiers: [{ minimumValue: [usd('50.00')], basisPoints: 100 }] },
    ];
    const all = terms({
      rules,
      effects,
      maximumDiscount: [usd('30.00')],
      maxUses: 5,
      maxUsesPerBuyer: 1,
      budget: usd('500.00'),
      endsAt: inMinutes(60),
      priority: 3,
    });
    const { promotion } = await market.change('promotionCreate', { terms: all, idempotencyKey: newId() });
    const shown = await read<Record<string, unknown>>(
      operator,
      `query ($id: ID!) { promotion(id: $id) { label status version seller { id } fundedBy needsCoupon priority startsAt endsAt
        rules { productIds categoryIds sellerIds minimumValue { amount currency } minimumQuantity segments firstOrder countryCodes }
        effects { kind basisPoints buy get amounts { amount } tiers { minimumValue { amount currency } minimumQuantity basisPoints amounts { amount currency } } }
        stacking { withPromotions withCoupons exclusivityGroup }
        maximumDiscount { amount currency } maxUses maxUsesPerBuyer budget { amount currency } budgetUsed { amount currency } usesHeld usesConsumed } }`,
      { id: promotion?.id },
    );
    expect(shown).toMatchObject({
      label: 'Ten off',
      status: 'DRAFT',
      version: 1,
      seller: null,
      fundedBy: 'PLATFORM',
      needsCoupon: false,
      priority: 3,
      startsAt: all['startsAt'],
      endsAt: all['endsAt'],
      rules,
      effects: [effects[0], effects[1], effects[2]],
      stacking: { withPromotions: true, withCoupons: true, exclusivityGroup: null },
      maximumDiscount: [usd('30.00')],
      maxUses: 5,
      maxUsesPerBuyer: 1,
      budget: usd('500.00'),
      budgetUsed: usd('0.00'),
      usesHeld: 0,
      usesConsumed: 0,
    });
  });

  it('creates one promotion for a repeated request', async () => {
    const input = { terms: terms(), idempotencyKey: newId() };
    const [first, second] = [await market.change('promotionCreate', input), await market.change('promotionCreate', input)];
    expect(second.promotion?.id).toBe(first.promotion?.id);
    const other = await market.change('promotionCreate', { ...input, terms: terms({ label: 'Other' }) });
    expect(other.userErrors[0]?.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it.each([
    ['LABEL_INVALID', ['label'], { label: '' }],
    ['PERIOD_INVALID', ['endsAt'], { endsAt: '2020-01-01T00:00:00.000Z' }],
    ['EFFECT_INVALID', ['effects', '0'], { effects: [{ kind: 'PERCENTAGE', basisPoints: 10_001 }] }],
    ['EFFECT_INVALID', ['effects', '0'], { effects: [{ kind: 'PERCENTAGE' }] }],
    ['EFFECT_INVALID', ['effects', '0', 'tiers'], { effects: [{ kind: 'TIERED', tiers: [] }] }],
    [
      'AMOUNTS_INVALID',
      ['effects', '0', 'amounts', '0'],
      { effects: [{ kind: 'FIXED_AMOUNT', amounts: [{ amount: '1.234', currency: 'USD' }] }] },
    ],
    ['RULE_INVALID', ['rules', 'productIds'], { rules: { productIds: ['1'] } }],
    ['LIMIT_INVALID', ['maxUses'], { maxUses: 0 }],
  ])('refuses invalid terms: %s at %p', async (code, path, changes) => {
    const answer = await market.change('promotionCreate', { terms: terms(changes), idempotencyKey: newId() });
    expect(answer).toMatchObject({ promotion: null, userErrors: [{ code, path }] });
  });

  it('is for operators, and for the staff of the owning seller', async () => {
    const own = await market.active({}, { sellerId }, staff);
    const ofPlatform = await market.active();
    const other = { sellerId: otherSellerId, terms: terms(), idempotencyKey: newId() };
    expect((await market.change('promotionCreate', other, staff)).userErrors[0]?.code).toBe('SELLER_NOT_FOUND');
    expect((await market.change('promotionCreate', { terms: terms(), idempotencyKey: newId() }, staff)).userErrors[0]?.code).toBe(
      'SELLER_NOT_FOUND',
    );
    expect(await read(staff, one, { id: own.id })).toEqual({ id: own.id });
    expect(await read(operator, one, { id: own.id })).toEqual({ id: own.id });
    for (const who of [buyer, rival, visitor]) expect(await read(who, one, { id: own.id })).toBeNull();
    expect(await read(staff, one, { id: ofPlatform.id })).toBeNull();
    const change = { promotionId: own.id, expectedVersion: own.version };
    for (const operation of ['promotionPause', 'promotionArchive', 'promotionActivate'] as const)
      expect((await market.change(operation, change, rival)).userErrors[0]?.code).toBe('PROMOTION_NOT_FOUND');
    expect((await market.change('promotionUpdate', { ...change, terms: terms() }, rival)).userErrors[0]?.code).toBe('PROMOTION_NOT_FOUND');
    expect(
      (await market.change('couponsCreate', { promotionId: own.id, code: 'MINE-NOW', idempotencyKey: newId() }, rival)).userErrors[0]?.code,
    ).toBe('PROMOTION_NOT_FOUND');
    expect(
      await codeOf(visitor, 'mutation ($input: PromotionStatusInput!) { promotionPause(input: $input) { userErrors { code } } }', {
        input: change,
      }),
    ).toBe('UNAUTHENTICATED');
    await market.archived(own);
    await market.archived(ofPlatform);
  });

  it('reports a version conflict after another change', async () => {
    const { id, version } = await market.active();
    await market.change('promotionPause', { promotionId: id, expectedVersion: version });
    const late = await market.change('promotionArchive', { promotionId: id, expectedVersion: version });
    expect(late).toMatchObject({ promotion: null, userErrors: [{ __typename: 'VersionConflict', code: 'VERSION_CONFLICT' }] });
  });

  it('refuses limits below the current uses', async () => {
    const { id, version } = await market.active({ maxUses: 5 });
    for (const asked of [request(), request()]) await harness.waitUntilHandled(await market.ask(asked));
    const less = await market.change('promotionUpdate', { promotionId: id, expectedVersion: version, terms: terms({ maxUses: 1 }) });
    expect(less.userErrors[0]?.code).toBe('LIMIT_BELOW_USES');
    const enough = await market.change('promotionUpdate', { promotionId: id, expectedVersion: version, terms: terms({ maxUses: 2 }) });
    expect(enough.promotion).toMatchObject({ usesHeld: 2, version: version + 1 });
    await market.archived({ id });
  });

  it('lists the promotions you manage, newest first, page by page', async () => {
    const ids: string[] = [];
    for (const label of ['One', 'Two', 'Three']) ids.push((await market.active({ label }, { sellerId: otherSellerId }, rival)).id);
    const query = `query ($first: Int!, $after: String, $status: PromotionStatus, $sellerId: ID) {
      promotions(first: $first, after: $after, status: $status, sellerId: $sellerId) { edges { cursor node { id label } } pageInfo { endCursor hasNextPage } } }`;
    const first = await read<Page>(rival, query, { first: 2 });
    expect(first.edges.map(({ node }) => node.label)).toEqual(['Three', 'Two']);
    const rest = await read<Page>(rival, query, { first: 2, after: first.pageInfo.endCursor });
    expect([rest.edges.map(({ node }) => node.label), rest.pageInfo.hasNextPage]).toEqual([['One'], false]);
    expect((await read<Page>(operator, query, { first: 10, sellerId: otherSellerId, status: 'ACTIVE' })).edges).toHaveLength(3);
    expect((await read<Page>(operator, query, { first: 10, sellerId: otherSellerId, status: 'PAUSED' })).edges).toEqual([]);
    expect((await read<Page>(staff, query, { first: 10, sellerId: otherSellerId })).edges).toEqual([]);
    expect([await codeOf(buyer, query, { first: 1 }), await codeOf(visitor, query, { first: 1 })]).toEqual([
      'FORBIDDEN',
      'UNAUTHENTICATED',
    ]);
    expect(await codeOf(rival, query, { first: 1, after: 'nonsense' })).toBe('BAD_USER_INPUT');
    for (const id of ids) await market.archived({ id });
  });

  it('shows the public data of promotions that apply now without coupons and segments', async () => {
    const shown = await market.active({ label: 'Spring sale' }, { sellerId }, staff);
    const hidden = [
      await market.active({ label: 'Secret' }, { needsCoupon: true }),
      await market.active({ label: 'For some', rules: { segments: ['vip'] } }),
      await market.active({ label: 'Later', startsAt: inMinutes(60) }),
    ];
    const query = 'query { activePromotions(first: 10) { edges { node { id label seller { id } startsAt endsAt } } } }';
    expect((await read<Page>(visitor, query)).edges.map(({ node }) => node)).toMatchObject([
      { id: shown.id, label: 'Spring sale', seller: { id: sellerId } },
    ]);
    for (const each of [shown, ...hidden]) await market.archived(each);
  });

  it('expires a promotion whose period has ended, and publishes it', async () => {
    const { id } = await market.active({ label: 'Flash', endsAt: inMinutes(60) });
    await harness.waitForEvent(promotionsEvents.PromotionChangedV1, (data) => data.promotionId === id && data.status === 'ACTIVE');
    const past = inMinutes(-1);
    const turnBack = `UPDATE promotions SET ends_at = $2::text::timestamptz, terms = jsonb_set(terms, '{endsAt}', to_jsonb($2::text)) WHERE id = $1`;
    await harness.running.db.query(turnBack, [id, past]);
    await eventually(async () => (await harness.running.jobs.runNow('expire-promotions')) > 0 || (await expired(id)), {
      waitingFor: 'the end',
    });
    expect(
      await harness.waitForEvent(promotionsEvents.PromotionChangedV1, (data) => data.promotionId === id && data.status === 'EXPIRED'),
    ).toMatchObject({ label: 'Flash' });
  });
  const expired = async (id: string): Promise<boolean> =>
    (await read<{ status: string }>(operator, 'query ($id: ID!) { promotion(id: $id) { status } }', { id })).status === 'EXPIRED';

  describe('with coupons', () => {
    it('creates a single code once, for one promotion', async () => {
      const { id } = await market.active({}, { needsCoupon: true });
      const key = newId();
      const input = { promotionId: id, code: ' spring-26 ', idempotencyKey: key };
      const made = await market.change('couponsCreate', input);
      expect(made).toMatchObject({ count: 1, coupons: [{ code: 'SPRING-26', status: 'ACTIVE' }], userErrors: [] });
      expect((await market.change('couponsCreate', input)).coupons).toEqual(made.coupons);
      expect((await market.change('couponsCreate', { ...input, idempotencyKey: newId() })).userErrors[0]?.code).toBe('COUPON_CODE_TAKEN');
      const { id: other } = await market.active();
      expect(
        (await market.change('couponsCreate', { ...input, promotionId: other, code: 'OTHER', idempotencyKey: newId() })).userErrors[0]
          ?.code,
      ).toBe('PROMOTION_NEEDS_NO_COUPON');
      await market.archived({ id: other });
      expect((await market.change('couponsCreate', { ...input, prefix: 'P', idempotencyKey: newId() })).userErrors[0]?.code).toBe(
        'COUPONS_INVALID',
      );
    });

    it('creates ten thousand random codes at once', async () => {
      const { id } = await market.active({}, { needsCoupon: true });
      const made = await market.change('couponsCreate', {
        promotionId: id,
        prefix: 'MAIL',
        count: 10_000,
        maxUses: 1,
        idempotencyKey: newId(),
      });
      expect([made.count, made.coupons?.length]).toEqual([10_000, 100]);
      for (const { code } of made.coupons ?? []) expect(code).toMatch(/^MAIL-[0-9A-HJKMNP-TV-Z]{10}$/);
      expect(await harness.waitForEvent(promotionsEvents.CouponsIssuedV1, ({ promotionId }) => promotionId === id)).toEqual({
        promotionId: id,
        count: 10_000,
      });
      const [row] = await harness.running.db.query('SELECT count(DISTINCT code)::int AS codes FROM coupons WHERE promotion_id = $1', [id]);
      expect(row).toEqual({ codes: 10_000 });
      const more = await market.change('couponsCreate', { promotionId: id, prefix: 'MAIL', count: 10_001, idempotencyKey: newId() });
      expect(more.userErrors[0]?.code).toBe('COUPON_COUNT_INVALID');
    });

    it('lists the codes of a promotion with their uses, and disables one', async () => {
      const { id } = await market.active({}, { needsCoupon: true, sellerId }, staff);
      const coupon = await market.couponOf(id, {}, staff);
      const asked = request({ couponCodes: [coupon.code] });
      await market.ask(asked);
      await harness.waitForEvent(promotionsEvents.DiscountsQuotedV1, ({ checkoutId }) => checkoutId === asked.checkoutId);
      const list = 'query ($id: ID!) { promotion(id: $id) { coupons(first: 5) { edges { node { id code usesHeld usesConsumed } } } } }';
      expect(await read(staff, list, { id })).toMatchObject({
        coupons: { edges: [{ node: { id: coupon.id, usesHeld: 1, usesConsumed: 0 } }] },
      });
      const single = 'query ($id: ID!) { coupon(id: $id) { code } }';
      expect([await read(staff, single, { id: coupon.id }), await read(rival, single, { id: coupon.id })]).toEqual([
        { code: coupon.code },
        null,
      ]);
      const disable = { couponId: coupon.id, expectedVersion: coupon.version };
      expect((await market.change('couponDisable', disable, rival)).userErrors[0]?.code).toBe('COUPON_NOT_FOUND');
      expect((await market.change('couponDisable', disable, staff)).coupon).toMatchObject({ status: 'DISABLED', version: 2 });
      expect((await market.change('couponDisable', disable, staff)).userErrors[0]?.code).toBe('VERSION_CONFLICT');
      const next = request({ couponCodes: [coupon.code] });
      await market.ask(next);
      expect(
        await harness.waitForEvent(promotionsEvents.CouponRejectedV1, ({ checkoutId }) => checkoutId === next.checkoutId),
      ).toMatchObject({
        reason: 'coupon-not-applicable',
      });
    });
  });

  describe('by simulation', () => {
    const simulate = `query ($input: PromotionSimulateInput!) { promotionSimulate(input: $input) {
      simulation { goods { amount } goodsDiscount { amount } delivery { amount } deliveryDiscount { amount } total { amount } considered { label outcome reason amount { amount } } }
      userErrors { code path } } }`;
    type Simulated = { readonly simulation: object | null; readonly userErrors: readonly object[] };
    const line = { productId: newId(), sellerId, categoryIds: [newId()], quantity: 10, unitPrice: usd('23.90') };
    const quarter = terms({ label: 'A quarter', effects: [{ kind: 'PERCENTAGE', basisPoints: 2500 }] });

    it('shows the effect of a draft without saving it', async () => {
      const input = { lines: [line], delivery: [{ sellerId, price: usd('5.00') }], draft: { terms: quarter, sellerId } };
      expect(await read<Simulated>(staff, simulate, { input })).toEqual({
        simulation: {
          goods: { amount: '239.00' },
          goodsDiscount: { amount: '59.75' },
          delivery: { amount: '5.00' },
          deliveryDiscount: { amount: '0.00' },
          total: { amount: '184.25' },
          considered: [{ label: 'A quarter', outcome: 'APPLIED', reason: 'APPLIED', amount: { amount: '59.75' } }],
        },
        userErrors: [],
      });
    });

    it('combines drafts and coupons for a described buyer', async () => {
      const made = await market.change('promotionCreate', {
        terms: terms({ label: 'First', rules: { firstOrder: true, categoryIds: line.categoryIds } }),
        needsCoupon: true,
        idempotencyKey: newId(),
      });
      const input = { lines: [line], promotionIds: [made.promotion?.id], draft: { terms: quarter }, buyer: { firstOrder: true } };
      expect(await read(operator, simulate, { input })).toMatchObject({
        simulation: {
          considered: [
            { label: 'First', amount: { amount: '23.90' } },
            { label: 'A quarter', amount: { amount: '53.78' } },
          ],
        },
      });
      expect(await read(operator, simulate, { input: { ...input, buyer: { firstOrder: false } } })).toMatchObject({
        simulation: {
          considered: [{ label: 'First', outcome: 'SKIPPED', reason: 'NOT_FIRST_ORDER', amount: null }, { label: 'A quarter' }],
        },
      });
    });

    it('is limited to promotions that the user manages', async () => {
      const { id } = await market.active({}, { sellerId: otherSellerId }, rival);
      const input = { lines: [line], promotionIds: [id] };
      expect(await read(staff, simulate, { input })).toEqual({
        simulation: null,
        userErrors: [{ code: 'PROMOTION_NOT_FOUND', path: ['promotionIds', '0'] }],
      });
      expect(await read(buyer, simulate, { input: { lines: [line], draft: { terms: quarter } } })).toMatchObject({
        userErrors: [{ code: 'SELLER_NOT_FOUND' }],
      });
      expect(await codeOf(visitor, simulate, { input })).toBe('UNAUTHENTICATED');
      await market.archived({ id });
    });

    it.each([
      ['BASKET_EMPTY', { lines: [], draft: { terms: quarter } }],
      ['NOTHING_TO_SIMULATE', { lines: [line] }],
      ['BASKET_INVALID', { lines: [{ ...line, quantity: 0 }], draft: { terms: quarter } }],
      ['BASKET_INVALID', { lines: [line, { ...line, unitPrice: { amount: '1', currency: 'JPY' } }], draft: { terms: quarter } }],
      ['BASKET_INVALID', { lines: [{ ...line, unitPrice: usd('-1.00') }], draft: { terms: quarter } }],
    ])('refuses an invalid basket: %s', async (code, input) => {
      expect(await read(operator, simulate, { input })).toMatchObject({ simulation: null, userErrors: [{ code }] });
    });
  });
});
