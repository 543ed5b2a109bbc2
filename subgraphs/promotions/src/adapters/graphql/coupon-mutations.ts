import { defined, isRefused, refuse, type Refusal } from '@marketplace/kernel';
import { mutation, mutations, pick, type Entity } from '@marketplace/platform/graphql';
import type { Coupons } from '../../application/coupons';
import type { PromotionViews } from '../../application/ports';
import type { Segments } from '../../application/segments';
import type { CouponBatch } from '../../domain/coupon';
import {
  BuyerSegmentPayload,
  BuyerSegmentUpdateInput,
  CouponDisableInput,
  CouponPayload,
  CouponsCreateInput,
  CouponsCreatePayload,
} from './coupon.types';
import { messages } from './messages';
import type { CouponType, PromotionType } from './promotion.types';
import { toCouponType } from './to-types';

const maxCouponsShown = 100;

const batchOf = (input: CouponsCreateInput): CouponBatch | Refusal<'coupons-invalid'> => {
  const { code, prefix, count, maxUses, maxUsesPerBuyer, startsAt, endsAt } = input;
  const terms = defined({ maxUses, maxUsesPerBuyer, startsAt, endsAt });
  if (code !== undefined && prefix === undefined && count === undefined) return { kind: 'SINGLE', code, terms };
  if (code === undefined && prefix !== undefined && count !== undefined) return { kind: 'BULK', prefix, count, terms };
  return refuse('coupons-invalid', { path: ['code'] });
};

type Dependencies = {
  readonly coupons: Coupons;
  readonly segments: Segments;
  readonly views: Pick<PromotionViews, 'couponsOfRequest'>;
  readonly promotion: Entity<unknown, PromotionType>;
  readonly coupon: Entity<unknown, CouponType>;
};

/** Mutations on coupons, and on buyer segments (for operators). */
export const couponMutations = ({ coupons, segments, views, promotion, coupon }: Dependencies): object =>
  mutations({
    couponsCreate: mutation({
      description: 'Creates coupon codes for a promotion.',
      input: CouponsCreateInput,
      inputDescription: 'The codes to create.',
      payload: CouponsCreatePayload,
      ids: { promotionId: 'promotion-not-found' },
      errors: pick(
        messages,
        'promotion-not-found',
        'promotion-needs-no-coupon',
        'promotion-ended',
        'coupon-code-invalid',
        'coupon-code-taken',
        'coupon-prefix-invalid',
        'coupon-count-invalid',
        'coupons-invalid',
        'limit-invalid',
        'period-invalid',
      ),
      run: async (input, { cause }) => {
        const batch = batchOf(input);
        return isRefused(batch) ? batch : coupons.issue(input.promotionId, { ...batch, requestKey: input.idempotencyKey }, cause);
      },
      answer: async (promotionId, context, { idempotencyKey, count = 1 }) => ({
        promotion: await promotion.showChanged(promotionId, context),
        count,
        coupons: (await views.couponsOfRequest(promotionId, idempotencyKey, maxCouponsShown)).map(toCouponType),
      }),
    }),
    couponDisable: mutation({
      description: 'Disables a coupon permanently. Checkouts in progress keep their price.',
      input: CouponDisableInput,
      inputDescription: 'The coupon to disable.',
      payload: CouponPayload,
      ids: { couponId: 'coupon-not-found' },
      errors: pick(messages, 'coupon-not-found', 'version-conflict'),
      run: ({ couponId, expectedVersion }, { cause }) => coupons.disable(couponId, expectedVersion, cause),
      answer: async (id, context) => ({ coupon: await coupon.showChanged(id, context) }),
    }),
    buyerSegmentUpdate: mutation({
      description: 'Adds users to a buyer segment and removes users from it. Only for operators.',
      input: BuyerSegmentUpdateInput,
      inputDescription: 'The changes to the segment.',
      payload: BuyerSegmentPayload,
      ids: { addUserIds: 'user-invalid', removeUserIds: 'user-invalid' },
      errors: pick(messages, 'segment-invalid', 'user-invalid', 'too-many-users'),
      run: ({ segment, addUserIds: add, removeUserIds: remove }, { cause }) => segments.update({ segment, add, remove }, cause),
      answer: ({ segment: name, size }) => ({ segment: { name, size } }),
    }),
  });
