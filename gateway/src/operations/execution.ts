import { buildOperationContext, executeQueryPlan, type ServiceMap } from '@apollo/gateway';
import type { FetchNode, PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import { Kind, OperationTypeNode, type DocumentNode, type ExecutionResult, type OperationDefinitionNode } from 'graphql';
import type { Logger } from 'pino';
import { LRUCache } from 'lru-cache';
import { defined } from '@marketplace/kernel';
import type { SubgraphRequest, SubgraphTransport } from '@marketplace/platform';
import type { RequestContext } from '../identity/request-context';
import type { Admitted } from './admission';
import type { MaskErrors } from './faults';
import { isIntrospection } from './introspection';
import type { Supergraph } from './supergraph';

export type Execution = {
  /** Executes the plan of a query or a mutation. */
  readonly run: (admitted: Admitted, requestContext: RequestContext) => Promise<ExecutionResult>;
  /** The fetch that produces the events of a subscription. */
  readonly primaryOf: (admitted: Admitted) => FetchNode;
  /** True if the subscription can start after a cursor (`after`): then it starts with history, also without one. */
  readonly replays: (admitted: Admitted) => boolean;
  /** Joins one event of a subscription with the data of the other subgraphs. */
  readonly join: (admitted: Admitted, event: ExecutionResult, requestContext: RequestContext) => Promise<ExecutionResult>;
};

export type ExecutionOptions = {
  readonly supergraph: Supergraph;
  readonly transports: ReadonlyMap<string, SubgraphTransport>;
  readonly maskErrors: MaskErrors;
  readonly log: Logger;
};

/** The name of a pseudo subgraph that returns the event as its response. */
const eventService = '__event';

type Call = { readonly admitted: Admitted; readonly requestContext: RequestContext };
type Options = Parameters<ServiceMap[string]['process']>[0];
type Response = Awaited<ReturnType<ServiceMap[string]['process']>>;
type PlanContext = Parameters<typeof executeQueryPlan>[2];
type OperationContext = Parameters<typeof executeQueryPlan>[3];

/** The request of one fetch to a subgraph. */
export const fetchOf = (
  fetch: Omit<SubgraphRequest, 'identity' | 'correlationId' | 'traceparent'>,
  requestContext: RequestContext,
): SubgraphRequest => ({
  ...fetch,
  identity: requestContext.caller.identity(),
  correlationId: requestContext.correlationId,
  ...(requestContext.traceparent === undefined ? {} : { traceparent: requestContext.traceparent }),
});

const dataSource = (transport: SubgraphTransport): ServiceMap[string] => ({
  process: async (options: Options): Promise<Response> => {
    const { query, operationName, variables } = options.request;
    const document = 'document' in options ? (options.document as DocumentNode | undefined) : undefined;
    const request = {
      query: query ?? '',
      variables: variables ?? {},
      ...(document === undefined ? {} : { document }),
      ...(operationName === undefined ? {} : { operationName }),
    };
    return (await transport.execute(fetchOf(request, options.context['requestContext'] as RequestContext))) as Response;
  },
});

const isSubscription = (node: QueryPlan['node']): node is SubscriptionNode => node?.kind === 'Subscription';

const eventPlan = ({ primary, rest }: SubscriptionNode): QueryPlan => {
  const first: PlanNode = { ...primary, serviceName: eventService, operationKind: OperationTypeNode.QUERY };
  return { kind: 'QueryPlan', node: { kind: 'Sequence', nodes: rest === undefined ? [first] : [first, rest] } };
};

/** Executes introspection once for each document and its variables: the schema does not change. Few distinct ones exist. */
const introspectionCache = () => {
  const results = new LRUCache<string, ExecutionResult>({ max: 20 });
  return async (admitted: Admitted, execute: () => Promise<ExecutionResult>): Promise<ExecutionResult> => {
    if (!isIntrospection(admitted.document, admitted.operation.selectionSet)) return execute();
    const key = JSON.stringify([admitted.key, admitted.operationName, admitted.variables]);
    const result = results.get(key) ?? (await execute());
    if (result.errors === undefined) results.set(key, result);
    return result;
  };
};

const hasCursor = (supergraph: Supergraph, { operation }: Admitted): boolean => {
  const fields = supergraph.api.getSubscriptionType()?.getFields() ?? {};
  return operation.selectionSet.selections.some(
    (field) => field.kind !== Kind.FIELD || fields[field.name.value]?.args.some(({ name }) => name === 'after') === true,
  );
};

/** Executes query plans with Apollo's executor, over the transports. */
export const executionOver = ({ supergraph, transports, maskErrors, log }: ExecutionOptions): Execution => {
  const services: ServiceMap = Object.fromEntries([...transports].map(([name, transport]) => [name, dataSource(transport)]));
  const planOf = ({ key, document, operationName }: Admitted): QueryPlan => supergraph.planOf(key, document, operationName);
  const subscriptionOf = (admitted: Admitted): SubscriptionNode => {
    const { node } = planOf(admitted);
    if (!isSubscription(node)) throw new Error('The operation is not a subscription');
    return node;
  };
  const introspection = introspectionCache();
  // Cached as long as admission caches the document.
  const contexts = new WeakMap<OperationDefinitionNode, OperationContext>();
  const contextOf = ({ document, operation, operationName }: Admitted): OperationContext => {
    const known = contexts.get(operation);
    if (known !== undefined) return known;
    const context = buildOperationContext({
      schema: supergraph.api,
      operationDocument: document,
      ...defined({ operationName }),
    });
    contexts.set(operation, context);
    return context;
  };
  const execute = async (plan: QueryPlan, serviceMap: ServiceMap, { admitted, requestContext }: Call): Promise<ExecutionResult> => {
    // The executor reads only these four properties of Apollo's request context.
    const request = {
      request: { variables: admitted.variables },
      context: { requestContext },
      metrics: {},
      logger: log,
    } as unknown as PlanContext;
    const result = await executeQueryPlan(plan, serviceMap, request, contextOf(admitted), supergraph.schema, supergraph.apiSchema);
    return maskErrors(result, requestContext);
  };
  return {
    run: (admitted, requestContext) => introspection(admitted, () => execute(planOf(admitted), services, { admitted, requestContext })),
    replays: (admitted) => hasCursor(supergraph, admitted),
    primaryOf: (admitted) => subscriptionOf(admitted).primary,
    join: (admitted, event, requestContext) => {
      const withEvent: ServiceMap = { ...services, [eventService]: { process: () => Promise.resolve(event as Response) } };
      return execute(eventPlan(subscriptionOf(admitted)), withEvent, { admitted, requestContext });
    },
  };
};
