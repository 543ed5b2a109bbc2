import { Kind, type ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import type { SubgraphTransport } from '@marketplace/platform';
import { refusal } from '../core/refusals';
import type { RequestContext } from '../identity/request-context';
import type { Admitted } from '../operations/admission';
import { fetchOf, type Execution } from '../operations/execution';
import type { MaskErrors } from '../operations/faults';
import { interrupted, upstreamOf, type ResultStream, type Upstream } from './upstream';

export type Subscriptions = {
  /** A stream of results, or one result with the errors that kept it from starting. `onOverflow`: the client is too slow. */
  readonly subscribe: (admitted: Admitted, exchange: RequestContext, onOverflow: () => void) => Promise<ResultStream | ExecutionResult>;
  /** How many subscriptions run in subgraphs. */
  readonly running: () => number;
  /** Ends all of them; clients come back to another replica. */
  readonly close: () => void;
};

export type SubscriptionOptions = {
  readonly execution: Execution;
  readonly transports: ReadonlyMap<string, SubgraphTransport>;
  readonly settle: MaskErrors;
  readonly queueLimit: number;
  readonly log: Logger;
};

type Opening = Promise<Upstream | ExecutionResult>;

const isUpstream = (opened: Upstream | ExecutionResult): opened is Upstream => 'follow' in opened;

const isStream = (answer: AsyncIterableIterator<ExecutionResult> | ExecutionResult): answer is AsyncIterableIterator<ExecutionResult> =>
  Symbol.asyncIterator in answer;

/** A subscription that takes a cursor starts with the history after it. */
const replays = ({ operation }: Admitted): boolean =>
  operation.selectionSet.selections.some(
    (field) => field.kind !== Kind.FIELD || (field.arguments ?? []).some(({ name }) => name.value === 'after'),
  );

/**
 * Same document, same variables, same actor: the same results. The end of the token belongs to it, because the stream
 * fetches with the identity of whoever opened it and must not outlive that.
 */
const shareKey = ({ key, operationName, variables }: Admitted, { caller }: RequestContext): string =>
  JSON.stringify([key, operationName, variables, caller.key, caller.expiresAt]);

const pick = (variables: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.flatMap((name) => (name in variables ? [[name, variables[name]] as const] : [])));

type Start = { readonly admitted: Admitted; readonly exchange: RequestContext };

/** The primary fetch, on its way to the subgraph that owns it. */
const sourceOf = ({ execution, transports }: SubscriptionOptions, { admitted, exchange }: Start) => {
  const primary = execution.primaryOf(admitted);
  const transport = transports.get(primary.serviceName);
  if (transport === undefined) throw new Error(`No transport to ${primary.serviceName}`);
  const { operation: query, operationDocumentNode: document, operationName, variableUsages = [] } = primary;
  const request = {
    query,
    variables: pick(admitted.variables, variableUsages),
    ...(document === undefined ? {} : { document }),
    ...(operationName === undefined ? {} : { operationName }),
  };
  return transport.subscribe(fetchOf(request, exchange));
};

const openUpstream = async (options: SubscriptionOptions, start: Start, onClose: (upstream: Upstream) => void): Opening => {
  const { execution, settle, queueLimit } = options;
  const { admitted, exchange } = start;
  const source = await sourceOf(options, start);
  if (!isStream(source)) return settle(source, exchange);
  const upstream = upstreamOf({
    source,
    replays: replays(admitted),
    queueLimit,
    join: (event) => execution.join(admitted, event, exchange),
    onClose: () => onClose(upstream),
  });
  return upstream;
};

/**
 * Federated subscriptions: the primary fetch runs as a subscription in the subgraph that owns it, and each event enters
 * the rest of the plan as if that subgraph had answered a query.
 */
export const subscriptionsOver = (options: SubscriptionOptions): Subscriptions => {
  const shared = new Map<string, Opening>();
  const running = new Set<Upstream>();
  let closed = false;

  const open = async (start: Start, forget: () => void): Opening => {
    const opened = await openUpstream(options, start, (upstream) => {
      running.delete(upstream);
      forget();
    });
    if (!isUpstream(opened)) return opened;
    running.add(opened);
    // The gateway may have begun to shut down meanwhile.
    if (closed) opened.interrupt(interrupted());
    return opened;
  };

  const opening = (key: string, start: Start): Opening => {
    const forget = (): void => {
      if (shared.get(key) === started) shared.delete(key);
    };
    const started: Opening = open(start, forget).catch((error: unknown) => {
      options.log.error({ err: error, correlationId: start.exchange.correlationId }, 'a subscription could not start');
      return { errors: [interrupted()] };
    });
    shared.set(key, started);
    // A start that failed must not be what the next one gets.
    void started.then((opened) => (isUpstream(opened) ? undefined : forget()));
    return started;
  };

  return {
    subscribe: async (admitted, exchange, onOverflow) => {
      if (closed) return { errors: [refusal('SHUTTING_DOWN', 'This server is shutting down. Connect again')] };
      const key = shareKey(admitted, exchange);
      const pending = shared.get(key);
      if (pending !== undefined) {
        const known = await pending;
        const joined = isUpstream(known) ? known.follow(onOverflow) : known;
        if (joined !== undefined) return joined;
      }
      const opened = await opening(key, { admitted, exchange });
      return isUpstream(opened) ? (opened.follow(onOverflow) ?? { errors: [interrupted()] }) : opened;
    },
    running: () => running.size,
    close: () => {
      closed = true;
      for (const upstream of [...running]) upstream.interrupt(interrupted());
    },
  };
};
