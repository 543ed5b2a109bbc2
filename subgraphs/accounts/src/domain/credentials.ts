import { after, milliseconds, minutes, refuse, type Instant, type Refusal } from '@marketplace/kernel';

const maxEmailLength = 254;
const minPasswordLength = 10;
const maxPasswordLength = 200;

const emailShape = /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+\.[^\s@\p{Cc}]+$/u;

/** The trimmed e-mail address in its original letter case; undefined if it is invalid. */
export const emailOf = (text: string): string | undefined => {
  const email = text.trim();
  return email.length <= maxEmailLength && emailShape.test(email) ? email : undefined;
};

/** The e-mail address for comparisons: letter case is ignored. */
export const normalizeEmail = (email: string): string => email.toLowerCase();

export type PasswordRefusal = Refusal<'password-too-short' | 'password-too-long'>;

/** Checks only the length of a password: rules about its characters lead to worse passwords. */
export const checkPassword = (password: string, path: string): PasswordRefusal | undefined => {
  if (password.length < minPasswordLength) return refuse('password-too-short', { path: [path] });
  return password.length > maxPasswordLength ? refuse('password-too-long', { path: [path] }) : undefined;
};

/** False for texts that need not be compared with a hash, because no password has this length. */
export const canBePassword = (password: string): boolean => password.length > 0 && password.length <= maxPasswordLength;

/** The time in which log-in attempts are counted, from the first one. A successful log-in resets the count. */
const attemptWindow = minutes(15);

/** The latest start of a window that has expired. */
export const expiredWindowsBefore = (at: Instant): Instant => after(at, milliseconds(0 - attemptWindow));

const maxAttempts = 10;

/** True when this attempt is one too many. `attempts` includes it. */
export const exceedsAttemptLimit = (attempts: number): boolean => attempts > maxAttempts;
