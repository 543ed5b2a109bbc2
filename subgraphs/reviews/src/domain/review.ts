import type { Id, Instant, OrderId, OrderItemId, ProductId, SellerId, UserId, VariantId } from '@marketplace/kernel';
import type { Content } from './content';
import type { ModerationFlag } from './screening';

export type ReviewId = Id<'Review'>;

/** A line of an order, as purchased. It can be reviewed after the delivery of the order. */
export type Purchase = {
  readonly orderItemId: OrderItemId;
  readonly orderId: OrderId;
  readonly buyerId: UserId;
  readonly sellerId: SellerId;
  readonly productId: ProductId;
  readonly variantId: VariantId;
  /** The title of the product at the time of purchase. */
  readonly title: string;
};

/** The subject and author of a review. They never change. */
export type ReviewIdentity = {
  readonly id: ReviewId;
  readonly orderItemId: OrderItemId;
  readonly orderId: OrderId;
  readonly productId: ProductId;
  readonly variantId: VariantId;
  readonly sellerId: SellerId;
  readonly authorId: UserId;
};

/** The moderation state of a review: public, held, or rejected with a reason. */
export type ModerationState =
  | { readonly status: 'PENDING'; readonly heldFor: readonly ModerationFlag[] }
  | { readonly status: 'APPROVED' }
  | { readonly status: 'REJECTED'; readonly reason: string };

export type ReviewStatus = ModerationState['status'];

export type Reply = { readonly body: string; readonly at: Instant; readonly editedAt?: Instant };

export type Review = ReviewIdentity & {
  readonly content: Content;
  readonly moderation: ModerationState;
  readonly postedAt: Instant;
  readonly editedAt?: Instant;
  readonly reply?: Reply;
};

/**
 * `heldFor` has the flags that hold the review for moderation; if it is empty, the review is public at once. `reportsSettled` is
 * the number of reports that the decision settles.
 */
export type ReviewEvent =
  | {
      readonly type: 'ReviewPosted';
      readonly identity: ReviewIdentity;
      readonly content: Content;
      readonly heldFor: readonly ModerationFlag[];
      readonly at: Instant;
    }
  | { readonly type: 'ReviewEdited'; readonly content: Content; readonly heldFor: readonly ModerationFlag[]; readonly at: Instant }
  | { readonly type: 'ReviewApproved'; readonly reportsSettled: number; readonly at: Instant }
  | { readonly type: 'ReviewRejected'; readonly reason: string; readonly reportsSettled: number; readonly at: Instant }
  | { readonly type: 'ReviewReplied'; readonly body: string; readonly at: Instant };

const moderationAfter = (heldFor: readonly ModerationFlag[]): ModerationState =>
  heldFor.length === 0 ? { status: 'APPROVED' } : { status: 'PENDING', heldFor };

const existing = (review: Review | undefined): Review => {
  if (review === undefined) throw new Error('a review begins with ReviewPosted');
  return review;
};

const withReply = ({ reply }: Review, body: string, at: Instant): Reply =>
  reply === undefined ? { body, at } : { body, at: reply.at, editedAt: at };

/** Applies an event to the state, without checking it: events are facts. */
export const evolve = (review: Review | undefined, event: ReviewEvent): Review => {
  switch (event.type) {
    case 'ReviewPosted':
      return { ...event.identity, content: event.content, moderation: moderationAfter(event.heldFor), postedAt: event.at };
    case 'ReviewEdited':
      return { ...existing(review), content: event.content, moderation: moderationAfter(event.heldFor), editedAt: event.at };
    case 'ReviewApproved':
      return { ...existing(review), moderation: { status: 'APPROVED' } };
    case 'ReviewRejected':
      return { ...existing(review), moderation: { status: 'REJECTED', reason: event.reason } };
    case 'ReviewReplied':
      return { ...existing(review), reply: withReply(existing(review), event.body, event.at) };
  }
};
