import {
  createSourceEventStream,
  execute,
  parse,
  validate,
  GraphQLError,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Actor } from '@marketplace/kernel';
import { badUserInput, createLoaders, unauthenticated, type GraphContext } from '../graphql/context';
import type { Idempotency } from '../application/idempotency';
import { inFlow, type Log } from '../core/log';
import type { SubgraphRequest } from './subgraph-transport';

export type SubgraphOptions = {
  readonly schema: GraphQLSchema;
  readonly verify: (token: string, now: number) => Actor | undefined;
  readonly idempotency: Idempotency;
  readonly log: Log;
};

/** Answers the fetches of query plans, whichever way they came. */
export type Subgraph = {
  readonly execute: (request: SubgraphRequest) => Promise<ExecutionResult>;
  readonly subscribe: (request: SubgraphRequest) => Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>;
};

const contextOf = (options: SubgraphOptions, request: SubgraphRequest): GraphContext | undefined => {
  const actor = options.verify(request.identity, Date.now());
  if (actor === undefined) return undefined;
  return {
    actor,
    cause: {
      actor,
      correlationId: request.correlationId,
      ...(request.traceparent === undefined ? {} : { traceparent: request.traceparent }),
    },
    loaders: createLoaders(),
    idempotency: options.idempotency,
  };
};

type Telling = { readonly correlationId: string; readonly log: Log };
type Responding = Telling & { readonly args: ExecutionArgs };

/**
 * Executes the operation on each event as a request of its own: loaders must not remember what an earlier event read.
 * Not a generator: that would keep a `return` waiting until the next event, and with it a follower that nobody reads.
 */
const respond = (source: AsyncIterator<unknown>, { args, correlationId, log }: Responding): AsyncIterableIterator<ExecutionResult> => {
  const answer = (rootValue: unknown): Promise<ExecutionResult> =>
    inFlow(correlationId, async () =>
      logFaults(
        { log, correlationId },
        await execute({ ...args, rootValue, contextValue: { ...(args.contextValue as GraphContext), loaders: createLoaders() } }),
      ),
    );
  const end = async (): Promise<IteratorReturnResult<undefined>> => {
    await source.return?.();
    return { done: true, value: undefined };
  };
  const answers: AsyncIterableIterator<ExecutionResult> = {
    next: async () => {
      const event = await source.next();
      return event.done === true ? { done: true, value: undefined } : { done: false, value: await answer(event.value) };
    },
    return: end,
    throw: async (error) => {
      await end();
      throw error instanceof Error ? error : new Error(String(error));
    },
    [Symbol.asyncIterator]: () => answers,
  };
  return answers;
};

type Parsed = { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] };

const parser = (schema: GraphQLSchema): ((query: string) => Parsed) => {
  const known = new LRUCache<string, Parsed>({ max: 2_000 });
  const read = (query: string): Parsed => {
    try {
      const document = parse(query, { maxLexicalTokens: 20_000 });
      const errors = validate(schema, document);
      return errors.length === 0 ? { document } : { errors };
    } catch (error) {
      return { errors: [error instanceof GraphQLError ? error : new GraphQLError('The query cannot be read.')] };
    }
  };
  return (query) => {
    const found = known.get(query) ?? read(query);
    known.set(query, found);
    return found;
  };
};

// What PostgreSQL says of a text with characters that it does not keep, such as U+0000.
const unstorable: readonly unknown[] = ['22021', '22P05'];

/** A text that cannot be stored is the client's; nothing was written, and nothing could be found. */
const blame = (error: GraphQLError): GraphQLError => {
  const { originalError, path } = error;
  if (originalError === undefined || !('code' in originalError) || !unstorable.includes(originalError.code)) return error;
  const { message, extensions } = badUserInput('A text has characters in it that cannot be stored.');
  return new GraphQLError(message, { extensions, ...(path === undefined ? {} : { path }) });
};

const logFaults = ({ log, correlationId }: Telling, result: ExecutionResult): ExecutionResult => {
  if (result.errors === undefined) return result;
  const errors = result.errors.map(blame);
  for (const error of errors) {
    // An error without a path is about the request, and the client's.
    if (error.extensions['code'] === undefined && error.path !== undefined)
      log.error({ err: error.originalError ?? error, path: error.path, correlationId }, 'resolver fault');
  }
  return { ...result, errors };
};

/**
 * Plans of the gateway are trusted to be valid and arrive parsed when they come from this process; anything else is
 * parsed and validated here. Every fetch must carry an identity that the gateway signed.
 */
export const createSubgraph = (options: SubgraphOptions): Subgraph => {
  const { schema, log } = options;
  const read = parser(schema);
  const prepare = (request: SubgraphRequest): { args: ExecutionArgs } | { errors: readonly GraphQLError[] } => {
    const contextValue = contextOf(options, request);
    if (contextValue === undefined) return { errors: [unauthenticated()] };
    const parsed = request.document === undefined ? read(request.query) : { document: request.document };
    if ('errors' in parsed) return parsed;
    return {
      args: {
        schema,
        document: parsed.document,
        variableValues: request.variables,
        contextValue,
        ...(request.operationName === undefined ? {} : { operationName: request.operationName }),
      },
    };
  };
  return {
    execute: async (request) => {
      const prepared = prepare(request);
      if ('errors' in prepared) return prepared;
      const { args } = prepared;
      const { correlationId } = request;
      return inFlow(correlationId, async () => logFaults({ log, correlationId }, await execute(args)));
    },
    subscribe: async (request) => {
      const prepared = prepare(request);
      if ('errors' in prepared) return prepared;
      const { correlationId } = request;
      const source = await inFlow(correlationId, () => createSourceEventStream(prepared.args));
      return Symbol.asyncIterator in source
        ? respond(source[Symbol.asyncIterator](), { ...prepared, correlationId, log })
        : logFaults({ log, correlationId }, source);
    },
  };
};
