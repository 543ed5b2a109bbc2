import { after, canonicalJson, days, isBefore, refuse, type Decider, type Decision, type Instant } from '@marketplace/kernel';
import type { Content } from './content';
import { evolve, type Review, type ReviewEvent, type ReviewIdentity } from './review';
import type { Hold } from './screening';
import { isText, tidy } from './text';

/** `holds` is what the screening has found in the words that come with the command. */
export type ReviewCommand =
  | {
      readonly type: 'PostReview';
      readonly identity: ReviewIdentity;
      readonly isDelivered: boolean;
      readonly content: Content;
      readonly holds: readonly Hold[];
      readonly at: Instant;
    }
  | { readonly type: 'EditReview'; readonly content: Content; readonly holds: readonly Hold[]; readonly at: Instant }
  /** `openReports`: how many readers have complained since an operator looked at it last. */
  | { readonly type: 'ApproveReview'; readonly openReports: number; readonly at: Instant }
  | { readonly type: 'RejectReview'; readonly reason: string; readonly openReports: number; readonly at: Instant }
  | { readonly type: 'ReplyToReview'; readonly body: string; readonly holds: readonly Hold[]; readonly at: Instant };

export type ReviewRejection =
  | 'review-not-found'
  | 'already-reviewed'
  | 'not-delivered-yet'
  | 'edit-window-over'
  | 'reason-invalid'
  | 'reply-invalid'
  | 'reply-not-acceptable';

type ReviewDecision = Decision<ReviewEvent, ReviewRejection>;
type On<Type extends ReviewCommand['type']> = Extract<ReviewCommand, { type: Type }>;

/** How long after it was posted its author can put a review otherwise. */
const editWindow = days(30);

const maxReason = 500;
const maxReply = 5_000;

/** The last moment at which the author can still edit. */
export const editableUntil = ({ postedAt }: Pick<Review, 'postedAt'>): Instant => after(postedAt, editWindow);

const post = ({ identity, isDelivered, content, holds, at }: On<'PostReview'>, review: Review | undefined): ReviewDecision => {
  if (review !== undefined) return refuse('already-reviewed', { path: ['orderItemId'] });
  if (!isDelivered) return refuse('not-delivered-yet', { path: ['orderItemId'] });
  return [{ type: 'ReviewPosted', identity, content, heldFor: holds, at }];
};

/** What nobody else can see stays so until an operator has looked: an edit must not find out what the screening lets pass. */
const edit = ({ content, holds, at }: On<'EditReview'>, review: Review): ReviewDecision => {
  if (isBefore(editableUntil(review), at)) return refuse('edit-window-over');
  if (canonicalJson(content) === canonicalJson(review.content)) return [];
  const heldFor: readonly Hold[] = holds.length === 0 && review.standing.status !== 'APPROVED' ? ['EDITED'] : holds;
  return [{ type: 'ReviewEdited', content, heldFor, at }];
};

const approve = ({ openReports, at }: On<'ApproveReview'>, { standing }: Review): ReviewDecision =>
  standing.status === 'APPROVED' && openReports === 0 ? [] : [{ type: 'ReviewApproved', reportsSettled: openReports, at }];

const reject = ({ reason, openReports, at }: On<'RejectReview'>, { standing }: Review): ReviewDecision => {
  const told = tidy(reason);
  if (!isText(told, maxReason)) return refuse('reason-invalid', { path: ['reason'] });
  const isDone = standing.status === 'REJECTED' && standing.reason === told && openReports === 0;
  return isDone ? [] : [{ type: 'ReviewRejected', reason: told, reportsSettled: openReports, at }];
};

/** A seller sees what everybody sees, and answers that; an answer is public at once, so it has to pass the screening. */
const reply = ({ body, holds, at }: On<'ReplyToReview'>, review: Review): ReviewDecision => {
  const told = tidy(body);
  if (review.standing.status !== 'APPROVED') return refuse('review-not-found', { path: ['reviewId'] });
  if (!isText(told, maxReply)) return refuse('reply-invalid', { path: ['body'] });
  if (holds.length > 0) return refuse('reply-not-acceptable', { path: ['body'] });
  return review.reply?.body === told ? [] : [{ type: 'ReviewReplied', body: told, at }];
};

export const decide = (command: ReviewCommand, review: Review | undefined): ReviewDecision => {
  if (command.type === 'PostReview') return post(command, review);
  if (review === undefined) return refuse('review-not-found', { path: ['reviewId'] });
  switch (command.type) {
    case 'EditReview':
      return edit(command, review);
    case 'ApproveReview':
      return approve(command, review);
    case 'RejectReview':
      return reject(command, review);
    case 'ReplyToReview':
      return reply(command, review);
  }
};

export const reviewDecider: Decider<ReviewCommand, ReviewEvent, Review | undefined, ReviewRejection> = {
  initial: undefined,
  decide,
  evolve,
};
