import { defined } from '@marketplace/kernel';
import { loadError } from '../client/accounts';
import type { GraphClient, Payload } from '../client/graph-client';
import { demoPromotions, type DemoPromotion } from './catalogue/promotions';
import * as documents from './documents';

/** A seller's shop and the client of its seller. */
export type OpenShop = { readonly code: string; readonly client: GraphClient; readonly sellerId: string };

type PromotionSummary = {
  readonly id: string;
  readonly version: number;
  readonly label: string;
  readonly status: string;
  readonly coupons: { readonly edges: readonly { readonly node: { readonly code: string } }[] };
};

type PromotionOwner = { readonly client: GraphClient; readonly sellerId?: string };

const inDollars = (amount: string): readonly { readonly amount: string; readonly currency: string }[] => [{ amount, currency: 'USD' }];

const termsOf = ({ label, basisPoints, maximum, minimum }: DemoPromotion) => ({
  label,
  // A fixed date: a repeated request with the same idempotency key must have the same input.
  startsAt: '2020-01-01T00:00:00.000Z',
  effects: [{ kind: 'PERCENTAGE', basisPoints }],
  stacking: { withPromotions: true, withCoupons: true },
  ...(maximum !== undefined && { maximumDiscount: inDollars(maximum) }),
  ...(minimum !== undefined && { rules: { minimumValue: inDollars(minimum) } }),
});

const createDraft = async (promotion: DemoPromotion, { client, sellerId }: PromotionOwner): Promise<PromotionSummary> => {
  const { label, coupon } = promotion;
  const input = {
    ...defined({ sellerId }),
    needsCoupon: coupon !== undefined,
    terms: termsOf(promotion),
    idempotencyKey: `demo-promotion-${coupon ?? 'draft'}`,
  };
  const { promotionCreate } = await client.request<{ promotionCreate: Payload<'promotion', PromotionSummary> }>(documents.createPromotion, {
    input,
  });
  if (promotionCreate.promotion === null) throw loadError(label, promotionCreate.userErrors);
  return promotionCreate.promotion;
};

const activate = async ({ id, version, label }: PromotionSummary, client: GraphClient): Promise<void> => {
  const input = { promotionId: id, expectedVersion: version };
  const { promotionActivate } = await client.request<{ promotionActivate: Payload<'promotion', unknown> }>(documents.activatePromotion, {
    input,
  });
  if (promotionActivate.userErrors.length > 0) throw loadError(`activation of ${label}`, promotionActivate.userErrors);
};

const createCoupon = async (code: string, { id, label }: PromotionSummary, client: GraphClient): Promise<void> => {
  const input = { promotionId: id, code, idempotencyKey: `demo-coupon-${code}` };
  const { couponsCreate } = await client.request<{ couponsCreate: Payload<'promotion', unknown> }>(documents.createCoupons, { input });
  if (couponsCreate.userErrors.length > 0) throw loadError(`coupon of ${label}`, couponsCreate.userErrors);
};

/** Creates a promotion and its coupon, unless an interrupted load has done so. Without a coupon it stays a draft. */
const createPromotion = async (promotion: DemoPromotion, owner: PromotionOwner, known: PromotionSummary | undefined): Promise<void> => {
  const existing = known ?? (await createDraft(promotion, owner));
  const { coupon } = promotion;
  if (coupon === undefined) return;
  if (existing.status === 'DRAFT') await activate(existing, owner.client);
  if (!existing.coupons.edges.some(({ node }) => node.code === coupon)) await createCoupon(coupon, existing, owner.client);
};

const ownerOf = ({ shop, label }: DemoPromotion, operator: GraphClient, shops: readonly OpenShop[]): PromotionOwner => {
  if (shop === undefined) return { client: operator };
  const owner = shops.find(({ code }) => code === shop);
  if (owner === undefined) throw new Error(`Unknown shop ${shop} in promotion "${label}".`);
  return owner;
};

/** Creates the demo promotions, each as its owner. The operator sees existing promotions of all owners. */
export const loadPromotions = async (operator: GraphClient, shops: readonly OpenShop[]): Promise<void> => {
  type Listed = { readonly promotions: { readonly edges: readonly { readonly node: PromotionSummary }[] } };
  const { promotions } = await operator.request<Listed>(documents.promotions);
  const known = new Map(promotions.edges.map(({ node }) => [node.label, node]));
  await Promise.all(demoPromotions.map((each) => createPromotion(each, ownerOf(each, operator, shops), known.get(each.label))));
};
