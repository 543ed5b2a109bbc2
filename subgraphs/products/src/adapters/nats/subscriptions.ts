import { idOf, instant } from '@marketplace/kernel';
import { on, type Listening } from '@marketplace/platform';
import { accountsEvents } from '@marketplace/schema';
import type { SellerStore } from '../../application/ports';

/** What products does when it hears of others: it learns what sellers are called; from its approval on a seller may publish. */
export const subscriptions = (sellers: Pick<SellerStore, 'learn' | 'approve'>): readonly Listening[] => [
  on(accountsEvents.SellerAppliedV1, ({ data }, cause) => sellers.learn({ id: idOf(data.sellerId), name: data.name }, cause)),
  on(accountsEvents.SellerApprovedV1, ({ data, occurredAt }, cause) =>
    sellers.approve({ id: idOf(data.sellerId), name: data.name, approvedAt: instant(occurredAt) }, cause),
  ),
];
