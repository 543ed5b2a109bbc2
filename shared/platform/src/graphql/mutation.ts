import type { GraphQLResolveInfo } from 'graphql';
import type { ClassType } from 'type-graphql';
import { isId, isRefused, refuse, type Id, type Refusal } from '@marketplace/kernel';
import { loggedIn, permitted, type AccessCode } from './access';
import { command, type GraphContext } from './context';
import { descriptionOfInput, takesIdempotencyKey } from './types';
import type { Payload } from './payload';
import { errorCode, idempotencyCodes, toUserErrors, type Messages } from './user-error.types';

/** The context of a mutation. In `run`, the cause contains the idempotency key, which is stored with the result. */
export type MutationRequest = GraphContext & { readonly info: GraphQLResolveInfo };

type Awaitable<T> = T | Promise<T>;

/** The reasons with a message; none if the type allows any string. */
type ReasonsOf<Errors> = string extends keyof Errors ? never : keyof Errors & string;

/** The input fields with branded IDs, single or in a list. */
type IdFields<Input> = {
  [Name in keyof Input]-?: NonNullable<Input[Name]> extends Id<string> | readonly Id<string>[] ? Name & string : never;
}[keyof Input];

type IdReasons<Ids> = { [Name in keyof Ids]: Ids[Name] extends Refusal<infer Reason> ? Reason : Ids[Name] }[keyof Ids];

// The keys of the two types below must not depend on the result of `run`; otherwise the compiler cannot infer it.
type EveryIdIsChecked<Input, Reason extends string> = [IdFields<Input>] extends [never]
  ? { readonly ids?: undefined }
  : { readonly ids: Readonly<Record<IdFields<Input>, Reason | Refusal<Reason>>> };

type EveryErrorOccurs<Errors, Reason, Ids> = {
  readonly errors: Readonly<Record<Exclude<keyof Errors & string, Reason | IdReasons<Ids>>, 'nothing is refused for this reason'>>;
};

type Definition<Input extends object, Errors extends Messages, Done, Reason extends string, Content extends object, Ids> = {
  /** The description of the mutation. The list of its error codes is appended. */
  readonly description: string;
  readonly input: ClassType<Input>;
  readonly inputDescription?: string;
  readonly payload: Payload<Content>;
  /** Users only by default. Use cases check permissions. */
  readonly access?: 'users' | 'everyone';
  /** The refusal of malformed ids: a reason, with the path of the field, or a complete refusal. */
  readonly ids?: Ids;
  /** The refusal reasons with their messages. */
  readonly errors: Errors;
  /** Runs the use case. It is retried on write conflicts. */
  readonly run: (input: Input, request: MutationRequest) => Done | Refusal<Reason> | Promise<Done | Refusal<Reason>>;
  /** Creates the payload. */
  readonly answer: (done: Done, request: MutationRequest, input: Input) => Awaitable<Content>;
  /**
   * Reads the result of the first request with the same idempotency key, by the ID of the aggregate that it wrote. Required unless
   * `run` returns that ID.
   */
  readonly replay?: (aggregateId: string, request: MutationRequest) => Awaitable<Done | Refusal<Reason>>;
  /** Sets payload fields for refused requests; they are empty by default. */
  readonly whenRefused?: (refusal: Refusal, request: MutationRequest, input: Input) => Awaitable<Partial<Content>>;
};

/** A mutation for `mutations`. */
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

/** The refusal for the first malformed ID. */
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
 * Defines a mutation: it requires a logged-in user, validates IDs, runs the use case with the idempotency key of the input, and
 * returns the payload or user errors. `errors` must name exactly the refusals of `run`, or it does not compile. `run` must come
 * before `answer`, so that the compiler can infer its type.
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
    inputDescription = descriptionOfInput(inputType),
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
      // Without `replay` the result is the ID: `runOnce` checks this.
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
      // The compiler checks that every refusal has a message; otherwise `toUserErrors` throws.
      if (isRefused(outcome)) return payload.refused(toUserErrors<string>(outcome, errors), await whenRefused?.(outcome, request, input));
      return payload.done(await answer(outcome as Done, request, input));
    },
  };
};
