import type { OutgoingEvent, Unit } from '@marketplace/platform';
import type { KnownUser, NewSession } from '../../application/ports';
import type { User, UserEvent } from '../../domain/user';
import { Sessions, SessionTokens, Users } from './tables';

/** What other contexts receive of users; given by main.ts, from the nats adapter. */
export type AnnounceUser = (user: { readonly id: string; readonly version: number }, event: UserEvent) => OutgoingEvent;

/** Adds the next version of a user to a unit, and publishes the event that made it. */
export const addUserEvent = (
  unit: Unit,
  { id, version }: KnownUser,
  { event, announce, set = {} }: { readonly event: UserEvent; readonly announce: AnnounceUser; readonly set?: Partial<User> },
): Unit => {
  const next = version + 1;
  return unit.update(Users, [{ where: { id, version }, set: { ...set, version: next } }]).publish(announce({ id, version: next }, event));
};

/** Adds a new session and its first token to a unit. */
export const addSession = (unit: Unit, user: User, session: NewSession): Unit =>
  unit
    .insert(Sessions, [
      {
        ...session,
        userId: user.id,
        version: 1,
        passwordVersion: user.passwordVersion,
        previousHash: null,
        wrappedSuccessor: null,
        rotatedAt: null,
        endedAt: null,
        endReason: null,
      },
    ])
    .insert(SessionTokens, [{ tokenHash: session.tokenHash, sessionId: session.id }]);
