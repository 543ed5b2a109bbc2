import { buildOperationContext, executeQueryPlan, type ServiceMap } from '@apollo/gateway';
import type { FetchNode, PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import { OperationTypeNode, type DocumentNode, type ExecutionResult, type OperationDefinitionNode } from 'graphql';
import type { Logger } from 'pino';
import type { SubgraphRequest, SubgraphTransport } from '@marketplace/platform';
import type { RequestContext } from '../identity/request-context';
import type { Admitted } from './admission';
import type { MaskErrors } from './faults';
import type { Supergraph } from './supergraph';

export type Execution = {
  /** Runs the plan of a query or a mutation. */
  readonly run: (admitted: Admitted, exchange: RequestContext) => Promise<ExecutionResult>;
  /** The fetch that a subscription's events come from. */
  readonly primaryOf: (admitted: Admitted) => FetchNode;
  /** Joins one event of a subscription with what the other subgraphs know. */
  readonly join: (admitted: Admitted, event: ExecutionResult, exchange: RequestContext) => Promise<ExecutionResult>;
};

export type ExecutionOptions = {
  readonly supergraph: Supergraph;
  readonly transports: ReadonlyMap<string, SubgraphTransport>;
  readonly settle: MaskErrors;
  readonly log: Logger;
};

/** The name under which an event poses as a subgraph that has answered already. */
const eventService = '__event';

type Call = { readonly admitted: Admitted; readonly exchange: RequestContext };
type Options = Parameters<ServiceMap[string]['process']>[0];
type Response = Awaited<ReturnType<ServiceMap[string]['process']>>;
type PlanContext = Parameters<typeof executeQueryPlan>[2];
type OperationContext = Parameters<typeof executeQueryPlan>[3];

/** One fetch as a transport takes it. */
export const fetchOf = (
  fetch: Omit<SubgraphRequest, 'identity' | 'correlationId' | 'traceparent'>,
  exchange: RequestContext,
): SubgraphRequest => ({
  ...fetch,
  identity: exchange.caller.identity(),
  correlationId: exchange.correlationId,
  ...(exchange.traceparent === undefined ? {} : { traceparent: exchange.traceparent }),
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
    return (await transport.execute(fetchOf(request, options.context['exchange'] as RequestContext))) as Response;
  },
});

const isSubscription = (node: QueryPlan['node']): node is SubscriptionNode => node?.kind === 'Subscription';

const eventPlan = ({ primary, rest }: SubscriptionNode): QueryPlan => {
  const first: PlanNode = { ...primary, serviceName: eventService, operationKind: OperationTypeNode.QUERY };
  return { kind: 'QueryPlan', node: { kind: 'Sequence', nodes: rest === undefined ? [first] : [first, rest] } };
};

/** Runs plans over the transports with Apollo's own executor of plans; nothing here knows how a subgraph is reached. */
export const executionOver = ({ supergraph, transports, settle, log }: ExecutionOptions): Execution => {
  const services: ServiceMap = Object.fromEntries([...transports].map(([name, transport]) => [name, dataSource(transport)]));
  const planOf = ({ key, document, operationName }: Admitted): QueryPlan => supergraph.planOf(key, document, operationName);
  const subscriptionOf = (admitted: Admitted): SubscriptionNode => {
    const { node } = planOf(admitted);
    if (!isSubscription(node)) throw new Error('The operation is not a subscription');
    return node;
  };
  // Kept as long as admission keeps the document.
  const contexts = new WeakMap<OperationDefinitionNode, OperationContext>();
  const contextOf = ({ document, operation, operationName }: Admitted): OperationContext => {
    const known = contexts.get(operation);
    if (known !== undefined) return known;
    const context = buildOperationContext({
      schema: supergraph.api,
      operationDocument: document,
      ...(operationName === undefined ? {} : { operationName }),
    });
    contexts.set(operation, context);
    return context;
  };
  const execute = async (plan: QueryPlan, serviceMap: ServiceMap, { admitted, exchange }: Call): Promise<ExecutionResult> => {
    // The executor reads these four of an Apollo request context and no more.
    const request = {
      request: { variables: admitted.variables },
      context: { exchange },
      metrics: {},
      logger: log,
    } as unknown as PlanContext;
    const result = await executeQueryPlan(plan, serviceMap, request, contextOf(admitted), supergraph.schema, supergraph.apiSchema);
    return settle(result, exchange);
  };
  return {
    run: (admitted, exchange) => execute(planOf(admitted), services, { admitted, exchange }),
    primaryOf: (admitted) => subscriptionOf(admitted).primary,
    join: (admitted, event, exchange) => {
      const withEvent: ServiceMap = { ...services, [eventService]: { process: () => Promise.resolve(event as Response) } };
      return execute(eventPlan(subscriptionOf(admitted)), withEvent, { admitted, exchange });
    },
  };
};
