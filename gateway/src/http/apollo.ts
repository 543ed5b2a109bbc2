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

/** The context of an HTTP request in Apollo Server. `admitted` is missing when the request has no query. */
export type HttpContext = { readonly requestContext: RequestContext; readonly admitted?: Admitted };

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

/** Default plugins of Apollo Server that the gateway does not use. Each costs time per request, and some send reports to Apollo. */
const disabledPlugins = [
  ApolloServerPluginLandingPageDisabled(),
  ApolloServerPluginCacheControlDisabled(),
  ApolloServerPluginUsageReportingDisabled(),
  ApolloServerPluginSchemaReportingDisabled(),
];

type GatewayRequest = { readonly context: unknown };

/** The length of the SHA-256 of a document, which ends each key of the document store. */
const documentHashLength = 64;

/** Gives Apollo Server the schema and the gateway's executor. Apollo Server implements the GraphQL over HTTP specification. */
const gatewayInterface = ({ supergraph, operations }: HttpGraphQLOptions) => ({
  onSchemaLoadOrUpdate: (listener: (schemas: { apiSchema: Supergraph['api']; coreSupergraphSdl: string }) => void) => {
    listener({ apiSchema: supergraph.api, coreSupergraphSdl: supergraph.sdl });
    return () => undefined;
  },
  load: () =>
    Promise.resolve({
      executor: (request: GatewayRequest): Promise<ExecutionResult<Record<string, unknown>, Record<string, unknown>>> => {
        const { admitted, requestContext } = request.context as HttpContext;
        if (admitted === undefined) throw new Error('An operation reached the executor without passing admission');
        return operations(admitted, requestContext);
      },
    }),
  stop: () => Promise.resolve(),
});

/** Provides the documents that admission has parsed and validated, so that Apollo Server does neither again. */
const documentStore = (admission: Admission) => ({
  get: (key: string) => Promise.resolve(admission.knownDocument(key.slice(-documentHashLength))),
  set: () => Promise.resolve(),
  delete: () => Promise.resolve(),
});

const errorFormatter =
  (log: Logger) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    // Masked errors of subgraphs carry their correlation ID already.
    if (formatted.extensions?.['code'] !== 'INTERNAL_SERVER_ERROR' || formatted.extensions['correlationId'] !== undefined) return formatted;
    log.error({ err: error }, 'a request failed');
    // The correlation ID is not known here; the x-correlation-id header of the response has it.
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
    formatError: errorFormatter(log),
    stringifyResult: (result) => JSON.stringify(result),
    logger: log.child({ part: 'apollo' }, { level: 'warn' }),
    plugins: disabledPlugins,
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
