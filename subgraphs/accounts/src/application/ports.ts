import type { AggregateStore, Page, Versioned } from '@marketplace/application';
import type { Cause, Clock, Instant, NewId, Refusal, Role, SellerId, UserId } from '@marketplace/kernel';
import type { Address, AddressId } from '../domain/address';
import type { SellerCommand, SellerRejection } from '../domain/decide-seller';
import type { PasswordReset } from '../domain/password-reset';
import type { Seller, SellerEvent, SellerStatus } from '../domain/seller';
import type { Session, SessionId } from '../domain/session';
import type { NewUser, Profile, User, UserEvent } from '../domain/user';

/** A user as read. A write is accepted only while nobody else has written since. */
export type KnownUser = User & { readonly version: number };

/** Who an account is to the login throttle: a hash of the e-mail, so that it says the same of accounts that do not exist. */
export type AccountKey = string;

export type UserRepository = {
  readonly find: (id: UserId) => Promise<KnownUser | undefined>;
  /** Letter case does not matter. */
  readonly findByEmail: (email: string) => Promise<KnownUser | undefined>;
  /** Makes the account and, for people who register themselves, the first session; throws StaleWrite when the e-mail is taken. */
  readonly register: (user: NewUser, session: NewSession | undefined, cause: Cause) => Promise<void>;
  /** Sets the new password by a reset that is still open (else StaleWrite); every open session and reset is over, failed attempts are forgotten. */
  readonly changePassword: (
    user: KnownUser,
    change: { readonly passwordHash: string; readonly accountKey: AccountKey; readonly resetId: PasswordReset['id']; readonly at: Instant },
    cause: Cause,
  ) => Promise<void>;
};

export type NewSession = { readonly id: SessionId; readonly tokenHash: string; readonly startedAt: Instant; readonly expiresAt: Instant };

/** A session, found by one of its tokens, with the user it belongs to. */
export type KnownSession = { readonly version: number; readonly session: Session; readonly user: KnownUser };

/** A session whose current token is replaced, and whose time begins again. */
export type Rotation = {
  readonly tokenHash: string;
  readonly successorHash: string;
  readonly wrappedSuccessor: string;
  readonly at: Instant;
  readonly expiresAt: Instant;
};

export type SessionRepository = {
  readonly findByToken: (tokenHash: string) => Promise<KnownSession | undefined>;
  /** Opens a session and forgets the failed attempts on its account. */
  readonly open: (user: User, session: NewSession, cause: Cause & { readonly accountKey: AccountKey }) => Promise<void>;
  /** Throws StaleWrite when the session was rotated or ended meanwhile. */
  readonly rotate: (known: KnownSession, rotation: Rotation, cause: Cause) => Promise<void>;
  readonly end: (known: KnownSession, at: Instant, cause: Cause) => Promise<void>;
  /** Ends the session and announces that one of its tokens was used twice. */
  readonly revoke: (known: KnownSession, at: Instant, cause: Cause) => Promise<void>;
  readonly purge: (expiredBefore: Instant) => Promise<number>;
};

/** A request for a new password, for an e-mail that may be nobody's. */
export type ResetRequest = { readonly accountKey: AccountKey; readonly email: string; readonly requestedAt: Instant };

export type ResetMail = {
  readonly user: KnownUser;
  readonly reset: PasswordReset;
  readonly tokenHash: string;
  readonly event: UserEvent;
};

export type PasswordResetRepository = {
  /** One write, whether there is an account or not. A second request before the answer is not written again. */
  readonly request: (request: ResetRequest, cause: Cause) => Promise<void>;
  readonly waiting: (limit: number) => Promise<readonly ResetRequest[]>;
  readonly lastOf: (userId: UserId) => Promise<PasswordReset | undefined>;
  /** Takes the request off the list and, when there is a mail to send, announces it in the same write. */
  readonly answer: (request: ResetRequest, mail: ResetMail | undefined, cause: Cause) => Promise<void>;
  readonly findByToken: (tokenHash: string) => Promise<PasswordReset | undefined>;
  readonly purge: (requestedBefore: Instant) => Promise<number>;
};

