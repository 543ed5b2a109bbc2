import { idOf } from '@marketplace/kernel';
import {
  sagaStore,
  type Database,
  type LoadedSaga,
  type New,
  type EventMessage,
  type SagaTransition,
  type Unit,
} from '@marketplace/platform';
import type { CheckoutStore, StoredCheckout } from '../../application/ports';
import type { Checkout } from '../../domain/checkout';
import type { OutboundMessage } from '../../domain/saga-messages';
import type { Transition } from '../../domain/transition';
import { readStuck, reportStuck } from './stuck-checkouts';
import { CheckoutFailures, CheckoutSessions, CheckoutSteps } from './tables';

/** Converts a message to its event. Implemented by the nats adapter and passed in by main.ts. */
export type Publication = (checkout: Checkout, message: OutboundMessage, version: number) => EventMessage;

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

/** Records the failure once, when the checkout starts to abort. */
const addFailure = (
  unit: Unit,
  { checkout: before, version }: StoredCheckout,
  { checkout: { progress, request, since } }: Transition,
): void => {
  if (!('abort' in progress) || 'abort' in before.progress) return;
  const { reason, details } = progress.abort;
  unit.insert(CheckoutFailures, [{ sessionId: request.checkoutId, version, reason, details, failedAt: since }]);
};

const found = (saga: LoadedSaga<Checkout> | undefined): StoredCheckout | undefined =>
  saga && { version: saga.version, announced: saga.announced, correlationId: saga.correlationId, checkout: saga.state };

type OwnColumns = Pick<New<typeof CheckoutSessions>, 'userId' | 'cartId'>;

export const checkoutStore = (db: Database, publication: Publication): CheckoutStore => {
  const sagas = sagaStore<Checkout, OwnColumns>(db, { name: 'Checkout', table: CheckoutSessions, steps: CheckoutSteps });
  const eventsOf =
    ({ checkout, messages }: Transition) =>
    (version: number): readonly EventMessage[] =>
      messages.map((message, position) => publication(checkout, message, version + position));
  return {
    find: async (id) => found(await sagas.load(id)),
    findMany: async (ids) => (await Promise.all(ids.map(sagas.load))).flatMap((saga) => found(saga) ?? []),
    recent: async (id) => found(await sagas.recent(id)),
    begin: async (transition, cause) => {
      const { checkoutId, buyerId: userId, cartId } = transition.checkout.request;
      const columns = { userId, cartId: idOf<'Cart'>(cartId) };
      await sagas.begin({ id: checkoutId, transition: toSaga(transition), events: eventsOf(transition), cause, columns });
    },
    advance: async (stored, transition, cause) => {
      const { checkout: state, ...saga } = stored;
      await sagas.advance({
        loaded: { ...saga, id: state.request.checkoutId, state },
        transition: toSaga(transition),
        events: eventsOf(transition),
        cause,
        alongside: (unit) => {
          addFailure(unit, stored, transition);
        },
      });
    },
    due: async (now, limit) => (await sagas.due(now, limit)).map(({ id, version }) => ({ id: idOf(id), version })),
    reportStuck: (criteria) => reportStuck(db, criteria),
    stuck: (criteria, page) => readStuck(db, criteria, page),
  };
};
