import { idOf, type Id, type UserId } from '@marketplace/kernel';
import type { Quote, Use } from './quote';

/** The key of a use count of a promotion or coupon: for one buyer, or for all buyers when `buyerId` is undefined. */
export type CountKey = { readonly subjectId: Id<string>; readonly buyerId?: UserId };

/** The amount that one checkout adds to a use count. */
export type Count = CountKey & {
  /** In the budget's currency; 0 for a promotion without a budget. */
  readonly spent: bigint;
  /** The limit per buyer. The limit for all buyers is stored with the count. */
  readonly limit?: number;
};

/** The subject under which first orders are counted, for all promotions combined. */
export const firstOrderSubject: Id<string> = idOf('00000000-0000-0000-0000-000000000001');

const countsOfUse = (use: Use, buyerId: UserId): readonly Count[] => {
  const ofBuyer = (subjectId: Id<string>, limit: number | undefined): readonly Count[] =>
    limit === undefined ? [] : [{ subjectId, buyerId, spent: 0n, limit }];
  return [
    { subjectId: use.promotionId, spent: use.isBudgeted ? use.amount.amount : 0n },
    ...ofBuyer(use.promotionId, use.perBuyer.promotion),
    ...(use.couponId === undefined ? [] : [{ subjectId: use.couponId, spent: 0n }, ...ofBuyer(use.couponId, use.perBuyer.coupon)]),
  ];
};

/** All use counts that a quote changes. A first order counts once, even if several promotions require it. */
export const countsOf = ({ uses, buyerId }: Quote): readonly Count[] => [
  ...uses.flatMap((use) => countsOfUse(use, buyerId)),
  ...(uses.some(({ isFirstOrder }) => isFirstOrder) ? [{ subjectId: firstOrderSubject, buyerId, spent: 0n, limit: 1 }] : []),
];
