import { refuse, type Instant, type Refusal, type Role, type UserId } from '@marketplace/kernel';
import type { PasswordResetId } from './password-reset';
import type { SessionId } from './session';
import { cleanText } from './input';

/** A user account. */
export type User = {
  readonly id: UserId;
  /** In the original letter case; unique ignoring case. Personal data. */
  readonly email: string;
  readonly passwordHash: string;
  /** The number of passwords so far. A session from an earlier password has ended. */
  readonly passwordVersion: number;
};

export type Profile = { readonly displayName: string; readonly locale: string };

export type NewUser = User & Profile & { readonly roles: readonly Role[] };

export type UserEvent =
  | { readonly type: 'UserRegistered'; readonly locale: string }
  | {
      readonly type: 'PasswordResetRequested';
      readonly resetId: PasswordResetId;
      /** The recipient and the token. Both leave this context only encrypted. */
      readonly mail: { readonly email: string; readonly token: string };
      readonly expiresAt: Instant;
    }
  | { readonly type: 'PasswordChanged' }
  | { readonly type: 'SessionFamilyRevoked'; readonly familyId: SessionId };

const maxDisplayNameLength = 80;

/** The common part of BCP 47: a language, optionally a script and a region. */
const localeShape = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/;

export type ProfileRefusal = Refusal<'display-name-invalid' | 'locale-invalid'>;

/** Validates a profile and trims the name. */
export const profileOf = (input: Profile): Profile | ProfileRefusal => {
  const displayName = cleanText(input.displayName, maxDisplayNameLength);
  if (displayName === undefined) return refuse('display-name-invalid', { path: ['displayName'] });
  return localeShape.test(input.locale) ? { displayName, locale: input.locale } : refuse('locale-invalid', { path: ['locale'] });
};
