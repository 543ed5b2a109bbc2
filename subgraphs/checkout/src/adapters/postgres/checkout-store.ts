import { idOf } from '@marketplace/kernel';
import { sagaStore, type Database, type LoadedSaga, type OutgoingEvent, type SagaTransition, type Unit } from '@marketplace/platform';
import type { CheckoutStore, StoredCheckout } from '../../application/ports';
import type { Checkout } from '../../domain/checkout';
import type { Transition } from '../../domain/transition';
import type { Announcement } from '../../domain/news';

/** Turns an announcement into its event; given by main.ts, from the nats adapter. */
export type Publication = (checkout: Checkout, announcement: Announcement, version: number) => OutgoingEvent;

const toSaga = ({ checkout, deadline, steps }: Transition): SagaTransition<Checkout> => ({
  state: checkout,
  status: checkout.progress.status,
  deadline,
  steps: steps.map((step) => ({ name: step.name, outcome: step.status, at: step.at })),
});

/** A checkout fails once: when it turns round. */
const addFailure = (unit: Unit, stored: StoredCheckout, { checkout }: Transition): Unit => {
  const { progress } = checkout;
  if (!('abort' in progress) || 'abort' in stored.checkout.progress) return unit;
  return unit.add('INSERT INTO checkout_failures (session_id, version, reason, details, failed_at) VALUES ($1, $2, $3, $4, now())', [
    checkout.request.checkoutId,
    stored.version,
    progress.abort.reason,
    JSON.stringify(progress.abort.details),
  ]);
};

export const checkoutStore = (db: Database, publication: Publication): CheckoutStore => {
  const sagas = sagaStore<Checkout>(db, { sagas: 'checkout_sessions', steps: 'checkout_steps' });
  const eventsOf =
    ({ checkout, announcements }: Transition) =>
    (version: number): readonly OutgoingEvent[] =>
      announcements.map((announcement, position) => publication(checkout, announcement, version + position));
  const toStored = (loaded: LoadedSaga<Checkout>): StoredCheckout => ({
    version: loaded.version,
    correlationId: loaded.correlationId,
    checkout: loaded.state,
  });
  const found = (loaded: LoadedSaga<Checkout> | undefined): StoredCheckout | undefined =>
    loaded === undefined ? undefined : toStored(loaded);
  return {
    find: async (id) => found(await sagas.load(id)),
    recent: async (id) => found(await sagas.recent(id)),
    begin: async (transition, cause) => {
      const { checkoutId, buyerId, cartId } = transition.checkout.request;
      const columns = { user_id: buyerId, cart_id: cartId };
      await sagas.begin({ id: checkoutId, transition: toSaga(transition), events: eventsOf(transition), cause, columns });
    },
    advance: async (stored, transition, cause) => {
      const { version, correlationId, checkout } = stored;
      await sagas.advance({
        loaded: { id: checkout.request.checkoutId, version, correlationId, state: checkout },
        transition: toSaga(transition),
        events: eventsOf(transition),
        cause,
        alongside: (unit) => addFailure(unit, stored, transition),
      });
    },
    due: async (now, limit) => (await sagas.due(now, limit)).map((id) => idOf(id)),
    // Only checkouts that are not over have a deadline, and only those are looked at.
    stuck: async ({ deadlinesPassed, deadlineBefore, limit }) => {
      const rows = await db.query<{ id: string; count: bigint }>(
        `SELECT id, count(*) OVER () AS count FROM checkout_sessions
         WHERE deadline_at IS NOT NULL AND (deadline_at <= $1 OR (state->>'overdue')::int >= $2) ORDER BY started_at LIMIT $3`,
        [deadlineBefore, deadlinesPassed, limit],
      );
      return { count: Number(rows[0]?.count ?? 0), ids: rows.map((row) => idOf(row.id)) };
    },
  };
};
