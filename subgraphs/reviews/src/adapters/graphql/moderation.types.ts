import type { Instant } from '@marketplace/kernel';
import { objectType, t } from '@marketplace/platform/graphql';
import type { HistoryEntry, Report } from '../../application/reviews.view';
import type { ReviewEvent } from '../../domain/review';
import { ModerationFlagType } from './review.types';

export const ReviewReportType = objectType('ReviewReport', 'A report of a review by a reader.', {
  reason: t.string('The reason that the reader gave.'),
  at: t.dateTime<Instant>('The date and time when the review was reported.'),
});
export type ReviewReportType = InstanceType<typeof ReviewReportType>;

export const ReviewHistoryEntryType = objectType('ReviewHistoryEntry', 'An event in the history of a review.', {
  version: t.int('The version of the review after the event, starting with 1.'),
  event: t.string('The type of the event: POSTED, EDITED, APPROVED, REJECTED or REPLIED.'),
  at: t.dateTime<Instant>('The date and time when the event occurred.'),
  changedBy: t.string('The actor that caused the event, such as user:<id>.'),
  reason: t.string('The reason for a rejection, or the flags that held the review; null for other events.').nullable(),
});
export type ReviewHistoryEntryType = InstanceType<typeof ReviewHistoryEntryType>;

export const ReviewModerationType = objectType('ReviewModeration', 'The moderation data of a review, for operators.', {
  heldFor: t.list(ModerationFlagType, 'The reasons why the review is held; empty unless its status is PENDING.'),
  openReports: t.int('The number of reports since the last decision of an operator.'),
  reports: t.list(ReviewReportType, 'The latest reports, at most 20, newest first. Includes settled ones.'),
  history: t.list(ReviewHistoryEntryType, 'The history of the review, oldest first.'),
});
export type ReviewModerationType = InstanceType<typeof ReviewModerationType>;

const reasonOf = (event: ReviewEvent): string | null => {
  switch (event.type) {
    case 'ReviewPosted':
    case 'ReviewEdited':
      return event.heldFor.length === 0 ? null : event.heldFor.join(', ');
    case 'ReviewRejected':
      return event.reason;
    case 'ReviewApproved':
    case 'ReviewReplied':
      return null;
  }
};

export const toHistoryType = ({ version, event, changedBy }: HistoryEntry): ReviewHistoryEntryType => ({
  version,
  event: event.type.replace('Review', '').toUpperCase(),
  at: event.at,
  changedBy,
  reason: reasonOf(event),
});

export const toReportType = ({ reason, at }: Report): ReviewReportType => ({ reason, at });
