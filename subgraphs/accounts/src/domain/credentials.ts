import { after, milliseconds, minutes, refuse, type Instant, type Refusal } from '@marketplace/kernel';

const maxEmailLength = 254;
const minPasswordLength = 10;
const maxPasswordLength = 200;

const emailShape = /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+\.[^\s@\p{Cc}]+$/u;

/** The address without the blanks around it, as the person writes it; undefined when it can be nobody's. */
export const emailOf = (text: string): string | undefined => {
  const email = text.trim();
  return email.length <= maxEmailLength && emailShape.test(email) ? email : undefined;
};

/** Letter case does not tell two people apart. */
export const sameEmail = (email: string): string => email.toLowerCase();

export type PasswordRefusal = Refusal<'password-too-short' | 'password-too-long'>;

/** Length is all that is asked of a password: rules about its characters make people choose worse ones. */
export const faultOfPassword = (password: string, path: string): PasswordRefusal | undefined => {
  if (password.length < minPasswordLength) return refuse('password-too-short', { path: [path] });
  return password.length > maxPasswordLength ? refuse('password-too-long', { path: [path] }) : undefined;
};

/** A text that no password can be need not be compared with one. */
export const canBePassword = (password: string): boolean => password.length > 0 && password.length <= maxPasswordLength;

/** Attempts to log in are counted from the first one for this long; a success forgets them. */
const attemptWindow = minutes(15);

/** Windows that began at this moment or before it are over. */
export const attemptWindowsOverFrom = (at: Instant): Instant => after(at, milliseconds(0 - attemptWindow));

const attemptsAllowed = 10;

/** `attempts` counts this one too. */
export const isOneAttemptTooMany = (attempts: number): boolean => attempts > attemptsAllowed;
