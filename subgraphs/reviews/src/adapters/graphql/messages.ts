import type { Messages } from '@marketplace/platform/graphql';

/** A sentence for each refusal, for those who write, read and judge reviews. */
export const messages: Messages = {
  'review-not-found': 'There is no such review.',
  'order-item-not-found': 'You have bought no such thing.',
  'own-shop': 'What your own shop sold is for others to judge.',
  'version-conflict': 'It has changed since you read it: read it again.',
  'own-review': 'This is your own review.',
  'not-delivered-yet': 'You can review it once it is delivered.',
  'already-reviewed': 'You have reviewed this already; edit the review you have.',
  'edit-window-over': 'A review can be edited for 30 days.',
  'rating-invalid': 'A rating is 1 to 5 stars.',
  'title-invalid': 'A title has 1 to 120 characters on one line.',
  'body-invalid': 'A review has 1 to 5,000 characters of plain text.',
  'too-many-images': 'A review has at most 5 pictures.',
  'image-invalid': 'A picture has an http or https address, and a description of at most 200 characters.',
  'reason-invalid': 'A reason has 1 to 500 characters.',
  'reply-invalid': 'A reply has 1 to 5,000 characters of plain text.',
  'reply-not-acceptable': 'A reply is public at once: leave out links, addresses, telephone numbers and bad language.',
};
