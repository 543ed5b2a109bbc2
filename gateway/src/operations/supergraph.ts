import {
  operationFromDocument,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  Supergraph as FederatedGraph,
  type Schema,
} from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { Kind, parse, visit, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';

/** The composed graph: what clients see of it, what plans are made from, and the plans themselves. */
export type Supergraph = {
  readonly sdl: string;
  readonly subgraphs: readonly string[];
  /** What clients may ask for; operations are validated against it. */
  readonly api: GraphQLSchema;
  /** The same in the form that the planner and the executor of plans read. */
  readonly apiSchema: Schema;
  /** With the federation's own types and directives; only the executor of plans needs it. */
  readonly schema: GraphQLSchema;
  /** Plans are kept: making one takes milliseconds, and clients send the same few hundred documents. */
  readonly planOf: (key: string, document: DocumentNode, operationName: string | undefined) => QueryPlan;
};

const enforcedElsewhere = /specs\.apollo\.dev\/(authenticated|requiresScopes|policy)\//;

/**
 * The planner accepts the security directives but nothing here enforces them: a graph that carries one would promise a
 * protection that does not exist, so it does not start. Contexts authorise in their use cases.
 */
const refuseUnenforcedSecurity = (sdl: DocumentNode): void => {
  visit(sdl, {
    Directive: (node) => {
      if (node.name.value !== 'link') return;
      for (const argument of node.arguments ?? []) {
        const url = argument.value.kind === Kind.STRING ? argument.value.value : '';
        const feature = enforcedElsewhere.exec(url)?.[1];
        if (feature !== undefined) throw new Error(`The supergraph uses @${feature}, which this gateway does not enforce`);
      }
    },
  });
};

/** Reads a composed supergraph. Throws if it is not one, or if it relies on directives that would silently do nothing. */
export const openSupergraph = (sdl: string, maxPlans = 2_000): Supergraph => {
  refuseUnenforcedSecurity(parse(sdl));
  const graph = FederatedGraph.build(sdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  const planner = new QueryPlanner(graph, { exposeDocumentNodeInFetchNode: true });
  const apiSchema = graph.apiSchema();
  const plans = new LRUCache<string, QueryPlan>({ max: maxPlans });
  return {
    sdl,
    subgraphs: graph.subgraphsMetadata().map(({ name }) => name),
    api: apiSchema.toGraphQLJSSchema(),
    apiSchema,
    schema: graph.schema.toGraphQLJSSchema(),
    planOf: (key, document, operationName) => {
      const name = `${key} ${operationName ?? ''}`;
      const known = plans.get(name);
      if (known !== undefined) return known;
      const operation = operationFromDocument(apiSchema, document, {
        ...(operationName === undefined ? {} : { operationName }),
        validate: false,
      });
      const plan = planner.buildQueryPlan(operation);
      plans.set(name, plan);
      return plan;
    },
  };
};
