import { z } from 'zod';
import { at, event, id, sample, sealed } from './contract';

const accounts = { context: 'accounts', version: 1 } as const;

export const UserRegisteredV1 = event({
  ...accounts,
  aggregate: 'User',
  type: 'UserRegistered',
  description: 'A user has registered. The name and email address stay in accounts.',
  data: z.object({ userId: id, locale: z.string() }),
  example: { userId: sample.user, locale: 'en' },
});

export const PasswordResetRequestedV1 = event({
  ...accounts,
  aggregate: 'User',
  type: 'PasswordResetRequested',
  description: 'A password reset was requested. The encrypted value contains { email, token } and is only for sending the email.',
  data: z.object({ userId: id, resetId: id, sealedMail: sealed, expiresAt: at }),
  example: { userId: sample.user, resetId: sample.reset, sealedMail: 'k1.AAAA', expiresAt: sample.later },
});

export const PasswordChangedV1 = event({
  ...accounts,
  aggregate: 'User',
  type: 'PasswordChanged',
  description: 'A user has changed their password; all earlier sessions are revoked.',
  data: z.object({ userId: id }),
  example: { userId: sample.user },
});

export const SessionFamilyRevokedV1 = event({
  ...accounts,
  aggregate: 'User',
  type: 'SessionFamilyRevoked',
  description: 'A refresh token was used twice, which indicates theft or a bug; all sessions of its family are revoked.',
  data: z.object({ userId: id, familyId: id }),
  example: { userId: sample.user, familyId: sample.reset },
});

export const SellerAppliedV1 = event({
  ...accounts,
  aggregate: 'Seller',
  type: 'SellerApplied',
  description: 'A user has applied to sell under a business name.',
  data: z.object({ sellerId: id, ownerId: id, name: z.string(), countryCode: z.string().length(2) }),
  example: { sellerId: sample.seller, ownerId: sample.owner, name: 'Northlight Audio', countryCode: 'DE' },
});

export const SellerApprovedV1 = event({
  ...accounts,
  aggregate: 'Seller',
  type: 'SellerApproved',
  description: 'A seller was approved and can publish products and receive payouts.',
  data: z.object({ sellerId: id, ownerId: id, name: z.string(), countryCode: z.string().length(2) }),
  example: { sellerId: sample.seller, ownerId: sample.owner, name: 'Northlight Audio', countryCode: 'DE' },
});

export const SellerRejectedV1 = event({
  ...accounts,
  aggregate: 'Seller',
  type: 'SellerRejected',
  description: 'A seller application was rejected, with the reason shown to the applicant.',
  data: z.object({ sellerId: id, reason: z.string() }),
  example: { sellerId: sample.seller, reason: 'tax number does not match' },
});

export const SellerStaffAddedV1 = event({
  ...accounts,
  aggregate: 'Seller',
  type: 'SellerStaffAdded',
  description: 'A user was added to the staff of a seller.',
  data: z.object({ sellerId: id, userId: id }),
  example: { sellerId: sample.seller, userId: sample.user },
});

export const SellerStaffRemovedV1 = event({
  ...accounts,
  aggregate: 'Seller',
  type: 'SellerStaffRemoved',
  description: 'A user was removed from the staff of a seller.',
  data: z.object({ sellerId: id, userId: id }),
  example: { sellerId: sample.seller, userId: sample.user },
});
