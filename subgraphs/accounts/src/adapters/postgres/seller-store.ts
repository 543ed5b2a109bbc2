import { actorRef, defined } from '@marketplace/kernel';
import { aggregateStore, type Database, type New, type EventMessage, type WrittenChange } from '@marketplace/platform';
import type { SellerStore } from '../../application/ports';
import { decide, type SellerCommand, type SellerRejection } from '../../domain/decide-seller';
import { evolve, type Seller, type SellerEvent } from '../../domain/seller';
import { readSellers } from './seller-views';
import { Sellers, SellerStaff, UserRoles } from './tables';

/** Creates the message of an event. Implemented by the nats adapter and injected by main.ts. */
type SellerEventMessage = (seller: { readonly id: string; readonly version: number }, event: SellerEvent) => EventMessage;

type Written = WrittenChange<Seller, SellerEvent>;

const stateColumns = ({ after: { version, state } }: Written) => ({
  version,
  status: state.status,
  rejectionReason: state.status === 'REJECTED' ? state.reason : null,
});

const staffOf = (event: SellerEvent): readonly New<typeof SellerStaff>[] => {
  switch (event.type) {
    case 'SellerApproved':
      return [{ sellerId: event.terms.id, userId: event.terms.ownerId, addedAt: event.at }];
    case 'SellerStaffAdded':
      return [{ sellerId: event.sellerId, userId: event.userId, addedAt: event.at }];
    case 'SellerApplied':
    case 'SellerRejected':
    case 'SellerStaffRemoved':
      return [];
  }
};

export const sellerStore = (db: Database, messageOf: SellerEventMessage): SellerStore =>
  aggregateStore<Seller, SellerCommand, SellerEvent, SellerRejection>(db, {
    name: 'Seller',
    idOf: (seller) => seller.terms.id,
    decide,
    evolve,
    load: (ids) => readSellers(db, 'WHERE s.id = ANY ($1::uuid[])', [ids]),
    write: (unit, changes, { actor }) => {
      const events = changes.flatMap(({ steps }) => steps.map(({ event }) => event));
      const applied = changes.flatMap((change) =>
        change.steps.flatMap(({ event }) =>
          event.type === 'SellerApplied' ? [{ ...event.terms, ...stateColumns(change), appliedAt: event.at }] : [],
        ),
      );
      const changed = changes.filter(({ from }) => from > 0);
      const owners = events.flatMap((event) => (event.type === 'SellerApproved' ? [event.terms.ownerId] : []));
      const removed = events.flatMap((event) => (event.type === 'SellerStaffRemoved' ? [event] : []));
      unit
        .insert(Sellers, applied)
        .update(
          Sellers,
          changed.map((change) => ({ where: { id: change.after.state.terms.id, version: change.from }, set: stateColumns(change) })),
        )
        .insert(SellerStaff, events.flatMap(staffOf))
        .delete(
          SellerStaff,
          removed.map(({ sellerId, userId }) => ({ sellerId, userId })),
        )
        .insert(
          UserRoles,
          owners.map((userId) => ({ userId, role: 'seller', assignedBy: actorRef(actor) })),
          { ignoreConflicts: true },
        );
    },
    toMessages: ({ id, version, event }) => [messageOf({ id, version }, event)],
    record: ({ event, before, after }) => ({ event, at: event.at, after: after.status, ...defined({ before: before?.status }) }),
  });
