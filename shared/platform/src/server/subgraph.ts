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
import { withCorrelationId, type Log } from '../core/log';
import type { SubgraphRequest } from './subgraph-transport';

export type SubgraphOptions = {
  readonly schema: GraphQLSchema;
  readonly verify: (token: string, now: number) => Actor | undefined;
  readonly idempotency: Idempotency;
  readonly log: Log;
};

/** Executes the fetches of query plans, from any transport. */
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

type LogContext = { readonly correlationId: string; readonly log: Log };
type ResponseOptions = LogContext & { readonly args: ExecutionArgs };

/**
 * Executes the operation for each event with fresh loaders, so that cached reads of earlier events are not used. Not a generator, whose
 * `return` would wait for the next event.
 */
const respond = (source: AsyncIterator<unknown>, { args, correlationId, log }: ResponseOptions): AsyncIterableIterator<ExecutionResult> => {
  const answer = (rootValue: unknown): Promise<ExecutionResult> =>
    withCorrelationId(correlationId, async () =>
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
      return { errors: [error instanceof GraphQLError ? error : new GraphQLError('The query could not be parsed.')] };
    }
  };
  return (query) => {
    const found = known.get(query) ?? read(query);
    known.set(query, found);
    return found;
  };
};

// PostgreSQL error codes for text with unsupported characters, such as U+0000.
const unsupportedCharacters: readonly unknown[] = ['22021', '22P05'];

/** Converts an error about text that cannot be stored to BAD_USER_INPUT. Nothing was written. */
const toClientError = (error: GraphQLError): GraphQLError => {
  const { originalError, path } = error;
  if (originalError === undefined || !('code' in originalError) || !unsupportedCharacters.includes(originalError.code)) return error;
  const { message, extensions } = badUserInput('The text contains characters that cannot be stored, such as U+0000.');
  return new GraphQLError(message, { extensions, ...(path === undefined ? {} : { path }) });
};

const logFaults = ({ log, correlationId }: LogContext, result: ExecutionResult): ExecutionResult => {
  if (result.errors === undefined) return result;
  const errors = result.errors.map(toClientError);
  for (const error of errors) {
    // An error without a path is about the request, so it is an error of the client.
    if (error.extensions['code'] === undefined && error.path !== undefined)
      log.error({ err: error.originalError ?? error, path: error.path, correlationId }, 'resolver fault');
  }
  return { ...result, errors };
};

/**
 * Creates the executor of a subgraph. Query plans of the gateway in this process arrive parsed and are trusted to be valid; other requests
 * are parsed and validated. Every fetch needs an identity that the gateway signed.
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
      return withCorrelationId(correlationId, async () => logFaults({ log, correlationId }, await execute(args)));
    },
    subscribe: async (request) => {
      const prepared = prepare(request);
      if ('errors' in prepared) return prepared;
      const { correlationId } = request;
      const source = await withCorrelationId(correlationId, () => createSourceEventStream(prepared.args));
      return Symbol.asyncIterator in source
        ? respond(source[Symbol.asyncIterator](), { ...prepared, correlationId, log })
        : logFaults({ log, correlationId }, source);
    },
  };
};
