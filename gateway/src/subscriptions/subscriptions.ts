import type { ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import { defined } from '@marketplace/kernel';
import type { SubgraphTransport } from '@marketplace/platform';
import { refusal } from '../core/refusals';
import type { RequestContext } from '../identity/request-context';
import type { Admitted } from '../operations/admission';
import { fetchOf, type Execution } from '../operations/execution';
import type { MaskErrors } from '../operations/faults';
import { interrupted, upstreamOf, type ResultStream, type Upstream } from './upstream';

export type Subscriptions = {
  /** Returns a stream of results, or one result with the errors that prevented it. Calls `onOverflow` if the client is too slow. */
  readonly subscribe: (
    admitted: Admitted,
    requestContext: RequestContext,
    onOverflow: () => void,
  ) => Promise<ResultStream | ExecutionResult>;
  /** The number of open subscriptions in subgraphs. */
  readonly running: () => number;
  /** Ends all subscriptions; clients reconnect to another replica. */
  readonly close: () => void;
};

export type SubscriptionOptions = {
  readonly execution: Execution;
  readonly transports: ReadonlyMap<string, SubgraphTransport>;
  readonly maskErrors: MaskErrors;
  readonly queueLimit: number;
  readonly log: Logger;
};

type Opening = Promise<Upstream | ExecutionResult>;

const isUpstream = (opened: Upstream | ExecutionResult): opened is Upstream => 'follow' in opened;

const isStream = (answer: AsyncIterableIterator<ExecutionResult> | ExecutionResult): answer is AsyncIterableIterator<ExecutionResult> =>
  Symbol.asyncIterator in answer;

/**
 * The key of subscriptions with the same results: same document, variables and actor. It includes the expiry of the token,
 * because the shared stream fetches with the identity of the client that opened it.
 */
const shareKey = ({ key, operationName, variables }: Admitted, { caller }: RequestContext): string =>
  JSON.stringify([key, operationName, variables, caller.key, caller.expiresAt]);

const pick = (variables: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.flatMap((name) => (name in variables ? [[name, variables[name]] as const] : [])));

type Start = { readonly admitted: Admitted; readonly requestContext: RequestContext };

/** Starts the primary fetch in its subgraph. */
const openSource = ({ execution, transports }: SubscriptionOptions, { admitted, requestContext }: Start) => {
  const primary = execution.primaryOf(admitted);
  const transport = transports.get(primary.serviceName);
  if (transport === undefined) throw new Error(`No transport to ${primary.serviceName}`);
  const { operation: query, operationDocumentNode: document, operationName, variableUsages = [] } = primary;
  const request = {
    query,
    variables: pick(admitted.variables, variableUsages),
    ...defined({ document, operationName }),
  };
  return transport.subscribe(fetchOf(request, requestContext));
};

const openUpstream = async (options: SubscriptionOptions, start: Start, onClose: (upstream: Upstream) => void): Opening => {
  const { execution, maskErrors, queueLimit } = options;
  const { admitted, requestContext } = start;
  const source = await openSource(options, start);
  if (!isStream(source)) return maskErrors(source, requestContext);
  const upstream = upstreamOf({
    source,
    replays: execution.replays(admitted),
    queueLimit,
    join: (event) => execution.join(admitted, event, requestContext),
    onClose: () => onClose(upstream),
  });
  return upstream;
};

/**
 * Runs federated subscriptions: the primary fetch is a subscription in the subgraph that owns it. Each event enters the rest
 * of the plan as if that subgraph had returned it for a query.
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
    // The gateway may have started to shut down meanwhile.
    if (closed) opened.interrupt(interrupted());
    return opened;
  };

  const opening = (key: string, start: Start): Opening => {
    const forget = (): void => {
      if (shared.get(key) === started) shared.delete(key);
    };
    const started: Opening = open(start, forget).catch((error: unknown) => {
      options.log.error({ err: error, correlationId: start.requestContext.correlationId }, 'a subscription could not start');
      return { errors: [interrupted()] };
    });
    shared.set(key, started);
    // The next subscriber must not get the failed result.
    void started.then((opened) => (isUpstream(opened) ? undefined : forget()));
    return started;
  };

  return {
    subscribe: async (admitted, requestContext, onOverflow) => {
      if (closed) return { errors: [refusal('SHUTTING_DOWN', 'This server is shutting down. Reconnect')] };
      const key = shareKey(admitted, requestContext);
      const pending = shared.get(key);
      if (pending !== undefined) {
        const known = await pending;
        const joined = isUpstream(known) ? known.follow(onOverflow) : known;
        if (joined !== undefined) return joined;
      }
      const opened = await opening(key, { admitted, requestContext });
      return isUpstream(opened) ? (opened.follow(onOverflow) ?? { errors: [interrupted()] }) : opened;
    },
    running: () => running.size,
    close: () => {
      closed = true;
      for (const upstream of [...running]) upstream.interrupt(interrupted());
    },
  };
};
