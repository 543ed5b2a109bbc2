import { after, canonicalJson, days, isBefore, refuse, type Decider, type Decision, type Instant } from '@marketplace/kernel';
import { isText, normalizeText, type Content } from './content';
import { evolve, type Review, type ReviewEvent, type ReviewIdentity } from './review';
import type { ModerationFlag } from './screening';

/** `flags` is the result of screening the text of the command. */
export type ReviewCommand =
  | {
      readonly type: 'PostReview';
      readonly identity: ReviewIdentity;
      readonly isDelivered: boolean;
      readonly content: Content;
      readonly flags: readonly ModerationFlag[];
      readonly at: Instant;
    }
  | { readonly type: 'EditReview'; readonly content: Content; readonly flags: readonly ModerationFlag[]; readonly at: Instant }
  /** `openReports` is the number of reports since the last decision of an operator. */
  | { readonly type: 'ApproveReview'; readonly openReports: number; readonly at: Instant }
  | { readonly type: 'RejectReview'; readonly reason: string; readonly openReports: number; readonly at: Instant }
  | { readonly type: 'ReplyToReview'; readonly body: string; readonly flags: readonly ModerationFlag[]; readonly at: Instant };

export type ReviewRejection =
  | 'review-not-found'
  | 'already-reviewed'
  | 'not-delivered-yet'
  | 'edit-window-over'
  | 'reason-invalid'
  | 'reply-invalid'
  | 'reply-not-acceptable';

type ReviewDecision = Decision<ReviewEvent, ReviewRejection>;
type CommandOf<Type extends ReviewCommand['type']> = Extract<ReviewCommand, { type: Type }>;

/** The time after posting in which the author can edit a review. */
const editWindow = days(30);

const maxReasonLength = 500;
const maxReplyLength = 5_000;

/** The end of the edit window, inclusive. */
export const editableUntil = ({ postedAt }: Pick<Review, 'postedAt'>): Instant => after(postedAt, editWindow);

const post = ({ identity, isDelivered, content, flags, at }: CommandOf<'PostReview'>, review: Review | undefined): ReviewDecision => {
  if (review !== undefined) return refuse('already-reviewed', { path: ['orderItemId'] });
  if (!isDelivered) return refuse('not-delivered-yet', { path: ['orderItemId'] });
  return [{ type: 'ReviewPosted', identity, content, heldFor: flags, at }];
};

/** A hidden review stays hidden until an operator decides. Otherwise authors could probe the screening with edits. */
const edit = ({ content, flags, at }: CommandOf<'EditReview'>, review: Review): ReviewDecision => {
  if (isBefore(editableUntil(review), at)) return refuse('edit-window-over');
  if (canonicalJson(content) === canonicalJson(review.content)) return [];
  const heldFor: readonly ModerationFlag[] = flags.length === 0 && review.moderation.status !== 'APPROVED' ? ['EDITED'] : flags;
  return [{ type: 'ReviewEdited', content, heldFor, at }];
};

const approve = ({ openReports, at }: CommandOf<'ApproveReview'>, { moderation }: Review): ReviewDecision =>
  moderation.status === 'APPROVED' && openReports === 0 ? [] : [{ type: 'ReviewApproved', reportsSettled: openReports, at }];

const reject = ({ reason, openReports, at }: CommandOf<'RejectReview'>, { moderation }: Review): ReviewDecision => {
  const text = normalizeText(reason);
  if (!isText(text, maxReasonLength)) return refuse('reason-invalid', { path: ['reason'] });
  const isDone = moderation.status === 'REJECTED' && moderation.reason === text && openReports === 0;
  return isDone ? [] : [{ type: 'ReviewRejected', reason: text, reportsSettled: openReports, at }];
};

/** Sellers reply to public reviews only. A reply is public at once, so it must pass the screening. */
const reply = ({ body, flags, at }: CommandOf<'ReplyToReview'>, review: Review): ReviewDecision => {
  const text = normalizeText(body);
  if (review.moderation.status !== 'APPROVED') return refuse('review-not-found', { path: ['reviewId'] });
  if (!isText(text, maxReplyLength)) return refuse('reply-invalid', { path: ['body'] });
  if (flags.length > 0) return refuse('reply-not-acceptable', { path: ['body'] });
  return review.reply?.body === text ? [] : [{ type: 'ReviewReplied', body: text, at }];
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
