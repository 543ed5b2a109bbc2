import type { ContextWalk } from '@marketplace/platform/testing';

/** The access rule of each operation for things that belong to another user. */
export const walk: ContextWalk = {
  access: {
    ownReviews: 'open',
    review: 'owner',
    reviewApprove: 'operator',
    reviewEdit: 'owner-only',
    reviewHelpfulVote: 'owner',
    reviewHelpfulVoteWithdraw: 'owner',
    reviewPost: 'owner-only',
    reviewRatingsRebuild: 'operator',
    reviewReject: 'operator',
    reviewReply: 'owner-only',
    reviewReport: 'owner',
    reviewableItems: 'open',
    reviewsToModerate: 'operator',
  },
};
