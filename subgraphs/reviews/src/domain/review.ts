import type { Id, Instant, OrderId, OrderItemId, ProductId, SellerId, UserId, VariantId } from '@marketplace/kernel';
import type { Content } from './content';
import type { Hold } from './screening';

export type ReviewId = Id<'Review'>;

/** What a review is of, and by whom: fixed for good. */
export type ReviewIdentity = {
  readonly id: ReviewId;
  readonly orderItemId: OrderItemId;
  readonly orderId: OrderId;
  readonly productId: ProductId;
  readonly variantId: VariantId;
  readonly sellerId: SellerId;
  readonly authorId: UserId;
};

/** Who can see a review, and why not everybody. */
export type Standing =
  | { readonly status: 'PENDING'; readonly heldFor: readonly Hold[] }
  | { readonly status: 'APPROVED' }
  | { readonly status: 'REJECTED'; readonly reason: string };

export type ReviewStatus = Standing['status'];

export type Reply = { readonly body: string; readonly at: Instant; readonly editedAt?: Instant };

export type Review = ReviewIdentity & {
  readonly content: Content;
  readonly standing: Standing;
  readonly postedAt: Instant;
  readonly editedAt?: Instant;
  readonly reply?: Reply;
};

/**
 * `heldFor` says why others do not see it before it is approved; where it is empty, they see it at once. `reportsSettled` is how many
 * complaints the operator has seen with the decision.
 */
export type ReviewEvent =
  | {
      readonly type: 'ReviewPosted';
      readonly identity: ReviewIdentity;
      readonly content: Content;
      readonly heldFor: readonly Hold[];
      readonly at: Instant;
    }
  | { readonly type: 'ReviewEdited'; readonly content: Content; readonly heldFor: readonly Hold[]; readonly at: Instant }
  | { readonly type: 'ReviewApproved'; readonly reportsSettled: number; readonly at: Instant }
  | { readonly type: 'ReviewRejected'; readonly reason: string; readonly reportsSettled: number; readonly at: Instant }
  | { readonly type: 'ReviewReplied'; readonly body: string; readonly at: Instant };

const standingOf = (heldFor: readonly Hold[]): Standing => (heldFor.length === 0 ? { status: 'APPROVED' } : { status: 'PENDING', heldFor });

const known = (review: Review | undefined): Review => {
  if (review === undefined) throw new Error('a review begins with ReviewPosted');
  return review;
};

const replied = ({ reply }: Review, body: string, at: Instant): Reply =>
  reply === undefined ? { body, at } : { body, at: reply.at, editedAt: at };

/** The state after an event. Events are facts: they are applied, never questioned. */
export const evolve = (review: Review | undefined, event: ReviewEvent): Review => {
  switch (event.type) {
    case 'ReviewPosted':
      return { ...event.identity, content: event.content, standing: standingOf(event.heldFor), postedAt: event.at };
    case 'ReviewEdited':
      return { ...known(review), content: event.content, standing: standingOf(event.heldFor), editedAt: event.at };
    case 'ReviewApproved':
      return { ...known(review), standing: { status: 'APPROVED' } };
    case 'ReviewRejected':
      return { ...known(review), standing: { status: 'REJECTED', reason: event.reason } };
    case 'ReviewReplied':
      return { ...known(review), reply: replied(known(review), event.body, event.at) };
  }
};
