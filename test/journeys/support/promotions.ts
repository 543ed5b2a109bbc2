import { randomUUID } from 'node:crypto';
import type { Client } from './client';
import { succeeded, errors, type Payload } from './shop';

export type Promotion = { readonly id: string; readonly version: number };

export type Terms = Readonly<Record<string, unknown>>;

/** A promotion that is already active. */
export const startPromotion = async (
  keeper: Client,
  { terms, needsCoupon = false, sellerId }: { readonly terms: Terms; readonly needsCoupon?: boolean; readonly sellerId?: string },
): Promise<Promotion> => {
  const whole = {
    label: 'Journey',
    startsAt: new Date(Date.now() - 60_000).toISOString(),
    stacking: { withPromotions: true, withCoupons: true },
    ...terms,
  };
  const input = { terms: whole, needsCoupon, ...(sellerId === undefined ? {} : { sellerId }), idempotencyKey: randomUUID() };
  const { promotionCreate } = await keeper.ask<{ promotionCreate: Payload & { promotion: Promotion } }>(
    `mutation ($input: PromotionCreateInput!) { promotionCreate(input: $input) { promotion { id version } ${errors} } }`,
    { input },
  );
  const { id, version } = succeeded(promotionCreate).promotion;
  const { promotionActivate } = await keeper.ask<{ promotionActivate: Payload & { promotion: Promotion } }>(
    `mutation ($input: PromotionStatusInput!) { promotionActivate(input: $input) { promotion { id version } ${errors} } }`,
    { input: { promotionId: id, expectedVersion: version } },
  );
  return succeeded(promotionActivate).promotion;
};

/** A code for a promotion that requires one. */
export const issueCoupon = async (keeper: Client, promotion: Promotion, options: { readonly maxUses?: number } = {}): Promise<string> => {
  const code = `J-${randomUUID().slice(0, 13).toUpperCase()}`;
  const { couponsCreate } = await keeper.ask<{ couponsCreate: Payload }>(
    `mutation ($input: CouponsCreateInput!) { couponsCreate(input: $input) { ${errors} } }`,
    { input: { promotionId: promotion.id, code, ...options, idempotencyKey: randomUUID() } },
  );
  succeeded(couponsCreate);
  return code;
};

/** Ends a promotion for buyers who have not used it yet. */
export const archivePromotion = async (keeper: Client, { id }: Promotion): Promise<void> => {
  const { promotion } = await keeper.ask<{ promotion: Promotion }>('query ($id: ID!) { promotion(id: $id) { id version } }', { id });
  const { promotionArchive } = await keeper.ask<{ promotionArchive: Payload }>(
    `mutation ($input: PromotionStatusInput!) { promotionArchive(input: $input) { ${errors} } }`,
    { input: { promotionId: id, expectedVersion: promotion.version } },
  );
  succeeded(promotionArchive);
};
