import {
  operationFromDocument,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  Supergraph as FederatedGraph,
  type Schema,
} from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { Kind, parse, visit, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { defined } from '@marketplace/kernel';

/** The composed supergraph: its API schema, its subgraph schema and its query plans. */
export type Supergraph = {
  readonly sdl: string;
  readonly subgraphs: readonly string[];
  /** The API schema. Operations are validated against it. */
  readonly api: GraphQLSchema;
  /** The API schema in the form that the planner and the executor use. */
  readonly apiSchema: Schema;
  /** The schema with the types and directives of federation, for the executor. */
  readonly schema: GraphQLSchema;
  /** The plan of an operation. Plans are cached: planning takes milliseconds, and clients send the same documents. */
  readonly planOf: (key: string, document: DocumentNode, operationName: string | undefined) => QueryPlan;
};

const securityDirective = /specs\.apollo\.dev\/(authenticated|requiresScopes|policy)\//;

/**
 * The planner accepts the security directives, but the gateway does not enforce them. A supergraph that uses one is rejected,
 * because it would promise a protection that does not exist. Contexts authorize in their use cases.
 */
const refuseUnenforcedSecurity = (sdl: DocumentNode): void => {
  visit(sdl, {
    Directive: (node) => {
      if (node.name.value !== 'link') return;
      for (const argument of node.arguments ?? []) {
        const url = argument.value.kind === Kind.STRING ? argument.value.value : '';
        const feature = securityDirective.exec(url)?.[1];
        if (feature !== undefined) throw new Error(`The supergraph uses @${feature}, which this gateway does not enforce`);
      }
    },
  });
};

/** Reads a composed supergraph. Throws if it is invalid or uses security directives. */
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
        ...defined({ operationName }),
        validate: false,
      });
      const plan = planner.buildQueryPlan(operation);
      plans.set(name, plan);
      return plan;
    },
  };
};
