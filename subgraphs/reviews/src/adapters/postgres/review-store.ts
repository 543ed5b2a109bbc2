import type { Step } from '@marketplace/application';
import { aggregateStore, type Database, type OutgoingEvent, type Unit, type WrittenChange } from '@marketplace/platform';
import type { FoundReview, ReviewStore } from '../../application/ports';
import { decide, type ReviewCommand, type ReviewRejection } from '../../domain/decide';
import { ratingChange } from '../../domain/rating';
import { evolve, type Review, type ReviewEvent } from '../../domain/review';
import { addRatingChanges } from './rating-parts';
import { reviewOf } from './review-rows';
import { Reviews } from './tables';

type Written = WrittenChange<Review, ReviewEvent>;

const identityOf = ({ id, orderItemId, orderId, productId, variantId, sellerId, authorId, postedAt }: Review) => ({
  ...{ id, orderItemId, orderId, productId, variantId, sellerId, authorId, postedAt },
});

const columnsOf = ({ content, standing, editedAt, reply }: Review) => ({
  ...content,
  status: standing.status,
  heldFor: standing.status === 'PENDING' ? standing.heldFor : null,
  rejectionReason: standing.status === 'REJECTED' ? standing.reason : null,
  editedAt: editedAt ?? null,
  replyBody: reply?.body ?? null,
  replyAt: reply?.at ?? null,
  replyEditedAt: reply?.editedAt ?? null,
});

/** Complaints come without a version, so those that were dealt with are taken off what stands there. */
const settledBy = ({ steps }: Written): number =>
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
        add: { openReports: -settledBy(change) },
      })),
  );
  addRatingChanges(
    unit,
    changes.map(({ after: { state }, steps }) => ({
      productId: state.productId,
      sellerId: state.sellerId,
      difference: ratingChange(steps[0]?.before, state),
    })),
  );
};

const record = ({ event, before, after }: Step<Review, ReviewEvent>) => ({
  event,
  at: event.at,
  ...(before === undefined ? {} : { before: before.standing.status }),
  after: after.standing.status,
});

/** What other contexts receive of a review; given by main.ts, from the nats adapter. */
type Announce = (step: Step<Review, ReviewEvent>) => readonly OutgoingEvent[];

export const reviewStore = (db: Database, announce: Announce): ReviewStore =>
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
    announce,
    record,
  });
