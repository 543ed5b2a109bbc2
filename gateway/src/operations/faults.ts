import { GraphQLError, type ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import type { RequestContext } from '../identity/request-context';
import { unavailable } from '../transports/availability';

/** Where results are made fit for the outside. */
export type MaskErrors = (result: ExecutionResult, exchange: RequestContext) => ExecutionResult;

/**
 * Codes that say something broke, not that the client was refused. The validation codes are among them because these
 * errors come from subgraphs: the gateway has validated the client's document already, so a plan was wrong.
 */
const faultCodes: ReadonlySet<unknown> = new Set([
  undefined,
  'INTERNAL_SERVER_ERROR',
  'DOWNSTREAM_SERVICE_ERROR',
  'GRAPHQL_VALIDATION_FAILED',
  'GRAPHQL_PARSE_FAILED',
]);

/** What a client is told of a fault: nothing of its inside, but the id to ask about it. */
export const maskedFault = (correlationId: string | undefined, path?: GraphQLError['path']): GraphQLError =>
  new GraphQLError('Something went wrong on our side. Please try again; if it stays, name the correlation id to support', {
    ...(path === undefined ? {} : { path }),
    extensions: { code: 'INTERNAL_SERVER_ERROR', ...(correlationId === undefined ? {} : { correlationId }) },
  });

const outward = (error: unknown, exchange: RequestContext, log: Logger): GraphQLError => {
  // The executor collects whatever was thrown, not only GraphQL errors.
  const known = error instanceof GraphQLError ? error : undefined;
  const code = known?.extensions['code'];
  if (known !== undefined && !faultCodes.has(code)) {
    // It names its service itself, also where no executor adds the name.
    if (code === 'SUBGRAPH_UNAVAILABLE') return unavailable(String(known.extensions['service']), known.path);
    return new GraphQLError(known.message, { ...(known.path === undefined ? {} : { path: known.path }), extensions: known.extensions });
  }
  const subgraph = known?.extensions['serviceName'];
  log.error({ err: error, subgraph, path: known?.path, correlationId: exchange.correlationId }, 'a fetch failed');
  return maskedFault(exchange.correlationId, known?.path);
};

/** Typed errors of subgraphs pass as they are; faults are logged in full and masked. */
export const settling = (log: Logger): MaskErrors => {
  return ({ data, errors, extensions }, exchange) => {
    // The executor reports here what it set to null because a subgraph had nothing, such as an entity that is gone.
    const gaps = extensions?.['valueCompletion'];
    if (gaps !== undefined) log.debug({ gaps, correlationId: exchange.correlationId }, 'fields were completed with null');
    if (errors !== undefined && errors.length > 0) {
      const settled = errors.map((error) => outward(error, exchange, log));
      return data === undefined ? { errors: settled } : { data, errors: settled };
    }
    // The whole answer became null, and nobody would know why.
    if (data === null || data === undefined) {
      log.error({ gaps, correlationId: exchange.correlationId }, 'a subgraph broke its own schema');
      return { data: null, errors: [maskedFault(exchange.correlationId)] };
    }
    return { data };
  };
};
