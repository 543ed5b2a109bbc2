import { after, days, isBefore, seconds, type Duration, type Id, type Instant, type UserId } from '@marketplace/kernel';

export type SessionId = Id<'Session'>;

/** How long a refresh token can be used; each use begins the time again. */
export const sessionLife: Duration = days(30);

/** How long a token that was just replaced still leads to its successor: two tabs, or an answer lost on the way. */
export const rotationGrace: Duration = seconds(10);

/** The token that the current one replaced. */
export type Predecessor = {
  readonly tokenHash: string;
  readonly rotatedAt: Instant;
  /** The current token, readable only with the token that it replaced. */
  readonly wrappedSuccessor: string;
};

/** A log-in on one device: a family of refresh tokens, of which one is current. */
export type Session = { readonly id: SessionId; readonly userId: UserId; readonly expiresAt: Instant } & (
  { readonly status: 'OPEN'; readonly tokenHash: string; readonly predecessor?: Predecessor } | { readonly status: 'ENDED' }
);

/** What a presented token of a session's family is to the session. */
export type Standing =
  | { readonly is: 'current' }
  | { readonly is: 'just-replaced'; readonly wrappedSuccessor: string }
  | { readonly is: 'reused' }
  | { readonly is: 'over' };

/** Judges a token that is or was one of the session's. A token that was replaced before may come from a thief. */
export const standingOf = (session: Session, tokenHash: string, at: Instant): Standing => {
  if (session.status === 'ENDED' || !isBefore(at, session.expiresAt)) return { is: 'over' };
  if (session.tokenHash === tokenHash) return { is: 'current' };
  const { predecessor } = session;
  if (predecessor?.tokenHash !== tokenHash) return { is: 'reused' };
  const inGrace = isBefore(at, after(predecessor.rotatedAt, rotationGrace));
  return inGrace ? { is: 'just-replaced', wrappedSuccessor: predecessor.wrappedSuccessor } : { is: 'reused' };
};
