import type { ContextWalk } from '@marketplace/platform/testing';

/** Who may use which operation on what is somebody else's. */
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
