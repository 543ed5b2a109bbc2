import { instant, type CheckoutId, type Instant } from '@marketplace/kernel';
import { couponCodesOf, linesOf } from '../domain/seller-parts';
import type { Checkout } from '../domain/checkout';
import type { News } from '../domain/news';
import { couponWorth, usd } from './scenario.fixtures';
import { planOf } from './shipping.fixtures';
import type { Participant, World } from './world.fixtures';

type Usage = {
  status: 'HELD' | 'CONSUMED' | 'EXPIRED' | 'REJECTED' | 'RELEASED';
  /** Whether the coupon is used; without it nothing is counted. */
  readonly ofCoupon: boolean;
  readonly expiresAt: Instant;
  readonly answer: News;
};

export type Coupon = { held: number; consumed: number; overLimit: number };

export type Promotions = Participant & { readonly coupon: Coupon; readonly usages: ReadonlyMap<CheckoutId, Usage> };

type Books = { readonly world: World; readonly coupon: Coupon; readonly usages: Map<CheckoutId, Usage> };

const say = ({ world }: Books, checkoutId: CheckoutId, news: News): void =>
  world.say({ from: 'promotions', aggregate: checkoutId, checkoutId }, news);

const isLeft = ({ world, coupon }: Books): boolean => coupon.held + coupon.consumed < world.scenario.couponLimit;

const count = ({ world, coupon }: Books, what: keyof Coupon, by: 1 | -1): void => {
  coupon[what] += by;
  if (coupon.held < 0 || coupon.held + coupon.consumed > world.scenario.couponLimit)
    world.fail(`uses of the coupon are ${JSON.stringify(coupon)}`);
};

const rejectionOf = (books: Books, checkoutId: CheckoutId): string | undefined => {
  if (planOf(books.world, checkoutId)?.trouble === 'coupon-unknown') return 'coupon-not-applicable';
  return isLeft(books) ? undefined : 'coupon-used-up';
};

/** What comes off the first line, if there is a coupon. */
const quoteOf = ({ world }: Books, checkout: Checkout, ofCoupon: boolean): News => {
  const lineId = linesOf(checkout)[0]?.lineId ?? '';
  const share = { promotionId: 'promotion', couponId: 'coupon', label: 'Welcome', fundedBy: 'PLATFORM', amount: usd(couponWorth) } as const;
  const isMisfit = planOf(world, checkout.request.checkoutId)?.trouble === 'discounts-misfit';
  const total = usd((ofCoupon ? couponWorth : 0) + (isMisfit ? 1 : 0));
  return { type: 'DiscountsQuoted', total, lines: ofCoupon ? [{ lineId, discounts: [share] }] : [], delivery: [] };
};

const quote = (books: Books, checkout: Checkout, expiresAt: Instant): void => {
  const { checkoutId } = checkout.request;
  const known = books.usages.get(checkoutId);
  const isGone = known?.status === 'EXPIRED' || known?.status === 'RELEASED';
  if (known !== undefined) return say(books, checkoutId, isGone ? { type: 'DiscountsReleased' } : known.answer);
  const ofCoupon = couponCodesOf(checkout).length > 0;
  const reason = ofCoupon ? rejectionOf(books, checkoutId) : undefined;
  const answer: News = reason === undefined ? quoteOf(books, checkout, ofCoupon) : { type: 'CouponRejected', code: 'WELCOME', reason };
  if (ofCoupon && reason === undefined) count(books, 'held', 1);
  books.usages.set(checkoutId, { status: reason === undefined ? 'HELD' : 'REJECTED', ofCoupon, expiresAt, answer });
  say(books, checkoutId, answer);
};

const letGo = (books: Books, checkoutId: CheckoutId, status: 'RELEASED' | 'EXPIRED'): void => {
  const { world, usages } = books;
  const known = usages.get(checkoutId);
  if (known?.status === 'CONSUMED') return world.fail(`${checkoutId} asks to let go of discounts that are paid`);
  if (known?.status === 'RELEASED') return;
  if (known?.status === 'HELD' && known.ofCoupon) count(books, 'held', -1);
  const none = { ofCoupon: false, expiresAt: world.now, answer: { type: 'DiscountsReleased' } } as const;
  usages.set(checkoutId, { ...(known ?? none), status });
  say(books, checkoutId, { type: 'DiscountsReleased' });
};

const consume = (books: Books, checkoutId: CheckoutId): void => {
  const { world, usages } = books;
  const known = usages.get(checkoutId);
  if (known === undefined || known.status === 'RELEASED' || known.status === 'REJECTED')
    return world.fail(`${checkoutId} was captured, and its discounts are ${known?.status ?? 'not there'}`);
  if (known.status === 'CONSUMED') return;
  if (known.ofCoupon) {
    if (known.status === 'HELD') count(books, 'held', -1);
    // The price that was paid stays: what ran out is taken again, or counted beyond the limit.
    const fits = isLeft(books);
    if (!fits) world.count('coupon used beyond its limit after its hold had expired');
    count(books, fits ? 'consumed' : 'overLimit', 1);
  }
  known.status = 'CONSUMED';
};

const expire = (books: Books, checkoutId: CheckoutId): void => {
  books.world.count('own deadline: discounts expired');
  letGo(books, checkoutId, 'EXPIRED');
};

export const createPromotions = (world: World): Promotions => {
  const books: Books = { world, coupon: { held: 0, consumed: 0, overLimit: 0 }, usages: new Map() };
  const { coupon, usages } = books;
  return {
    coupon,
    usages,
    hear: ({ checkoutId, body }) => {
      if ('says' in body) return consume(books, checkoutId);
      const { asks, checkout } = body;
      if (asks.type === 'DiscountQuoteRequested') quote(books, checkout, instant(asks.expiresAt));
      else letGo(books, checkoutId, 'RELEASED');
    },
    timers: () =>
      [...usages]
        .filter(([, { status }]) => status === 'HELD')
        .map(([checkoutId, { expiresAt }]) => ({
          at: expiresAt,
          name: `the discounts of ${checkoutId} expire`,
          run: () => expire(books, checkoutId),
        })),
  };
};
