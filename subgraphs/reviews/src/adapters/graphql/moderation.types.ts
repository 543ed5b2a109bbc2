import type { Instant } from '@marketplace/kernel';
import { objectType, t } from '@marketplace/platform/graphql';
import type { HistoryEntry, Report } from '../../application/reviews.view';
import type { ReviewEvent } from '../../domain/review';
import { ReviewHoldType } from './review.types';

export const ReviewReportType = objectType('ReviewReport', 'A complaint of a reader.', {
  reason: t.string('What is wrong, in their words.'),
  at: t.dateTime<Instant>('When they complained.'),
});
export type ReviewReportType = InstanceType<typeof ReviewReportType>;

export const ReviewHistoryEntryType = objectType('ReviewHistoryEntry', 'One thing that happened to a review.', {
  version: t.int('Counts from 1.'),
  event: t.string('What happened: POSTED, EDITED, APPROVED, REJECTED or REPLIED.'),
  at: t.dateTime<Instant>('When it happened.'),
  changedBy: t.string('Who did it, such as user:<id>.'),
  reason: t.string('Why: the reason of a rejection, or what a text was held for.').nullable(),
});
export type ReviewHistoryEntryType = InstanceType<typeof ReviewHistoryEntryType>;

export const ReviewModerationType = objectType('ReviewModeration', 'What operators go by.', {
  heldFor: t.list(ReviewHoldType, 'Why it is held; empty unless it is pending.'),
  openReports: t.int('How many complaints there are since an operator looked at it last.'),
  reports: t.list(ReviewReportType, 'The latest complaints, at most twenty, newest first; old ones as well.'),
  history: t.list(ReviewHistoryEntryType, 'Everything that happened to it, oldest first.'),
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
