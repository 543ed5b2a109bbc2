import { isRefused, type Refusal } from '@marketplace/kernel';
import { unauthenticated, type Messages } from '@marketplace/platform/graphql';

/** What a person is told of each refusal. */
export const messages: Messages = {
  'invalid-credentials': 'E-mail or password is wrong.',
  'too-many-attempts': 'Too many attempts. Try again in a quarter of an hour, or ask for a new password.',
  'too-many-requests': 'Too many people are logging in at the moment. Try again in a few seconds.',
  'email-invalid': 'This is not an e-mail address.',
  'email-taken': 'There is an account with this e-mail address already.',
  'password-too-short': 'A password has at least 10 characters.',
  'password-too-long': 'A password has at most 200 characters.',
  'display-name-invalid': 'A name has 1 to 80 characters.',
  'locale-invalid': 'A locale is written as in "en" or "de-CH".',
  'refresh-token-invalid': 'The session is over. Log in again.',
  'reset-token-invalid': 'This link was used before or is too old. Ask for a new one.',
  'address-not-found': 'You have no such address.',
  'address-invalid': 'This line of the address is missing or too long.',
  'too-many-addresses': 'You can keep 20 addresses. Remove one first.',
  'country-unknown': 'This is not a country code such as "DE".',
  'user-not-found': 'There is no such user.',
  'seller-not-found': 'There is no such seller.',
  'seller-name-invalid': 'A business name has 1 to 100 characters.',
  'seller-name-taken': 'Another seller has this name.',
  'application-pending': 'Your last application is not decided yet.',
  'seller-already-approved': 'The seller is approved already.',
  'seller-already-rejected': 'The application was rejected already; the applicant can apply again.',
  'seller-not-approved': 'The seller is not approved.',
  'reason-invalid': 'A reason has 1 to 500 characters.',
  'too-many-staff': 'A seller has at most 50 members of staff.',
  'owner-stays': 'The owner cannot be removed.',
};

/** Who has to log in first is told so at the top level; every other refusal is part of the payload. */
export const orLogin = <T>(outcome: T | Refusal): T | Refusal => {
  if (isRefused(outcome) && outcome.refused === 'login-required') throw unauthenticated();
  return outcome;
};
