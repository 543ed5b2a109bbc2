import { isRefused, type Actor, type Refusal } from '@marketplace/kernel';
import { forbidden, unauthenticated, type GraphContext } from './context';

/** The refusal reasons for denied access. */
export type AccessCode = 'login-required' | 'forbidden';

/** The outcome of a use case, without refusals for denied access. */
export type Permitted<Outcome> =
  Outcome extends Refusal<infer Code>
    ? [Exclude<Code, AccessCode>] extends [never]
      ? never
      : Refusal<Exclude<Code, AccessCode>>
    : Outcome;

/** The user of the request. Throws UNAUTHENTICATED for guests. */
export const loggedIn = ({ actor }: Pick<GraphContext, 'actor'>): Extract<Actor, { kind: 'user' }> => {
  if (actor.kind !== 'user') throw unauthenticated();
  return actor;
};

/** The outcome of a use case, if access is allowed. Otherwise throws UNAUTHENTICATED for guests and FORBIDDEN for users. */
export const permitted = <Outcome>(outcome: Outcome, { actor }: Pick<GraphContext, 'actor'>): Permitted<Outcome> => {
  if (isRefused(outcome)) {
    if (outcome.refused === 'login-required') throw unauthenticated();
    if (outcome.refused === 'forbidden') throw actor.kind === 'user' ? forbidden() : unauthenticated();
  }
  // The refusals that the type excludes were thrown above.
  return outcome as Permitted<Outcome>;
};
