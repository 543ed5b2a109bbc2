import { idOf, instant, type Instant } from '@marketplace/kernel';
import { sagaStore, type Database, type LoadedSaga, type OutgoingEvent, type SagaTransition, type Unit } from '@marketplace/platform';
import type { CheckoutStore, StoredCheckout } from '../../application/ports';
import type { Checkout } from '../../domain/checkout';
import { fromEarlier, type EarlierCheckout } from '../../domain/earlier-states';
import type { Announcement } from '../../domain/news';
import type { Transition } from '../../domain/transition';
import { readStuck, tellStuck } from './stuck-checkouts';

/** Turns an announcement into its event; given by main.ts, from the nats adapter. */
export type Publication = (checkout: Checkout, announcement: Announcement, version: number) => OutgoingEvent;

const recognised = (state: Checkout | EarlierCheckout): Checkout => ('definition' in state ? state : fromEarlier(state));

const toSaga = ({ checkout, deadline, steps, intervention }: Transition): SagaTransition<Checkout> => ({
  state: checkout,
  status: checkout.progress.status,
  deadline,
  steps: [
    ...(intervention === undefined
      ? []
      : [{ name: intervention.action, outcome: `${intervention.by} ${intervention.reason}`.trim(), at: intervention.at }]),
    ...steps.map((step) => ({ name: step.name, outcome: step.status, at: step.at })),
  ],
});

/** A checkout fails once: when it turns round. */
const addFailure = (unit: Unit, stored: StoredCheckout, { checkout }: Transition): Unit => {
  const { progress, request, since } = checkout;
  if (!('abort' in progress) || 'abort' in stored.checkout.progress) return unit;
  return unit.addRows(
    `INSERT INTO checkout_failures (session_id, version, reason, details, failed_at)
     SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::jsonb[], $5::timestamptz[])`,
    [[request.checkoutId], [stored.version], [progress.abort.reason], [JSON.stringify(progress.abort.details)], [since]],
  );
};

export const checkoutStore = (db: Database, publication: Publication): CheckoutStore => {
  const sagas = sagaStore<Checkout | EarlierCheckout>(db, { sagas: 'checkout_sessions', steps: 'checkout_steps', definitionVersion: 2 });
  const eventsOf =
    ({ checkout, announcements }: Transition) =>
    (version: number): readonly OutgoingEvent[] =>
      announcements.map((announcement, position) => publication(checkout, announcement, version + position));
  const found = (loaded: LoadedSaga<Checkout | EarlierCheckout> | undefined): StoredCheckout | undefined =>
    loaded && { version: loaded.version, correlationId: loaded.correlationId, checkout: recognised(loaded.state) };
  return {
    find: async (id) => found(await sagas.load(id)),
    recent: async (id) => found(await sagas.recent(id)),
    begin: async (transition, cause) => {
      const { checkoutId, buyerId, cartId } = transition.checkout.request;
      const columns = [
        { name: 'user_id', type: 'uuid', value: buyerId },
        { name: 'cart_id', type: 'uuid', value: cartId },
      ];
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
    due: async (now, limit) => {
      const rows = await db.query<{ id: string; version: number }>(
        'SELECT id, version FROM checkout_sessions WHERE deadline_at <= $1 ORDER BY deadline_at LIMIT $2',
        [now, limit],
      );
      return rows.map(({ id, version }) => ({ id: idOf(id), version }));
    },
    tellStuck: (sign) => tellStuck(db, sign),
    stuck: async (sign, page) => {
      const rows = await readStuck(db, sign, page);
      return rows.map(({ state, started_at, deadline_at }) => ({
        checkout: recognised(state),
        startedAt: instant(started_at),
        deadline: toInstant(deadline_at),
      }));
    },
  };
};

const toInstant = (text: string | null): Instant | undefined => (text === null ? undefined : instant(text));
