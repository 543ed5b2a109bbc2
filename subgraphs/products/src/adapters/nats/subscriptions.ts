import { idOf, instant } from '@marketplace/kernel';
import { handle, type EventHandler } from '@marketplace/platform';
import { accountsEvents } from '@marketplace/schema';
import type { SellerStore } from '../../application/ports';

/** Records the names of sellers, and their approval, which allows them to publish. */
export const subscriptions = (sellers: Pick<SellerStore, 'recordName' | 'recordApproval'>): readonly EventHandler[] => [
  handle(accountsEvents.SellerAppliedV1, ({ data }, cause) => sellers.recordName({ id: idOf(data.sellerId), name: data.name }, cause)),
  handle(accountsEvents.SellerApprovedV1, ({ data, occurredAt }, cause) =>
    sellers.recordApproval({ id: idOf(data.sellerId), name: data.name, approvedAt: instant(occurredAt) }, cause),
  ),
];