/** Attempts to log in, counted where all replicas see them. */
export type LoginAttempts = {
  /** Counts one more before it is made, so that a burst of attempts cannot overtake the count. Returns the count. */
  readonly count: (account: AccountKey, at: Instant) => Promise<number>;
  /** Uncounts an attempt that was not made after all. */
  readonly takeBack: (account: AccountKey) => Promise<void>;
  readonly purge: (startedBefore: Instant) => Promise<number>;
};

/** Slow on purpose, and therefore bounded: too many at once are refused rather than left to wait. */
export type Passwords = {
  readonly hash: (password: string) => Promise<string | Refusal<'too-many-requests'>>;
  /** Takes as long without a hash to compare with. */
  readonly matches: (password: string, hash: string | undefined) => Promise<boolean | Refusal<'too-many-requests'>>;
};

/** Opaque tokens of 256 random bits. */
export type Secrets = {
  readonly newToken: () => string;
  readonly hash: (token: string) => string;
  /** Makes a token that can be read only with another one; each token wraps one other at most. */
  readonly wrap: (token: string, under: string) => string;
  readonly unwrap: (wrapped: string, under: string) => string;
};

export type AccessClaims = { readonly userId: UserId; readonly roles: readonly Role[]; readonly sellerIds: readonly SellerId[] };

export type AccessTokens = {
  readonly issue: (claims: AccessClaims, at: Instant) => Promise<{ readonly accessToken: string; readonly expiresAt: Instant }>;
};

/** A user as the graph and the access token show him. */
export type UserView = Profile & {
  readonly id: UserId;
  readonly email: string;
  /** What was granted, and `seller` for people who act for an approved seller. */
  readonly roles: readonly Role[];
  readonly sellerIds: readonly SellerId[];
};

export type UserViews = { readonly byIds: (ids: readonly UserId[]) => Promise<ReadonlyMap<string, UserView>> };

/** What everybody may know of a person. */
export type PublicProfile = { readonly id: UserId; readonly displayName: string };

export type Profiles = {
  readonly publicByIds: (ids: readonly UserId[]) => Promise<ReadonlyMap<string, PublicProfile>>;
  readonly change: (userId: UserId, profile: Profile) => Promise<void>;
};

export type SavedAddress = Address & { readonly id: AddressId };

/** Plain records of their owner's; nobody else's business. */
export type AddressBook = {
  readonly ofUsers: (userIds: readonly UserId[]) => Promise<ReadonlyMap<string, readonly SavedAddress[]>>;
  readonly add: (userId: UserId, address: SavedAddress) => Promise<void>;
  /** False when the user has no such address. */
  readonly change: (userId: UserId, address: SavedAddress) => Promise<boolean>;
  readonly remove: (userId: UserId, id: AddressId) => Promise<boolean>;
};

export type SellerStore = AggregateStore<Seller, SellerCommand, SellerEvent, SellerRejection>;

/** A seller as the graph shows it. */
export type SellerView = Versioned<Seller> & { readonly appliedAt: Instant };

export type SellerPage = Page<SellerId> & { readonly status?: SellerStatus };

export type SellerViews = {
  readonly byIds: (ids: readonly SellerId[]) => Promise<ReadonlyMap<string, SellerView>>;
  /** Newest first. */
  readonly page: (page: SellerPage) => Promise<readonly SellerView[]>;
  /** What a user owns, applied for or acts for, newest first. */
  readonly ofUsers: (userIds: readonly UserId[]) => Promise<ReadonlyMap<string, readonly SellerView[]>>;
  readonly isNameTaken: (name: string) => Promise<boolean>;
  readonly hasOpenApplication: (ownerId: UserId) => Promise<boolean>;
};

export type Ports = {
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
