import type { AppliedEvent } from '@marketplace/application';
import { defined } from '@marketplace/kernel';
import { aggregateStore, type Database, type EventMessage, type Unit, type WrittenChange } from '@marketplace/platform';
import type { FoundReview, ReviewStore } from '../../application/ports';
import { decide, type ReviewCommand, type ReviewRejection } from '../../domain/decide';
import { ratingChange } from '../../domain/rating';
import { evolve, type Review, type ReviewEvent } from '../../domain/review';
import { updateRatings } from './rating-tables';
import { reviewOf } from './review-rows';
import { Reviews } from './tables';

type Written = WrittenChange<Review, ReviewEvent>;

const identityOf = ({ id, orderItemId, orderId, productId, variantId, sellerId, authorId, postedAt }: Review) => ({
  ...{ id, orderItemId, orderId, productId, variantId, sellerId, authorId, postedAt },
});

const columnsOf = ({ content, moderation, editedAt, reply }: Review) => ({
  ...content,
  status: moderation.status,
  heldFor: moderation.status === 'PENDING' ? moderation.heldFor : null,
  rejectionReason: moderation.status === 'REJECTED' ? moderation.reason : null,
  editedAt: editedAt ?? null,
  replyBody: reply?.body ?? null,
  replyAt: reply?.at ?? null,
  replyEditedAt: reply?.editedAt ?? null,
});

/** Reports do not change the version, so the settled ones are subtracted from the current count. */
const settledReports = ({ steps }: Written): number =>
  steps.reduce((sum, { event }) => sum + ('reportsSettled' in event ? event.reportsSettled : 0), 0);

const write = (unit: Unit, changes: readonly Written[]): void => {
  unit.insert(
    Reviews,
    changes
      .filter(({ from }) => from === 0)
      .map(({ after: { state, version } }) => ({ ...identityOf(state), version, ...columnsOf(state) })),
  );
  unit.update(
    Reviews,
    changes
      .filter(({ from }) => from > 0)
      .map((change) => ({
        where: { id: change.after.state.id, version: change.from },
        set: { version: change.after.version, ...columnsOf(change.after.state) },
        add: { openReports: -settledReports(change) },
      })),
  );
  updateRatings(
    unit,
    changes.map(({ after: { state }, steps }) => ({
      productId: state.productId,
      sellerId: state.sellerId,
      difference: ratingChange(steps[0]?.before, state),
    })),
  );
};

const historyFacts = ({ event, before, after }: AppliedEvent<Review, ReviewEvent>) => ({
  event,
  at: event.at,
  ...defined({ before: before?.moderation.status }),
  after: after.moderation.status,
});

/** Creates the messages of an event. Implemented by the nats adapter and injected by main.ts. */
type ReviewEventMessages = (step: AppliedEvent<Review, ReviewEvent>) => readonly EventMessage[];

export const reviewStore = (db: Database, toMessages: ReviewEventMessages): ReviewStore =>
  aggregateStore<Review, ReviewCommand, ReviewEvent, ReviewRejection, FoundReview>(db, {
    name: 'Review',
    idOf: ({ id }) => id,
    decide,
    evolve,
    load: async (ids) =>
      (await db.select(Reviews, 'WHERE id = ANY ($1::uuid[])', [ids])).map((row) => ({
        version: row.version,
        announced: row.version,
        state: reviewOf(row),
        openReports: row.openReports,
      })),
    write,
    toMessages,
    record: historyFacts,
  });
