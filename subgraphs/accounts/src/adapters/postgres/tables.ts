import type { Role } from '@marketplace/kernel';
import { char, id, integer, table, text, timestamp, updatedAt } from '@marketplace/platform';
import type { SellerStatus } from '../../domain/seller';

/** An index of the migration makes e-mail addresses unique, ignoring case. */
export const Users = table('users', {
  id: id<'User'>().primary(),
  version: integer(),
  email: text(),
  passwordHash: text(),
  passwordVersion: integer().withDefault(),
  status: text<'ACTIVE'>().withDefault(),
  createdAt: timestamp().withDefault(),
  updatedAt: updatedAt(),
});

export const UserProfiles = table('user_profiles', {
  userId: id<'User'>().primary(),
  displayName: text(),
  locale: text(),
  updatedAt: updatedAt(),
});

export const UserRoles = table('user_roles', {
  userId: id<'User'>().primary(),
  role: text<Role>().primary(),
  assignedBy: text(),
  assignedAt: timestamp().withDefault(),
});

export const Addresses = table('addresses', {
  id: id<'Address'>().primary(),
  userId: id<'User'>(),
  name: text(),
  line1: text(),
  line2: text().nullable(),
  city: text(),
  postalCode: text(),
  region: text().nullable(),
  countryCode: char(2),
  phone: text().nullable(),
  createdAt: timestamp().withDefault(),
});

/** One row per session: a family of refresh tokens. Only hashes of tokens are stored. */
export const Sessions = table('sessions', {
  id: id<'Session'>().primary(),
  userId: id<'User'>(),
  version: integer(),
  passwordVersion: integer(),
  tokenHash: text(),
  previousHash: text().nullable(),
  wrappedSuccessor: text().nullable(),
  rotatedAt: timestamp().nullable(),
  startedAt: timestamp(),
  expiresAt: timestamp(),
  endedAt: timestamp().nullable(),
  endReason: text<'logged-out' | 'password-changed' | 'token-reused'>().nullable(),
});

/** All tokens of a session, to detect reuse. */
export const SessionTokens = table('session_tokens', {
  tokenHash: text().primary(),
  sessionId: id<'Session'>(),
});

/** Pending password reset requests. The e-mail address may belong to no account. A job handles and deletes them. */
export const ResetRequests = table('reset_requests', {
  accountKey: text().primary(),
  email: text(),
  requestedAt: timestamp(),
});

export const PasswordResets = table(
  'password_resets',
  {
    id: id<'PasswordReset'>().primary(),
    userId: id<'User'>(),
    tokenHash: text(),
    requestedAt: timestamp(),
    usedAt: timestamp().nullable(),
  },
  { unique: [['tokenHash']] },
);

export const LoginAttempts = table('login_attempts', {
  accountKey: text().primary(),
  windowStartedAt: timestamp(),
  attempts: integer(),
});

/** An index of the migration makes names unique among sellers that are not rejected, ignoring case. */
export const Sellers = table('sellers', {
  id: id<'Seller'>().primary(),
  version: integer(),
  ownerId: id<'User'>(),
  name: text(),
  countryCode: char(2),
  status: text<SellerStatus>(),
  rejectionReason: text().nullable(),
  appliedAt: timestamp(),
  updatedAt: updatedAt(),
});

export const SellerStaff = table('seller_staff', {
  sellerId: id<'Seller'>().primary(),
  userId: id<'User'>().primary(),
  addedAt: timestamp(),
});
