import type { AggregateStore, Page, Versioned } from '@marketplace/application';
import type { Cause, Clock, Instant, NewId, Refusal, Role, SellerId, UserId } from '@marketplace/kernel';
import type { Address, AddressId } from '../domain/address';
import type { SellerCommand, SellerRejection } from '../domain/decide-seller';
import type { PasswordReset } from '../domain/password-reset';
import type { Seller, SellerEvent, SellerStatus } from '../domain/seller';
import type { Session, SessionId } from '../domain/session';
import type { NewUser, Profile, User, UserEvent } from '../domain/user';

/** A user with the version that was read. A write fails if the version has changed since. */
export type KnownUser = User & { readonly version: number };

/** The key of an account for rate limiting: a hash of the e-mail address, so that it also exists for unknown accounts. */
export type AccountKey = string;

export type UserRepository = {
  readonly find: (id: UserId) => Promise<KnownUser | undefined>;
  /** Finds a user, ignoring letter case. */
  readonly findByEmail: (email: string) => Promise<KnownUser | undefined>;
  /** Creates the account and, for self-registration, the first session. Throws StaleWrite if the e-mail address is taken. */
  readonly register: (user: NewUser, session: NewSession | undefined, cause: Cause) => Promise<void>;
  /**
   * Sets the new password and uses up the reset; throws StaleWrite if it is no longer open. Ends every open session and reset,
   * and deletes the failed log-in attempts.
   */
  readonly changePassword: (
    user: KnownUser,
    change: { readonly passwordHash: string; readonly accountKey: AccountKey; readonly resetId: PasswordReset['id']; readonly at: Instant },
    cause: Cause,
  ) => Promise<void>;
};

export type NewSession = { readonly id: SessionId; readonly tokenHash: string; readonly startedAt: Instant; readonly expiresAt: Instant };

/** A session with its user. */
export type KnownSession = { readonly version: number; readonly session: Session; readonly user: KnownUser };

/** The replacement of a session's current token, which extends the session. */
export type Rotation = {
  readonly tokenHash: string;
  readonly successorHash: string;
  readonly wrappedSuccessor: string;
  readonly at: Instant;
  readonly expiresAt: Instant;
};

export type SessionRepository = {
  /** Finds the session that has or had this token. */
  readonly findByToken: (tokenHash: string) => Promise<KnownSession | undefined>;
  /** Opens a session and deletes the failed log-in attempts of the account. */
  readonly open: (user: User, session: NewSession, cause: Cause & { readonly accountKey: AccountKey }) => Promise<void>;
  /** Throws StaleWrite if the session was rotated or ended meanwhile. */
  readonly rotate: (known: KnownSession, rotation: Rotation, cause: Cause) => Promise<void>;
  readonly end: (known: KnownSession, at: Instant, cause: Cause) => Promise<void>;
  /** Ends the session and publishes that one of its tokens was reused. */
  readonly revoke: (known: KnownSession, at: Instant, cause: Cause) => Promise<void>;
  readonly purge: (expiredBefore: Instant) => Promise<number>;
};

/** A password reset request. The e-mail address may belong to no account. */
export type ResetRequest = { readonly accountKey: AccountKey; readonly email: string; readonly requestedAt: Instant };

export type ResetMail = {
  readonly user: KnownUser;
  readonly reset: PasswordReset;
  readonly tokenHash: string;
  readonly event: UserEvent;
};

export type PasswordResetRepository = {
  /** Stores the request, whether the account exists or not. A second request is ignored while the first is pending. */
  readonly request: (request: ResetRequest, cause: Cause) => Promise<void>;
  readonly pending: (limit: number) => Promise<readonly ResetRequest[]>;
  readonly lastOf: (userId: UserId) => Promise<PasswordReset | undefined>;
  /** Deletes the request and, if a mail is to be sent, publishes it in the same write. */
  readonly answer: (request: ResetRequest, mail: ResetMail | undefined, cause: Cause) => Promise<void>;
  readonly findByToken: (tokenHash: string) => Promise<PasswordReset | undefined>;
  readonly purge: (requestedBefore: Instant) => Promise<number>;
};

