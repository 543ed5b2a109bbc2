import { Field, Int, ObjectType } from 'type-graphql';
import type { Instant } from '@marketplace/kernel';
import { DateTime } from '@marketplace/platform/graphql';
import type { HistoryEntry, Report } from '../../application/reviews.view';
import type { ReviewEvent } from '../../domain/review';
import type { Hold } from '../../domain/screening';
import { ReviewHoldType } from './review.types';

@ObjectType('ReviewReport', { description: 'A complaint of a reader.' })
export class ReviewReportType {
  @Field(() => String, { description: 'What is wrong, in their words.' })
  reason!: string;

  @Field(() => DateTime, { description: 'When they complained.' })
  at!: Instant;
}

@ObjectType('ReviewHistoryEntry', { description: 'One thing that happened to a review.' })
export class ReviewHistoryEntryType {
  @Field(() => Int, { description: 'Counts from 1.' })
  version!: number;

  @Field(() => String, { description: 'What happened: POSTED, EDITED, APPROVED, REJECTED or REPLIED.' })
  event!: string;

  @Field(() => DateTime, { description: 'When it happened.' })
  at!: Instant;

  @Field(() => String, { description: 'Who did it, such as user:<id>.' })
  changedBy!: string;

  @Field(() => String, { nullable: true, description: 'Why: the reason of a rejection, or what a text was held for.' })
  reason!: string | null;
}

@ObjectType('ReviewModeration', { description: 'What operators go by.' })
export class ReviewModerationType {
  @Field(() => [ReviewHoldType], { description: 'Why it is held; empty unless it is pending.' })
  heldFor!: readonly Hold[];

  @Field(() => Int, { description: 'How many complaints there are since an operator looked at it last.' })
  openReports!: number;

  @Field(() => [ReviewReportType], { description: 'The latest complaints, at most twenty, newest first; old ones as well.' })
  reports!: readonly ReviewReportType[];

  @Field(() => [ReviewHistoryEntryType], { description: 'Everything that happened to it, oldest first.' })
  history!: readonly ReviewHistoryEntryType[];
}

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
