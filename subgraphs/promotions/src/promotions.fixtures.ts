import { idOf, instant, type SellerId } from '@marketplace/kernel';
import { newId, now } from '@marketplace/platform';
import { userActor, type ContextHarness } from '@marketplace/platform/testing';
import { checkoutEvents, paymentsEvents, type DataOf } from '@marketplace/schema';

export const sellerId: SellerId = idOf('01900000-0000-7000-8000-0000000000e1');
export const otherSellerId: SellerId = idOf('01900000-0000-7000-8000-0000000000e2');
export const buyer = userActor(idOf('01900000-0000-7000-8000-0000000000b1'));
export const operator = userActor(idOf('01900000-0000-7000-8000-0000000000a1'), ['operator']);
export const staff = userActor(idOf('01900000-0000-7000-8000-0000000000c1'), ['seller'], [sellerId]);
/** A guest. */
export const visitor = { kind: 'guest' } as const;
export const rival = userActor(idOf('01900000-0000-7000-8000-0000000000d1'), ['seller'], [otherSellerId]);

export const usd = (amount: string) => ({ amount, currency: 'USD' });

export const inMinutes = (minutes: number): string => instant(Date.parse(now()) + minutes * 60_000);

type Input = Readonly<Record<string, unknown>>;
type Who = Parameters<ContextHarness['graph']>[0];

export type PromotionJson = {
  readonly id: string;
  readonly status: string;
  readonly version: number;
  readonly usesHeld: number;
  readonly usesConsumed: number;
};
export type CouponJson = { readonly id: string; readonly code: string; readonly status: string; readonly version: number };
type UserErrorJson = { readonly __typename: string; readonly code: string; readonly path: readonly string[] | null };
export type PromotionResult = {
  readonly promotion: PromotionJson | null;
  readonly coupon?: CouponJson | null;
  readonly coupons?: readonly CouponJson[];
  readonly count?: number;
  readonly userErrors: readonly UserErrorJson[];
};

const promotionFields = 'promotion { id status version usesHeld usesConsumed }';
const errorFields = 'userErrors { __typename code path }';

const mutations = {
  promotionCreate: ['PromotionCreateInput', promotionFields],
  promotionUpdate: ['PromotionUpdateInput', promotionFields],
  promotionActivate: ['PromotionStatusInput', promotionFields],
  promotionPause: ['PromotionStatusInput', promotionFields],
  promotionArchive: ['PromotionStatusInput', promotionFields],
  couponsCreate: ['CouponsCreateInput', `${promotionFields} count coupons { id code status version }`],
  couponDisable: ['CouponDisableInput', 'coupon { id code status version }'],
} as const;

/** Terms for 10% off all items, combinable with everything, unless a test changes them. */
export const terms = (changes: Input = {}): Input => ({
  label: 'Ten off',
  startsAt: inMinutes(-60),
  effects: [{ kind: 'PERCENTAGE', basisPoints: 1000 }],
  stacking: { withPromotions: true, withCoupons: true },
  ...changes,
});

