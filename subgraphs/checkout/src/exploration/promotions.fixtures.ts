import { instant, type CheckoutId, type Instant } from '@marketplace/kernel';
import { couponCodesOf, linesOf } from '../domain/seller-orders';
import type { Checkout } from '../domain/checkout';
import type { SagaInput } from '../domain/saga-messages';
import { couponWorth, usd } from './scenario.fixtures';
import { planOf } from './shipping.fixtures';
import type { Participant, World } from './world.fixtures';

type Usage = {
  status: 'HELD' | 'CONSUMED' | 'EXPIRED' | 'REJECTED' | 'RELEASED';
  /** True when the checkout uses the coupon. */
  readonly ofCoupon: boolean;
  readonly expiresAt: Instant;
  readonly answer: SagaInput;
};

export type Coupon = { held: number; consumed: number; overLimit: number };

export type Promotions = Participant & { readonly coupon: Coupon; readonly usages: ReadonlyMap<CheckoutId, Usage> };

type State = { readonly world: World; readonly coupon: Coupon; readonly usages: Map<CheckoutId, Usage> };

const publish = ({ world }: State, checkoutId: CheckoutId, input: SagaInput): void =>
  world.publish({ from: 'promotions', aggregate: checkoutId, checkoutId }, input);

const hasUsesLeft = ({ world, coupon }: State): boolean => coupon.held + coupon.consumed < world.scenario.couponLimit;

const count = ({ world, coupon }: State, what: keyof Coupon, by: 1 | -1): void => {
  coupon[what] += by;
  if (coupon.held < 0 || coupon.held + coupon.consumed > world.scenario.couponLimit)
    world.fail(`uses of the coupon are ${JSON.stringify(coupon)}`);
};

const rejectionOf = (state: State, checkoutId: CheckoutId): string | undefined => {
  if (planOf(state.world, checkoutId)?.problem === 'coupon-unknown') return 'coupon-not-applicable';
  return hasUsesLeft(state) ? undefined : 'coupon-used-up';
};

/** A discount on the first line, if the checkout has the coupon. */
const quoteOf = ({ world }: State, checkout: Checkout, ofCoupon: boolean): SagaInput => {
  const lineId = linesOf(checkout)[0]?.lineId ?? '';
  const share = { promotionId: 'promotion', couponId: 'coupon', label: 'Welcome', fundedBy: 'PLATFORM', amount: usd(couponWorth) } as const;
  const isMisfit = planOf(world, checkout.request.checkoutId)?.problem === 'discounts-misfit';
  const total = usd((ofCoupon ? couponWorth : 0) + (isMisfit ? 1 : 0));
  return { type: 'DiscountsQuoted', total, lines: ofCoupon ? [{ lineId, discounts: [share] }] : [], delivery: [] };
};

const quote = (state: State, checkout: Checkout, expiresAt: Instant): void => {
  const { checkoutId } = checkout.request;
  const known = state.usages.get(checkoutId);
  const isGone = known?.status === 'EXPIRED' || known?.status === 'RELEASED';
  if (known !== undefined) return publish(state, checkoutId, isGone ? { type: 'DiscountsReleased' } : known.answer);
  const ofCoupon = couponCodesOf(checkout).length > 0;
  const reason = ofCoupon ? rejectionOf(state, checkoutId) : undefined;
  const answer: SagaInput = reason === undefined ? quoteOf(state, checkout, ofCoupon) : { type: 'CouponRejected', code: 'WELCOME', reason };
  if (ofCoupon && reason === undefined) count(state, 'held', 1);
  state.usages.set(checkoutId, { status: reason === undefined ? 'HELD' : 'REJECTED', ofCoupon, expiresAt, answer });
  publish(state, checkoutId, answer);
};

const release = (state: State, checkoutId: CheckoutId, status: 'RELEASED' | 'EXPIRED'): void => {
  const { world, usages } = state;
  const known = usages.get(checkoutId);
  if (known?.status === 'CONSUMED') return world.fail(`${checkoutId} requests the release of paid discounts`);
  if (known?.status === 'RELEASED') return;
  if (known?.status === 'HELD' && known.ofCoupon) count(state, 'held', -1);
  const none = { ofCoupon: false, expiresAt: world.now, answer: { type: 'DiscountsReleased' } } as const;
  usages.set(checkoutId, { ...(known ?? none), status });
  publish(state, checkoutId, { type: 'DiscountsReleased' });
};

const consume = (state: State, checkoutId: CheckoutId): void => {
  const { world, usages } = state;
  const known = usages.get(checkoutId);
  if (known === undefined || known.status === 'RELEASED' || known.status === 'REJECTED')
    return world.fail(`${checkoutId} was captured, and its discounts are ${known?.status ?? 'missing'}`);
  if (known.status === 'CONSUMED') return;
  if (known.ofCoupon) {
    if (known.status === 'HELD') count(state, 'held', -1);
    // The paid price is final: an expired use is counted again, even beyond the limit.
    const fits = hasUsesLeft(state);
    if (!fits) world.count('coupon used beyond its limit after its reservation expired');
    count(state, fits ? 'consumed' : 'overLimit', 1);
  }
  known.status = 'CONSUMED';
};

const expire = (state: State, checkoutId: CheckoutId): void => {
  state.world.count('own deadline: discounts expired');
  release(state, checkoutId, 'EXPIRED');
};

export const createPromotions = (world: World): Promotions => {
  const state: State = { world, coupon: { held: 0, consumed: 0, overLimit: 0 }, usages: new Map() };
  const { coupon, usages } = state;
  return {
    coupon,
    usages,
    handle: ({ checkoutId, body }) => {
      if ('event' in body) return consume(state, checkoutId);
      const { request, checkout } = body;
      if (request.type === 'DiscountQuoteRequested') quote(state, checkout, instant(request.expiresAt));
      else release(state, checkoutId, 'RELEASED');
    },
    timers: () =>
      [...usages]
        .filter(([, { status }]) => status === 'HELD')
        .map(([checkoutId, { expiresAt }]) => ({
          at: expiresAt,
          name: `the discounts of ${checkoutId} expire`,
          run: () => expire(state, checkoutId),
        })),
  };
};
