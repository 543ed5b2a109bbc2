import type { EventMessage, Unit } from '@marketplace/platform';
import type { KnownUser, NewSession } from '../../application/ports';
import type { User, UserEvent } from '../../domain/user';
import { Sessions, SessionTokens, Users } from './tables';

/** Creates the message of an event. Implemented by the nats adapter and injected by main.ts. */
export type UserEventMessage = (user: { readonly id: string; readonly version: number }, event: UserEvent) => EventMessage;

/** Adds the next version of a user and the message of its event to a unit. */
export const writeUserEvent = (
  unit: Unit,
  { id, version }: KnownUser,
  { event, messageOf, set = {} }: { readonly event: UserEvent; readonly messageOf: UserEventMessage; readonly set?: Partial<User> },
): Unit => {
  const next = version + 1;
  return unit.update(Users, [{ where: { id, version }, set: { ...set, version: next } }]).publish(messageOf({ id, version: next }, event));
};

/** Adds a new session and its first token to a unit. */
export const writeSession = (unit: Unit, user: User, session: NewSession): Unit =>
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