/** The owners of promotions, as GraphQL clients. */
const owners = (harness: ContextHarness) => {
  const change = async (operation: keyof typeof mutations, input: Input, who: Who = operator): Promise<PromotionResult> => {
    const [inputType, fields] = mutations[operation];
    const document = `mutation ($input: ${inputType}!) { ${operation}(input: $input) { ${fields} ${errorFields} } }`;
    const { data, errors } = await harness.graph(who, document, { input });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data?.[operation] as PromotionResult;
  };
  const active = async (changes: Input = {}, rest: Input = {}, who: Who = operator): Promise<PromotionJson> => {
    const { promotion, userErrors } = await change('promotionCreate', { terms: terms(changes), idempotencyKey: newId(), ...rest }, who);
    if (promotion === null) throw new Error(JSON.stringify(userErrors));
    const activated = await change('promotionActivate', { promotionId: promotion.id, expectedVersion: promotion.version }, who);
    if (activated.promotion === null) throw new Error(JSON.stringify(activated.userErrors));
    return activated.promotion;
  };
  const archived = async ({ id }: Pick<PromotionJson, 'id'>): Promise<void> => {
    const read = await harness.graph(operator, 'query ($id: ID!) { promotion(id: $id) { version } }', { id });
    const { version } = read.data?.['promotion'] as { version: number };
    await change('promotionArchive', { promotionId: id, expectedVersion: version });
  };
  const couponOf = async (promotionId: string, changes: Input = {}, who: Who = operator): Promise<CouponJson> => {
    const code = `C${newId().toUpperCase()}`.slice(0, 40);
    const { coupons = [], userErrors } = await change('couponsCreate', { promotionId, code, idempotencyKey: newId(), ...changes }, who);
    const [coupon] = coupons;
    if (coupon === undefined) throw new Error(JSON.stringify(userErrors));
    return coupon;
  };
  return {
    change,
    /** Creates and activates a promotion. */
    active,
    archived,
    couponOf,
    /** Creates a coupon code for a new active promotion. */
    code: async (changes: Input = {}, ofCoupon: Input = {}): Promise<string> =>
      (await couponOf((await active(changes, { needsCoupon: true })).id, ofCoupon)).code,
  };
};

type Request = DataOf<typeof checkoutEvents.DiscountQuoteRequestedV1>;

/** A quote request for two units at 50.00 from one seller, with delivery for 5.00. */
export const request = (changes: Partial<Request> = {}): Request => ({
  checkoutId: newId(),
  buyerId: newId(),
  countryCode: 'DE',
  currency: 'USD',
  expiresAt: inMinutes(15),
  couponCodes: [],
  lines: [{ lineId: newId(), variantId: newId(), productId: newId(), sellerId, quantity: 2, unitPrice: usd('5000') }],
  delivery: [{ sellerId, price: usd('500') }],
  ...changes,
});

type Delivery = { readonly eventId?: string };

/** The contexts whose events promotions handles. Repeating an eventId simulates a redelivery. */
const otherContexts = (harness: ContextHarness) => ({
  ask: (data: Request, delivery: Delivery = {}) =>
    harness.publish(checkoutEvents.DiscountQuoteRequestedV1, data, { aggregateId: data.checkoutId, version: 3, ...delivery }),
  release: (checkoutId: string, delivery: Delivery = {}) =>
    harness.publish(checkoutEvents.DiscountReleaseRequestedV1, { checkoutId }, { aggregateId: checkoutId, version: 9, ...delivery }),
  pay: (
    { checkoutId, buyerId }: Pick<Request, 'checkoutId' | 'buyerId'>,
    contract: typeof paymentsEvents.PaymentCapturedV1 | typeof paymentsEvents.CashOnDeliveryAgreedV1 = paymentsEvents.PaymentCapturedV1,
  ) => {
    const paymentId = newId();
    const orders = [{ orderId: newId(), sellerId, amount: usd('1000') }];
    return harness.publish(
      contract,
      { paymentId, checkoutId, buyerId, amount: usd('1000'), orders },
      { aggregateId: paymentId, version: 2 },
    );
  },
});

type CountRow = { readonly held: number; readonly consumed: number; readonly spent: bigint };

/** Owners, other contexts, and reads of the database. */
export const marketplace = (harness: ContextHarness) => ({
  ...owners(harness),
  ...otherContexts(harness),
  statusOf: async (checkoutId: string): Promise<string | undefined> => {
    const [row] = await harness.running.db.query<{ status: string }>('SELECT status FROM discount_usages WHERE checkout_id = $1', [
      checkoutId,
    ]);
    return row?.status;
  },
  /** The use count of a promotion or coupon for all buyers. */
  usesOf: async (subjectId: string): Promise<CountRow | undefined> => {
    const [row] = await harness.running.db.query<CountRow>(
      `SELECT held, consumed, spent_held + spent_consumed AS spent FROM use_counts
       WHERE subject_id = $1 AND buyer_id = '00000000-0000-0000-0000-000000000000'`,
      [subjectId],
    );
    return row;
  },
});
