import { isRefused, type Actor, type Refusal } from '@marketplace/kernel';
import { forbidden, unauthenticated, type GraphContext } from './context';

/** The two reasons for which every use case refuses access. */
export type AccessCode = 'login-required' | 'forbidden';

/** The outcome of a use case without the refusals of access. */
export type Permitted<Outcome> =
  Outcome extends Refusal<infer Code>
    ? [Exclude<Code, AccessCode>] extends [never]
      ? never
      : Refusal<Exclude<Code, AccessCode>>
    : Outcome;

/** The user of the request. A guest gets UNAUTHENTICATED. */
export const loggedIn = ({ actor }: Pick<GraphContext, 'actor'>): Extract<Actor, { kind: 'user' }> => {
  if (actor.kind !== 'user') throw unauthenticated();
  return actor;
};

/**
 * The outcome of a use case, if access was granted. A refusal of access becomes an error of the field: UNAUTHENTICATED for
 * guests, FORBIDDEN for users.
 */
export const permitted = <Outcome>(outcome: Outcome, { actor }: Pick<GraphContext, 'actor'>): Permitted<Outcome> => {
  if (isRefused(outcome)) {
    if (outcome.refused === 'login-required') throw unauthenticated();
    if (outcome.refused === 'forbidden') throw actor.kind === 'user' ? forbidden() : unauthenticated();
  }
  // The refusals that the type excludes were thrown above.
  return outcome as Permitted<Outcome>;
};
