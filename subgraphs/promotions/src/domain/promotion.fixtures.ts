import { currency, idOf, instant, money, type Money, type SellerId } from '@marketplace/kernel';
import type { Basket, BasketLine, Buyer } from './basket';
import type { Coupon, CouponTerms } from './coupon';
import { unused, type Candidate, type UsageCounts } from './evaluation';
import type { EvaluationContext } from './eligibility';
import type { Promotion } from './promotion';
import type { Effect, Rule, Stacking, Terms } from './terms';

const uuid = (n: number): string => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

export const at = instant('2026-11-21T12:00:00.000Z');
export const yesterday = instant('2026-11-20T12:00:00.000Z');
export const tomorrow = instant('2026-11-22T12:00:00.000Z');

export const usd = (amount: bigint): Money => money(amount, currency('USD'));
export const eur = (amount: bigint): Money => money(amount, currency('EUR'));

export const [north, south]: readonly [SellerId, SellerId] = [idOf(uuid(0xe1)), idOf(uuid(0xe2))];
export const product = (n: number) => idOf<'Product'>(uuid(0x100 + n));
export const category = (n: number) => idOf<'Category'>(uuid(0x200 + n));
export const promotionId = (n: number) => idOf<'Promotion'>(uuid(0x300 + n));
export const couponId = (n: number) => idOf<'Coupon'>(uuid(0x400 + n));
export const userId = idOf<'User'>(uuid(0xb1));
export const checkoutId = idOf<'Checkout'>(uuid(0xc1));

export const percent = (points: number): Effect => ({ kind: 'PERCENTAGE', basisPoints: points * 100 });
export const amountOff = (...amounts: readonly Money[]): Effect => ({ kind: 'FIXED_AMOUNT', amounts });

/** Can be combined with everything. */
export const combinable: Stacking = { withPromotions: true, withCoupons: true };

type Given = Omit<Partial<Promotion>, 'id' | 'terms'> & { readonly n?: number; readonly terms?: Partial<Terms> };

/** An active promotion for 10% off all items, combinable with everything, unless a test changes it. */
export const promotion = ({ n = 1, terms = {}, ...rest }: Given = {}): Promotion => ({
  id: promotionId(n),
  fundedBy: 'PLATFORM',
  needsCoupon: false,
  status: 'ACTIVE',
  ...rest,
  terms: {
    label: `Promotion ${n.toString()}`,
    priority: 0,
    startsAt: yesterday,
    rules: [],
    effects: [percent(10)],
    stacking: combinable,
    ...terms,
  },
});

/** A promotion with these effects. */
export const taking = (...effects: readonly Effect[]): Promotion => promotion({ terms: { effects } });
export const asking = (...rules: readonly Rule[]): Promotion => promotion({ terms: { rules } });

export { unused };

export const candidate = (of: Promotion, usageCounts: UsageCounts = unused): Candidate => ({ promotion: of, usageCounts });

export const coupon = (n: number, of: Promotion, terms: CouponTerms = {}): Coupon => ({
  id: couponId(n),
  promotionId: of.id,
  code: `CODE-${n.toString()}`,
  status: 'ACTIVE',
  terms,
});

/** A candidate that was activated by its coupon. */
export const withCoupon = (of: Promotion, code: Coupon = coupon(1, of), usageCounts: UsageCounts = unused): Candidate => ({
  promotion: { ...of, needsCoupon: true },
  coupon: code,
  usageCounts,
});

export const line = (n: number, quantity: number, price: bigint): BasketLine => ({
  lineId: `line-${n.toString()}`,
  productId: product(n),
  sellerId: north,
  quantity,
  unitPrice: usd(price),
});

/** The same line from another seller. */
export const by = (sellerId: SellerId, of: BasketLine): BasketLine => ({ ...of, sellerId });

export const basket = (lines: readonly BasketLine[], rest: Partial<Basket> = {}): Basket => ({
  currency: currency('USD'),
  lines,
  delivery: [],
  ...rest,
});

export const known: Buyer = { kind: 'known', userId, segments: [], isFirstOrder: false };

/** Line n has product n in category n. */
export const contextOf = (of: Basket, rest: Partial<EvaluationContext> = {}): EvaluationContext => ({
  basket: of,
  buyer: known,
  productCategories: new Map(of.lines.map(({ productId }, position) => [productId, [category(position + 1), category(99)]])),
  at,
  ...rest,
});
