import { specification } from '@marketplace/testing';
import { countsOf, firstOrderSubject } from './counts';
import { checkoutId, couponId, promotionId, tomorrow, usd, userId, at } from './promotion.fixtures';
import type { Quote } from './quote';
import { usageDecider, type UsageCommand, type UsageEvent } from './usage';

const given = specification(usageDecider);

const quote: Quote = {
  checkoutId,
  buyerId: userId,
  expiresAt: tomorrow,
  total: usd(300n),
  lines: [],
  delivery: [],
  uses: [
    {
      promotionId: promotionId(1),
      label: 'Sale',
      fundedBy: 'PLATFORM',
      amount: usd(100n),
      perBuyer: {},
      isBudgeted: true,
      isFirstOrder: false,
    },
    {
      promotionId: promotionId(2),
      couponId: couponId(1),
      label: 'Welcome',
      fundedBy: 'SELLER',
      amount: usd(200n),
      perBuyer: { promotion: 1, coupon: 2 },
      isFirstOrder: true,
      isBudgeted: false,
    },
  ],
};

const ask: UsageCommand = { type: 'AnswerQuoteRequest', answer: { quote } };
const rejection = { checkoutId, code: 'GONE', reason: 'coupon-used-up' } as const;
const quoted: UsageEvent = { type: 'DiscountsQuoted', quote };
const rejected: UsageEvent = { type: 'CouponRejected', ...rejection };
const released: UsageEvent = { type: 'DiscountsReleased', checkoutId, reason: 'requested' };
const expired: UsageEvent = { type: 'DiscountsReleased', checkoutId, reason: 'expired', held: quote };
const consumed: UsageEvent = { type: 'DiscountsConsumed', quote, consumption: 'from-held' };
const release: UsageCommand = { type: 'ReleaseDiscounts', checkoutId };
const consume: UsageCommand = { type: 'ConsumeDiscounts', withinLimits: true };

describe('the uses of a checkout', () => {
  it('are reserved with the quote, or not at all when a coupon is invalid', () => {
    given().when(ask).then(quoted);
    given()
      .when({ type: 'AnswerQuoteRequest', answer: { rejected: rejection } })
      .then(rejected);
  });

  it('get the first answer again for a repeated request', () => {
    given(quoted)
      .when(ask)
      .then({ type: 'AnswerRepeated', usage: { status: 'HELD', quote } });
    given(rejected)
      .when({ type: 'RepeatAnswer' })
      .then({ type: 'AnswerRepeated', usage: { status: 'REJECTED', ...rejection } });
    given(quoted, expired)
      .when(ask)
      .then({ type: 'AnswerRepeated', usage: { status: 'EXPIRED', quote } });
    given().when({ type: 'RepeatAnswer' }).thenRefuses('usage-not-found');
  });

  it('are released once, even before the quote request, and then never reserved again', () => {
    given(quoted).when(release).then({ type: 'DiscountsReleased', checkoutId, reason: 'requested', held: quote });
    given().when(release).then(released);
    given(rejected).when(release).then(released);
    given(quoted, expired).when(release).then(released);
    given(released).when(release).thenNothing();
    given(released)
      .when(ask)
      .then({ type: 'AnswerRepeated', usage: { status: 'RELEASED', checkoutId } });
  });

  it('expire at the end of the reservation, and not before', () => {
    given(quoted).when({ type: 'ExpireDiscounts', at }).thenRefuses('usage-not-expired');
    given(quoted).when({ type: 'ExpireDiscounts', at: tomorrow }).then(expired);
    given(quoted, consumed).when({ type: 'ExpireDiscounts', at: tomorrow }).thenNothing();
  });

  it('are consumed by the payment, once', () => {
    given(quoted).when(consume).then(consumed);
    given(quoted, consumed).when(consume).thenNothing();
    given().when(consume).thenRefuses('usage-not-found');
  });

  it('are taken again by a late payment, within the limits or recorded over them', () => {
    given(quoted, expired).when(consume).then({ type: 'DiscountsConsumed', quote, consumption: 'taken-again' });
    given(quoted, expired)
      .when({ type: 'ConsumeDiscounts', withinLimits: false })
      .then({ type: 'DiscountsConsumed', quote, consumption: 'over-limit' });
  });

  it('stay spent after the payment, and free after the release', () => {
    given(quoted, consumed).when(release).thenRefuses('usage-already-consumed');
    given(quoted, released).when(consume).thenRefuses('usage-let-go');
    given(rejected).when(consume).thenRefuses('usage-let-go');
  });

  it('count for the promotion and its coupon, and for the buyer if limited; amounts count against a budget only', () => {
    expect(countsOf(quote)).toEqual([
      { subjectId: promotionId(1), spent: 100n },
      { subjectId: promotionId(2), spent: 0n },
      { subjectId: promotionId(2), buyerId: userId, spent: 0n, limit: 1 },
      { subjectId: couponId(1), spent: 0n },
      { subjectId: couponId(1), buyerId: userId, spent: 0n, limit: 2 },
      { subjectId: firstOrderSubject, buyerId: userId, spent: 0n, limit: 1 },
    ]);
    const [first] = quote.uses.filter((use) => use.isFirstOrder);
    const twice = first === undefined ? [] : [first, { ...first, promotionId: promotionId(3), couponId: couponId(3) }];
    expect(countsOf({ ...quote, uses: twice }).filter(({ subjectId }) => subjectId === firstOrderSubject)).toHaveLength(1);
  });
});
