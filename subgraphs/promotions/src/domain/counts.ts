import { idOf, type Id, type UserId } from '@marketplace/kernel';
import type { Quote, Use } from './quote';

/** A count that uses of a promotion or coupon are kept in: everybody's, or one buyer's. */
export type CountKey = { readonly subjectId: Id<string>; readonly buyerId?: UserId };

/** What one checkout adds to a count. */
export type Count = CountKey & {
  /** Of a promotion with a budget, in the budget's currency. */
  readonly spent: bigint;
  /** The limit of a buyer's own count; everybody's is kept with the count itself. */
  readonly limit?: number;
};

/** What first orders are counted under, whichever promotions are for them. */
export const firstOrders: Id<string> = idOf('00000000-0000-0000-0000-000000000001');

const countsOfUse = (use: Use, buyerId: UserId): readonly Count[] => {
  const ofBuyer = (subjectId: Id<string>, limit: number | undefined): readonly Count[] =>
    limit === undefined ? [] : [{ subjectId, buyerId, spent: 0n, limit }];
  return [
    { subjectId: use.promotionId, spent: use.isBudgeted ? use.amount.amount : 0n },
    ...ofBuyer(use.promotionId, use.perBuyer.promotion),
    ...(use.couponId === undefined ? [] : [{ subjectId: use.couponId, spent: 0n }, ...ofBuyer(use.couponId, use.perBuyer.coupon)]),
  ];
};

/** Every count that a quote's uses are counted in, once each. However many promotions are for it, a first order is one. */
export const countsOf = ({ uses, buyerId }: Quote): readonly Count[] => [
  ...uses.flatMap((use) => countsOfUse(use, buyerId)),
  ...(uses.some(({ isFirstOrder }) => isFirstOrder) ? [{ subjectId: firstOrders, buyerId, spent: 0n, limit: 1 }] : []),
];
