import { told } from '../client/accounts';
import type { GraphClient, Payload } from '../client/graph-client';
import { demoPromotions, type DemoPromotion } from './catalogue/promotions';
import * as documents from './documents';

/** A seller's shop, and who speaks for it. */
export type OpenShop = { readonly code: string; readonly client: GraphClient; readonly sellerId: string };

type Kept = {
  readonly id: string;
  readonly version: number;
  readonly label: string;
  readonly status: string;
  readonly coupons: { readonly edges: readonly { readonly node: { readonly code: string } }[] };
};

type Keeper = { readonly client: GraphClient; readonly sellerId?: string };

const inDollars = (amount: string): readonly { readonly amount: string; readonly currency: string }[] => [{ amount, currency: 'USD' }];

const termsOf = ({ label, basisPoints, maximum, minimum }: DemoPromotion) => ({
  label,
  // Not now: an idempotency key stands for one input.
  startsAt: '2020-01-01T00:00:00.000Z',
  effects: [{ kind: 'PERCENTAGE', basisPoints }],
  stacking: { withPromotions: true, withCoupons: true },
  ...(maximum === undefined ? {} : { maximumDiscount: inDollars(maximum) }),
  ...(minimum === undefined ? {} : { rules: { minimumValue: inDollars(minimum) } }),
});

const draft = async (promotion: DemoPromotion, { client, sellerId }: Keeper): Promise<Kept> => {
  const { label, coupon } = promotion;
  const input = {
    ...(sellerId === undefined ? {} : { sellerId }),
    needsCoupon: coupon !== undefined,
    terms: termsOf(promotion),
    idempotencyKey: `demo-promotion-${coupon ?? 'draft'}`,
  };
  const { promotionCreate } = await client.request<{ promotionCreate: Payload<'promotion', Kept> }>(documents.createPromotion, { input });
  if (promotionCreate.promotion === null) throw told(label, promotionCreate.userErrors);
  return promotionCreate.promotion;
};

const activate = async ({ id, version, label }: Kept, client: GraphClient): Promise<void> => {
  const input = { promotionId: id, expectedVersion: version };
  const { promotionActivate } = await client.request<{ promotionActivate: Payload<'promotion', unknown> }>(documents.activatePromotion, {
    input,
  });
  if (promotionActivate.userErrors.length > 0) throw told(`activation of ${label}`, promotionActivate.userErrors);
};

const issue = async (code: string, { id, label }: Kept, client: GraphClient): Promise<void> => {
  const input = { promotionId: id, code, idempotencyKey: `demo-coupon-${code}` };
  const { couponsCreate } = await client.request<{ couponsCreate: Payload<'promotion', unknown> }>(documents.createCoupons, { input });
  if (couponsCreate.userErrors.length > 0) throw told(`the code of ${label}`, couponsCreate.userErrors);
};

/** What has no code stays a draft; what an interrupted attempt has done is not done again. */
const offer = async (promotion: DemoPromotion, keeper: Keeper, known: Kept | undefined): Promise<void> => {
  const kept = known ?? (await draft(promotion, keeper));
  const { coupon } = promotion;
  if (coupon === undefined) return;
  if (kept.status === 'DRAFT') await activate(kept, keeper.client);
  if (!kept.coupons.edges.some(({ node }) => node.code === coupon)) await issue(coupon, kept, keeper.client);
};

const keeperOf = ({ shop, label }: DemoPromotion, operator: GraphClient, shops: readonly OpenShop[]): Keeper => {
  if (shop === undefined) return { client: operator };
  const keeper = shops.find(({ code }) => code === shop);
  if (keeper === undefined) throw new Error(`There is no shop ${shop} for the promotion "${label}".`);
  return keeper;
};

/** Offers the demo's promotions, each by whoever pays for it. The operator sees all of them, and so those that are there. */
export const loadPromotions = async (operator: GraphClient, shops: readonly OpenShop[]): Promise<void> => {
  type Listed = { readonly promotions: { readonly edges: readonly { readonly node: Kept }[] } };
  const { promotions } = await operator.request<Listed>(documents.promotions);
  const known = new Map(promotions.edges.map(({ node }) => [node.label, node]));
  await Promise.all(demoPromotions.map((each) => offer(each, keeperOf(each, operator, shops), known.get(each.label))));
};
