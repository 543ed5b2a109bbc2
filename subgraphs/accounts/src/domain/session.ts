import { after, days, isBefore, seconds, type Duration, type Id, type Instant, type UserId } from '@marketplace/kernel';

export type SessionId = Id<'Session'>;

/** The lifetime of a refresh token. Each exchange extends the session by it. */
export const sessionLifetime: Duration = days(30);

/** The time in which a replaced token still returns its successor, for parallel tabs and lost responses. */
export const rotationGracePeriod: Duration = seconds(10);

/** The token that the current one replaced. */
export type Predecessor = {
  readonly tokenHash: string;
  readonly rotatedAt: Instant;
  /** The current token, encrypted with the token that it replaced. */
  readonly wrappedSuccessor: string;
};

/** A log-in on one device: a family of refresh tokens. One of them is current. */
export type Session = { readonly id: SessionId; readonly userId: UserId; readonly expiresAt: Instant } & (
  { readonly status: 'OPEN'; readonly tokenHash: string; readonly predecessor?: Predecessor } | { readonly status: 'ENDED' }
);

/** The status of a presented token within its session. */
export type TokenStatus =
  | { readonly status: 'current' }
  | { readonly status: 'replaced-recently'; readonly wrappedSuccessor: string }
  | { readonly status: 'reused' }
  | { readonly status: 'ended' };

/** The status of a token that belongs to the session. A reused token may have been stolen. */
export const tokenStatusOf = (session: Session, tokenHash: string, at: Instant): TokenStatus => {
  if (session.status === 'ENDED' || !isBefore(at, session.expiresAt)) return { status: 'ended' };
  if (session.tokenHash === tokenHash) return { status: 'current' };
  const { predecessor } = session;
  if (predecessor?.tokenHash !== tokenHash) return { status: 'reused' };
  const inGrace = isBefore(at, after(predecessor.rotatedAt, rotationGracePeriod));
  return inGrace ? { status: 'replaced-recently', wrappedSuccessor: predecessor.wrappedSuccessor } : { status: 'reused' };
};
