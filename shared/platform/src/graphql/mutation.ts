import type { GraphQLResolveInfo } from 'graphql';
import type { ClassType } from 'type-graphql';
import { isId, isRefused, refuse, type Id, type Refusal } from '@marketplace/kernel';
import { loggedIn, permitted, type AccessCode } from './access';
import { command, type GraphContext } from './context';
import { takesIdempotencyKey } from './types';
import type { Payload } from './payload';
import { errorCode, idempotencyCodes, toUserErrors, type Messages } from './user-error.types';

/** The context of a mutation. In `run`, its cause carries the idempotency key, which is written with the result. */
export type MutationRequest = GraphContext & { readonly info: GraphQLResolveInfo };

type Awaitable<T> = T | Promise<T>;

/** The reasons that have a message; none where the type allows any text. */
type ReasonsOf<Errors> = string extends keyof Errors ? never : keyof Errors & string;

/** The fields of an input that are ids: branded, alone or in a list. */
type IdFields<Input> = {
  [Name in keyof Input]-?: NonNullable<Input[Name]> extends Id<string> | readonly Id<string>[] ? Name & string : never;
}[keyof Input];

type IdReasons<Ids> = { [Name in keyof Ids]: Ids[Name] extends Refusal<infer Reason> ? Reason : Ids[Name] }[keyof Ids];

// The keys of the two types below must not depend on the result of `run`: the compiler could not infer it.
type EveryIdIsChecked<Input, Reason extends string> = [IdFields<Input>] extends [never]
  ? { readonly ids?: undefined }
  : { readonly ids: Readonly<Record<IdFields<Input>, Reason | Refusal<Reason>>> };

type EveryErrorOccurs<Errors, Reason, Ids> = {
  readonly errors: Readonly<Record<Exclude<keyof Errors & string, Reason | IdReasons<Ids>>, 'nothing is refused for this reason'>>;
};

type Definition<Input extends object, Errors extends Messages, Done, Reason extends string, Content extends object, Ids> = {
  /** What it does. The kit appends the sentence about its errors. */
  readonly description: string;
  readonly input: ClassType<Input>;
  readonly inputDescription?: string;
  readonly payload: Payload<Content>;
  /** Users only by default. What a user may do is decided by the use case. */
  readonly access?: 'users' | 'everybody';
  /** The refusal of malformed ids: a reason, with the path of the field, or a complete refusal. */
  readonly ids?: Ids;
  /** Every reason for a refusal, with its message. */
  readonly errors: Errors;
  /** The use case. It runs again when another write was first. */
  readonly run: (input: Input, request: MutationRequest) => Done | Refusal<Reason> | Promise<Done | Refusal<Reason>>;
  /** Fills the payload. */
  readonly answer: (done: Done, request: MutationRequest, input: Input) => Awaitable<Content>;
  /**
   * Finds the result of an earlier request with the same idempotency key, by the id of the aggregate that it wrote. Needed where
   * `run` does not return that id.
   */
  readonly replay?: (aggregateId: string, request: MutationRequest) => Awaitable<Done | Refusal<Reason>>;
  /** Fills fields of the payload of a refused request; by default they are empty. */
  readonly whenRefused?: (refusal: Refusal, request: MutationRequest, input: Input) => Awaitable<Partial<Content>>;
};

/** A mutation for `mutations`, which makes it a root field. */
export type MutationField = {
  readonly description: string;
  readonly input: ClassType;
  readonly inputDescription?: string;
  readonly payload: ClassType;
  readonly resolve: (name: string, input: never, request: MutationRequest) => Promise<object>;
};

const withErrors = (description: string, input: ClassType, errors: Messages): string => {
  const codes = [...Object.keys(errors), ...(takesIdempotencyKey(input) ? idempotencyCodes : [])].map(errorCode);
  return codes.length === 0 ? description : `${description} Errors: ${codes.join(', ')}.`;
};

type IdRefusals = Readonly<Record<string, string | Refusal>>;

const refusalOf = (refused: string | Refusal, path: readonly string[]): Refusal =>
  typeof refused === 'string' ? refuse(refused, { path }) : refused;

/** The refusal of the first malformed id. */
const refusedId = (input: object, ids: IdRefusals): Refusal | undefined => {
  for (const [name, refused] of Object.entries(ids)) {
    const value = (input as Readonly<Record<string, string | readonly string[] | undefined>>)[name];
    if (value === undefined) continue;
    if (typeof value === 'string' && !isId(value)) return refusalOf(refused, [name]);
    const position = typeof value === 'string' ? -1 : value.findIndex((each) => !isId(each));
    if (position >= 0) return refusalOf(refused, [name, position.toString()]);
  }
  return undefined;
};

const isText = (value: unknown): value is string => typeof value === 'string';

/**
 * A mutation: checks the log-in and the ids, runs the use case under the idempotency key of its input, and answers with the
 * payload or with user errors. `errors` must name every refusal of `run`, and no other, or it does not compile. `run` must stand
 * before `answer`, because the compiler infers the one from the other.
 */
export const mutation = <
  Input extends object,
  const Errors extends Messages,
  Done,
  Reason extends ReasonsOf<Errors> | AccessCode,
  Content extends object,
  const Ids,
>(
  definition: Definition<Input, Errors, Done, Reason, Content, Ids> &
    EveryErrorOccurs<Errors, Reason, Ids> &
    EveryIdIsChecked<Input, ReasonsOf<Errors>>,
): MutationField => {
  const {
    description,
    input: inputType,
    inputDescription,
    payload,
    access = 'users',
    errors,
    run,
    answer,
    whenRefused,
    replay,
  } = definition;
  const ids: IdRefusals = definition.ids ?? {};
  const isIdempotent = takesIdempotencyKey(inputType);
  const runOnce = async (operation: string, input: Input, request: MutationRequest): Promise<Done | Refusal> => {
    const done = await run(input, request);
    if (isIdempotent && replay === undefined && !isRefused(done) && !isText(done))
      throw new Error(`${operation} has an idempotency key, and no replay`);
    return done;
  };
  const execute = (operation: string, input: Input, request: MutationRequest): Promise<Done | Refusal> =>
    command<Done>(request, {
      operation,
      input,
      run: (cause) => runOnce(operation, input, { ...request, cause }),
      // Without `replay` the result is the id, as `runOnce` has checked.
      replay: async (aggregateId) => (replay === undefined ? (aggregateId as Done) : replay(aggregateId, request)),
    });
  return {
    description: withErrors(description, inputType, errors),
    input: inputType,
    ...(inputDescription === undefined ? {} : { inputDescription }),
    payload,
    resolve: async (operation, input: Input, request) => {
      if (access === 'users') loggedIn(request);
      const outcome = permitted<Done | Refusal>(refusedId(input, ids) ?? (await execute(operation, input, request)), request);
      // The compiler has checked that every refusal has a message; `toUserErrors` throws if one has none after all.
      if (isRefused(outcome)) return payload.refused(toUserErrors<string>(outcome, errors), await whenRefused?.(outcome, request, input));
      return payload.done(await answer(outcome as Done, request, input));
    },
  };
};
