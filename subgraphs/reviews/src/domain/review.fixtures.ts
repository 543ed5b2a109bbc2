import { after, days, idOf, instant, type Instant } from '@marketplace/kernel';
import type { Content } from './content';
import type { ReviewCommand } from './decide';
import type { ReviewEvent, ReviewIdentity } from './review';
import type { ModerationFlag } from './screening';

const uuid = (n: number): string => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

export const at = instant('2026-11-21T12:00:00.000Z');
export const daysLater = (count: number): Instant => after(at, days(count));

const identity: ReviewIdentity = {
  id: idOf(uuid(0x13)),
  orderItemId: idOf(uuid(0x0c)),
  orderId: idOf(uuid(0x0b)),
  productId: idOf(uuid(0x04)),
  variantId: idOf(uuid(0x05)),
  sellerId: idOf(uuid(0x03)),
  authorId: idOf(uuid(0x01)),
};

/** A review with five stars, with the changes of a test. */
export const content = (changes: Partial<Content> = {}): Content => ({
  rating: 5,
  title: 'Keeps the rain out',
  body: 'Wore it for a week in Wales.',
  images: [],
  ...changes,
});

export const posted = (...heldFor: readonly ModerationFlag[]): ReviewEvent => ({
  type: 'ReviewPosted',
  identity,
  content: content(),
  heldFor,
  at,
});
export const edited = (changed: Content, ...heldFor: readonly ModerationFlag[]): ReviewEvent => ({
  type: 'ReviewEdited',
  content: changed,
  heldFor,
  at: daysLater(1),
});
export const approvedAfter = (reportsSettled: number): ReviewEvent => ({ type: 'ReviewApproved', reportsSettled, at });
export const approved = approvedAfter(0);
export const rejected = (reason = 'advertising', reportsSettled = 0): ReviewEvent => ({
  type: 'ReviewRejected',
  reason,
  reportsSettled,
  at,
});
export const replied = (body = 'Thank you!'): ReviewEvent => ({ type: 'ReviewReplied', body, at });

export const post = (...flags: readonly ModerationFlag[]): ReviewCommand => ({
  type: 'PostReview',
  identity,
  isDelivered: true,
  content: content(),
  flags,
  at,
});
export const edit = (changed: Content, ...flags: readonly ModerationFlag[]): ReviewCommand => ({
  type: 'EditReview',
  content: changed,
  flags,
  at: daysLater(1),
});
export const approve = (openReports = 0): ReviewCommand => ({ type: 'ApproveReview', openReports, at });
export const reject = (reason = 'advertising', openReports = 0): ReviewCommand => ({ type: 'RejectReview', reason, openReports, at });
export const reply = (body = 'Thank you!', ...flags: readonly ModerationFlag[]): ReviewCommand => ({
  type: 'ReplyToReview',
  body,
  flags,
  at,
});
