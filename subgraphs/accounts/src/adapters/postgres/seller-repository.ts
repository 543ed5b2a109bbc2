import { actorRef, fold, type Cause } from '@marketplace/kernel';
import type { Database, Unit } from '@marketplace/platform';
import type { SellerRepository, Versioned } from '../../application/ports';
import { evolve, type Seller, type SellerEvent } from '../../domain/seller';
import type { AnnounceSeller } from './announce';
import { selectSellers, toSeller, type SellerRow } from './seller-rows';

/** A seller on its way from one version to the next; each event makes a version of its own. */
type Change = { readonly from: number; readonly to: Versioned<Seller>; readonly events: readonly SellerEvent[] };

const addState = (unit: Unit, { from, to, events }: Change): Unit => {
  const { terms, status } = to.state;
  const reason = to.state.status === 'REJECTED' ? to.state.reason : null;
  return from === 0
    ? unit.add('INSERT INTO sellers (id, version, owner_id, name, country_code, status, applied_at) VALUES ($1, $2, $3, $4, $5, $6, $7)', [
        terms.id,
        to.version,
        terms.ownerId,
        terms.name,
        terms.countryCode,
        status,
        events[0]?.at,
      ])
    : unit.add(
        'UPDATE sellers SET version = $3, status = $4, rejection_reason = $5, updated_at = now() WHERE id = $1 AND version = $2',
        [terms.id, from, to.version, status, reason],
        1,
      );
};

const addStaff = (unit: Unit, event: SellerEvent, cause: Cause): Unit => {
  switch (event.type) {
    case 'SellerApplied':
    case 'SellerRejected':
      return unit;
    case 'SellerApproved':
      return unit
        .add('INSERT INTO seller_staff (seller_id, user_id, added_at) VALUES ($1, $2, $3)', [event.terms.id, event.terms.ownerId, event.at])
        .add(`INSERT INTO user_roles (user_id, role, assigned_by) VALUES ($1, 'seller', $2) ON CONFLICT DO NOTHING`, [
          event.terms.ownerId,
          actorRef(cause.actor),
        ]);
    case 'SellerStaffAdded':
      return unit.add('INSERT INTO seller_staff (seller_id, user_id, added_at) VALUES ($1, $2, $3)', [
        event.sellerId,
        event.userId,
        event.at,
      ]);
    case 'SellerStaffRemoved':
      return unit.add('DELETE FROM seller_staff WHERE seller_id = $1 AND user_id = $2', [event.sellerId, event.userId]);
  }
};

const addHistory = (unit: Unit, { from, to, events }: Change, cause: Cause): Unit =>
  unit.add(
    `INSERT INTO seller_history (seller_id, version, event_type, event, changed_by, changed_at)
     SELECT $1::uuid, version, event_type, event, $5::text, changed_at
     FROM unnest($2::int[], $3::text[], $4::jsonb[], $6::timestamptz[]) AS h (version, event_type, event, changed_at)`,
    [
      to.state.terms.id,
      events.map((_, position) => from + position + 1),
      events.map((event) => event.type),
      events.map((event) => JSON.stringify(event)),
      actorRef(cause.actor),
      events.map((event) => event.at),
    ],
  );

export const sellerRepository = (db: Database, announce: AnnounceSeller): SellerRepository => {
  const exists = async (condition: string, value: string): Promise<boolean> =>
    (await db.query(`SELECT 1 FROM sellers WHERE ${condition} LIMIT 1`, [value])).length > 0;
  return {
    find: async (id) => {
      const [row] = await db.query<SellerRow>(`${selectSellers} WHERE s.id = $1`, [id]);
      return row === undefined ? undefined : { version: row.version, state: toSeller(row) };
    },
    isNameTaken: (name) => exists(`lower(name) = lower($1) AND status <> 'REJECTED'`, name),
    hasOpenApplication: (ownerId) => exists(`owner_id = $1 AND status = 'APPLIED'`, ownerId),
    save: async (seller, events, cause) => {
      const state = fold<SellerEvent, Seller | undefined>(evolve, seller.state, events);
      if (state === undefined || events.length === 0) return;
      const change = { from: seller.version, to: { version: seller.version + events.length, state }, events };
      const unit = addState(db.unit(cause), change);
      for (const event of events) addStaff(unit, event, cause);
      await addHistory(unit, change, cause)
        .publish(...events.map((event, position) => announce({ id: state.terms.id, version: seller.version + position + 1 }, event)))
        .commit();
    },
  };
};
