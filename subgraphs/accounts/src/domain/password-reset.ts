import { after, isBefore, milliseconds, minutes, type Duration, type Id, type Instant, type UserId } from '@marketplace/kernel';

export type PasswordResetId = Id<'PasswordReset'>;

/** The time in which the mailed token can be used. */
const resetLifetime: Duration = minutes(30);

/** The minimum time between two mails to one account. */
export const resetMailInterval: Duration = minutes(1);

/** A password reset. Its mailed token can set a new password once. */
export type PasswordReset = {
  readonly id: PasswordResetId;
  readonly userId: UserId;
  readonly requestedAt: Instant;
  readonly status: 'OPEN' | 'USED';
};

/** The latest request time of a reset that has expired. */
export const expiredResetsBefore = (at: Instant): Instant => after(at, milliseconds(0 - resetLifetime));

export const resetExpiry = (requestedAt: Instant): Instant => after(requestedAt, resetLifetime);

export const isUsable = (reset: PasswordReset, at: Instant): boolean =>
  reset.status === 'OPEN' && isBefore(at, resetExpiry(reset.requestedAt));

/** True when no mail was requested within the minimum interval. */
export const maySendMail = (lastRequestedAt: Instant | undefined, at: Instant): boolean =>
  lastRequestedAt === undefined || !isBefore(at, after(lastRequestedAt, resetMailInterval));
