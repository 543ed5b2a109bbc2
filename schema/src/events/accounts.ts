import { z } from 'zod';
import { at, event, id, sample, sealed } from './contract';

const accounts = { context: 'accounts', version: 1 } as const;

export const UserRegisteredV1 = event({
  ...accounts,
  aggregate: 'User',
  type: 'UserRegistered',
  description: 'A person has an account. Name and e-mail stay in accounts.',
  data: z.object({ userId: id, locale: z.string() }),
  example: { userId: sample.user, locale: 'en' },
});

export const PasswordResetRequestedV1 = event({
  ...accounts,
  aggregate: 'User',
  type: 'PasswordResetRequested',
  description: 'Somebody asked for a new password; the sealed value opens to { email, token } and is for the mail only.',
  data: z.object({ userId: id, resetId: id, sealedMail: sealed, expiresAt: at }),
  example: { userId: sample.user, resetId: sample.reset, sealedMail: 'k1.AAAA', expiresAt: sample.later },
});

export const PasswordChangedV1 = event({
  ...accounts,
  aggregate: 'User',
  type: 'PasswordChanged',
  description: 'The password is new; every session opened before is over.',
  data: z.object({ userId: id }),
  example: { userId: sample.user },
});

export const SessionFamilyRevokedV1 = event({
  ...accounts,
  aggregate: 'User',
  type: 'SessionFamilyRevoked',
  description: 'A refresh token was used twice, which only a thief or a bug does; the whole family of sessions is over.',
  data: z.object({ userId: id, familyId: id }),
  example: { userId: sample.user, familyId: sample.reset },
});

export const SellerAppliedV1 = event({
  ...accounts,
  aggregate: 'Seller',
  type: 'SellerApplied',
  description: 'A user asks to sell under a business name.',
  data: z.object({ sellerId: id, ownerId: id, name: z.string(), countryCode: z.string().length(2) }),
  example: { sellerId: sample.seller, ownerId: sample.owner, name: 'Northlight Audio', countryCode: 'DE' },
});

export const SellerApprovedV1 = event({
  ...accounts,
  aggregate: 'Seller',
  type: 'SellerApproved',
  description: 'The seller may publish products and be paid.',
  data: z.object({ sellerId: id, ownerId: id, name: z.string(), countryCode: z.string().length(2) }),
  example: { sellerId: sample.seller, ownerId: sample.owner, name: 'Northlight Audio', countryCode: 'DE' },
});

export const SellerRejectedV1 = event({
  ...accounts,
  aggregate: 'Seller',
  type: 'SellerRejected',
  description: 'The application was refused, with the reason told to the applicant.',
  data: z.object({ sellerId: id, reason: z.string() }),
  example: { sellerId: sample.seller, reason: 'tax number does not match' },
});

export const SellerStaffAddedV1 = event({
  ...accounts,
  aggregate: 'Seller',
  type: 'SellerStaffAdded',
  description: 'A user may act for the seller.',
  data: z.object({ sellerId: id, userId: id }),
  example: { sellerId: sample.seller, userId: sample.user },
});

export const SellerStaffRemovedV1 = event({
  ...accounts,
  aggregate: 'Seller',
  type: 'SellerStaffRemoved',
  description: 'A user may no longer act for the seller.',
  data: z.object({ sellerId: id, userId: id }),
  example: { sellerId: sample.seller, userId: sample.user },
});
