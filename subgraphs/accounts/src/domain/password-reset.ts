import { after, isBefore, milliseconds, minutes, type Duration, type Id, type Instant, type UserId } from '@marketplace/kernel';

export type PasswordResetId = Id<'PasswordReset'>;

/** How long the token in the mail can be used. */
const resetLife: Duration = minutes(30);

/** Who asks again within this time gets no second mail: a mailbox is not to be flooded. */
export const resetPause: Duration = minutes(1);

/** A mailed token's right to set a new password, once. */
export type PasswordReset = {
  readonly id: PasswordResetId;
  readonly userId: UserId;
  readonly requestedAt: Instant;
  readonly status: 'OPEN' | 'USED';
};

/** Resets that were asked for at this moment or before it can no longer be used. */
export const resetsOverFrom = (at: Instant): Instant => after(at, milliseconds(0 - resetLife));

export const resetExpiry = (requestedAt: Instant): Instant => after(requestedAt, resetLife);

export const isUsable = (reset: PasswordReset, at: Instant): boolean =>
  reset.status === 'OPEN' && isBefore(at, resetExpiry(reset.requestedAt));

/** Whether another mail may go out, given when the last one was asked for. */
export const mayMailAgain = (lastRequestedAt: Instant | undefined, at: Instant): boolean =>
  lastRequestedAt === undefined || !isBefore(at, after(lastRequestedAt, resetPause));
