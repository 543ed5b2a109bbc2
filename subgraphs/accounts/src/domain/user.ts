import { refuse, type Instant, type Refusal, type Role, type UserId } from '@marketplace/kernel';
import type { PasswordResetId } from './password-reset';
import type { SessionId } from './session';
import { cleanText } from './input';

/** A person who can log in. */
export type User = {
  readonly id: UserId;
  /** As the person wrote it; unique whatever the letter case. Personal data. */
  readonly email: string;
  readonly passwordHash: string;
  /** Counts the passwords; a session that began under an earlier one is over. */
  readonly passwordVersion: number;
};

export type Profile = { readonly displayName: string; readonly locale: string };

export type NewUser = User & Profile & { readonly roles: readonly Role[] };

export type UserEvent =
  | { readonly type: 'UserRegistered'; readonly locale: string }
  | {
      readonly type: 'PasswordResetRequested';
      readonly resetId: PasswordResetId;
      /** Where the token goes; both leave this context sealed only. */
      readonly mail: { readonly email: string; readonly token: string };
      readonly expiresAt: Instant;
    }
  | { readonly type: 'PasswordChanged' }
  | { readonly type: 'SessionFamilyRevoked'; readonly familyId: SessionId };

const maxDisplayNameLength = 80;

/** BCP 47, as far as a marketplace speaks: language, perhaps script, perhaps region. */
const localeShape = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/;

export type ProfileRefusal = Refusal<'display-name-invalid' | 'locale-invalid'>;

/** The profile as it will be kept, or why not. */
export const profileOf = (input: Profile): Profile | ProfileRefusal => {
  const displayName = cleanText(input.displayName, maxDisplayNameLength);
  if (displayName === undefined) return refuse('display-name-invalid', { path: ['displayName'] });
  return localeShape.test(input.locale) ? { displayName, locale: input.locale } : refuse('locale-invalid', { path: ['locale'] });
};
