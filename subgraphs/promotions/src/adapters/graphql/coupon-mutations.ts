import { defined, isRefused, refuse, type Refusal } from '@marketplace/kernel';
import { mutation, mutations, pick, type Entity } from '@marketplace/platform/graphql';
import type { Coupons } from '../../application/coupons';
import type { PromotionViews } from '../../application/ports';
import type { Segments } from '../../application/segments';
import type { CouponOrder } from '../../domain/coupon';
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

const mostShown = 100;

const orderOf = (input: CouponsCreateInput): CouponOrder | Refusal<'coupons-invalid'> => {
  const { code, prefix, count, maxUses, maxUsesPerBuyer, startsAt, endsAt } = input;
  const terms = defined({ maxUses, maxUsesPerBuyer, startsAt, endsAt });
  if (code !== undefined && prefix === undefined && count === undefined) return { kind: 'SINGLE', code, terms };
  if (code === undefined && prefix !== undefined && count !== undefined) return { kind: 'BULK', prefix, count, terms };
  return refuse('coupons-invalid', { path: ['code'] });
};

type Services = {
  readonly coupons: Coupons;
  readonly segments: Segments;
  readonly views: Pick<PromotionViews, 'couponsOfOrder'>;
  readonly promotion: Entity<unknown, PromotionType>;
  readonly coupon: Entity<unknown, CouponType>;
};

/** What those who keep promotions do with codes, and operators with segments of buyers. */
export const couponMutations = ({ coupons, segments, views, promotion, coupon }: Services): object =>
  mutations({
    couponsCreate: mutation({
      description: 'Makes codes for a promotion.',
      input: CouponsCreateInput,
      inputDescription: 'The codes.',
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
        const order = orderOf(input);
        return isRefused(order) ? order : coupons.issue(input.promotionId, { ...order, orderKey: input.idempotencyKey }, cause);
      },
      answer: async (promotionId, context, { idempotencyKey, count = 1 }) => ({
        promotion: await promotion.showChanged(promotionId, context),
        count,
        coupons: (await views.couponsOfOrder(promotionId, idempotencyKey, mostShown)).map(toCouponType),
      }),
    }),
    couponDisable: mutation({
      description: 'Takes a code out of use for good; checkouts under way keep their price.',
      input: CouponDisableInput,
      inputDescription: 'Which code.',
      payload: CouponPayload,
      ids: { couponId: 'coupon-not-found' },
      errors: pick(messages, 'coupon-not-found', 'version-conflict'),
      run: ({ couponId, expectedVersion }, { cause }) => coupons.disable(couponId, expectedVersion, cause),
      answer: async (id, context) => ({ coupon: await coupon.showChanged(id, context) }),
    }),
    buyerSegmentUpdate: mutation({
      description: 'Says who belongs to a segment; for operators.',
      input: BuyerSegmentUpdateInput,
      inputDescription: 'Who joins and who leaves.',
      payload: BuyerSegmentPayload,
      ids: { addUserIds: 'user-invalid', removeUserIds: 'user-invalid' },
      errors: pick(messages, 'segment-invalid', 'user-invalid', 'too-many-users'),
      run: ({ segment, addUserIds: add, removeUserIds: remove }, { cause }) => segments.update({ segment, add, remove }, cause),
      answer: ({ segment: name, size }) => ({ segment: { name, size } }),
    }),
  });