/** The log-in attempts, counted for all replicas. */
export type LoginAttempts = {
  /** Counts an attempt before it is made, so that parallel attempts cannot bypass the limit. Returns the count. */
  readonly count: (account: AccountKey, at: Instant) => Promise<number>;
  /** Takes an attempt out of the count because it was not made. */
  readonly uncount: (account: AccountKey) => Promise<void>;
  readonly purge: (startedBefore: Instant) => Promise<number>;
};

/** Password hashing. It is slow on purpose, so it has a bounded queue and refuses when the queue is full. */
export type Passwords = {
  readonly hash: (password: string) => Promise<string | Refusal<'too-many-requests'>>;
  /** Compares a password with a hash. Takes as long when the hash is undefined. */
  readonly matches: (password: string, hash: string | undefined) => Promise<boolean | Refusal<'too-many-requests'>>;
};

/** Opaque tokens of 256 random bits. */
export type Secrets = {
  readonly newToken: () => string;
  readonly hash: (token: string) => string;
  /** Encrypts a token with another one. Each token may encrypt only one other. */
  readonly wrap: (token: string, under: string) => string;
  readonly unwrap: (wrapped: string, under: string) => string;
};

export type AccessClaims = { readonly userId: UserId; readonly roles: readonly Role[]; readonly sellerIds: readonly SellerId[] };

export type AccessTokens = {
  readonly issue: (claims: AccessClaims, at: Instant) => Promise<{ readonly accessToken: string; readonly expiresAt: Instant }>;
};

/** A user as GraphQL and the access token show it. */
export type UserView = Profile & {
  readonly id: UserId;
  readonly email: string;
  /** The granted roles, and `seller` for the staff of an approved seller. */
  readonly roles: readonly Role[];
  readonly sellerIds: readonly SellerId[];
};

export type UserViews = { readonly byIds: (ids: readonly UserId[]) => Promise<ReadonlyMap<string, UserView>> };

/** The public data of a user. */
export type PublicProfile = { readonly id: UserId; readonly displayName: string };

export type Profiles = {
  readonly publicByIds: (ids: readonly UserId[]) => Promise<ReadonlyMap<string, PublicProfile>>;
  readonly change: (userId: UserId, profile: Profile) => Promise<void>;
};

export type SavedAddress = Address & { readonly id: AddressId };

/** The saved addresses of users. */
export type AddressBook = {
  readonly ofUsers: (userIds: readonly UserId[]) => Promise<ReadonlyMap<string, readonly SavedAddress[]>>;
  readonly add: (userId: UserId, address: SavedAddress) => Promise<void>;
  /** Returns false if the user has no such address. */
  readonly change: (userId: UserId, address: SavedAddress) => Promise<boolean>;
  readonly remove: (userId: UserId, id: AddressId) => Promise<boolean>;
};

export type SellerStore = AggregateStore<Seller, SellerCommand, SellerEvent, SellerRejection>;

/** A seller as GraphQL shows it. */
export type SellerView = Versioned<Seller> & { readonly appliedAt: Instant };

export type SellerPage = Page<SellerId> & { readonly status?: SellerStatus };

export type SellerViews = {
  readonly byIds: (ids: readonly SellerId[]) => Promise<ReadonlyMap<string, SellerView>>;
  /** Newest first. */
  readonly page: (page: SellerPage) => Promise<readonly SellerView[]>;
  /** The sellers that each user owns, applied for or acts for, newest first. */
  readonly ofUsers: (userIds: readonly UserId[]) => Promise<ReadonlyMap<string, readonly SellerView[]>>;
  readonly isNameTaken: (name: string) => Promise<boolean>;
  readonly hasOpenApplication: (ownerId: UserId) => Promise<boolean>;
};

export type Dependencies = {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly resets: PasswordResetRepository;
  readonly attempts: LoginAttempts;
  readonly passwords: Passwords;
  readonly secrets: Secrets;
  readonly accessTokens: AccessTokens;
  readonly userViews: UserViews;
  readonly profiles: Profiles;
  readonly addresses: AddressBook;
  readonly sellers: SellerStore;
  readonly sellerViews: SellerViews;
  readonly clock: Clock;
  readonly newId: NewId;
};
