import { ApolloServer, type HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import type { RequestContext } from '../identity/request-context';
import type { Admission, Admitted } from '../operations/admission';
import { maskedFault } from '../operations/faults';
import type { Operations } from '../operations/operations';
import type { Supergraph } from '../operations/supergraph';
import type { Reply } from './reply';

/** What an HTTP request brings along into Apollo Server; `admitted` is missing when there was no query at all. */
export type HttpContext = { readonly exchange: RequestContext; readonly admitted?: Admitted };

export type HttpGraphQL = {
  readonly answer: (request: Omit<HTTPGraphQLRequest, 'headers'> & { readonly headers: HeaderMap }, context: HttpContext) => Promise<Reply>;
  readonly stop: () => Promise<void>;
};

export type HttpGraphQLOptions = {
  readonly supergraph: Supergraph;
  readonly admission: Admission;
  readonly operations: Operations;
  readonly introspection: boolean;
  readonly log: Logger;
};

/** What Apollo Server would install by itself: nothing here uses it, it costs each request something, and some of it reports to Apollo. */
const plugins = [
  ApolloServerPluginLandingPageDisabled(),
  ApolloServerPluginCacheControlDisabled(),
  ApolloServerPluginUsageReportingDisabled(),
  ApolloServerPluginSchemaReportingDisabled(),
];

type GatewayRequest = { readonly context: unknown };

/** Keys of the store end in the SHA-256 of the document. */
const documentHashLength = 64;

/** Apollo Server is told the graph and given our executor; it speaks GraphQL over HTTP as the specification says. */
const gatewayInterface = ({ supergraph, operations }: HttpGraphQLOptions) => ({
  onSchemaLoadOrUpdate: (listener: (schemas: { apiSchema: Supergraph['api']; coreSupergraphSdl: string }) => void) => {
    listener({ apiSchema: supergraph.api, coreSupergraphSdl: supergraph.sdl });
    return () => undefined;
  },
  load: () =>
    Promise.resolve({
      executor: (request: GatewayRequest): Promise<ExecutionResult<Record<string, unknown>, Record<string, unknown>>> => {
        const { admitted, exchange } = request.context as HttpContext;
        if (admitted === undefined) throw new Error('An operation came to the executor without having been admitted');
        return operations(admitted, exchange);
      },
    }),
  stop: () => Promise.resolve(),
});

/** Documents come parsed and validated from admission; Apollo Server finds them here and does neither again. */
const documentStore = (admission: Admission) => ({
  get: (key: string) => Promise.resolve(admission.known(key.slice(-documentHashLength))),
  set: () => Promise.resolve(),
  delete: () => Promise.resolve(),
});

const quiet =
  (log: Logger) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    // Faults of subgraphs were masked before, and carry their correlation id.
    if (formatted.extensions?.['code'] !== 'INTERNAL_SERVER_ERROR' || formatted.extensions['correlationId'] !== undefined) return formatted;
    log.error({ err: error }, 'a request failed');
    // The answer's x-correlation-id header names the request; nothing here knows it.
    return maskedFault(undefined).toJSON();
  };

export const httpGraphQL = async (options: HttpGraphQLOptions): Promise<HttpGraphQL> => {
  const { admission, introspection, log } = options;
  const server = new ApolloServer<HttpContext>({
    gateway: gatewayInterface(options),
    documentStore: documentStore(admission),
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    introspection,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: quiet(log),
    stringifyResult: (result) => JSON.stringify(result),
    logger: log.child({ part: 'apollo' }, { level: 'warn' }),
    plugins,
  });
  await server.start();
  return {
    answer: async (httpGraphQLRequest, context) => {
      const { status, headers, body } = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest,
        context: () => Promise.resolve(context),
      });
      if (body.kind !== 'complete') throw new GraphQLError('Incremental delivery is not supported');
      return { status: status ?? 200, headers: Object.fromEntries(headers), body: body.string };
    },
    stop: () => server.stop(),
  };
};
