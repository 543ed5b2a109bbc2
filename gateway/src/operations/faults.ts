import { GraphQLError, type ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import { defined } from '@marketplace/kernel';
import type { RequestContext } from '../identity/request-context';
import { unavailable } from '../transports/availability';

/** Prepares a result for the client: masks internal errors and keeps typed ones. */
export type MaskErrors = (result: ExecutionResult, requestContext: RequestContext) => ExecutionResult;

/**
 * Codes of internal errors. The validation codes are among them because these errors come from subgraphs: the gateway has
 * validated the client's document already, so the plan was wrong.
 */
const faultCodes: ReadonlySet<unknown> = new Set([
  undefined,
  'INTERNAL_SERVER_ERROR',
  'DOWNSTREAM_SERVICE_ERROR',
  'GRAPHQL_VALIDATION_FAILED',
  'GRAPHQL_PARSE_FAILED',
]);

/** The error that a client receives for an internal error: no details, only the correlation ID. */
export const maskedFault = (correlationId: string | undefined, path?: GraphQLError['path']): GraphQLError =>
  new GraphQLError('Something went wrong on our side. Try again; if the problem persists, contact support with the correlation ID.', {
    ...defined({ path }),
    extensions: { code: 'INTERNAL_SERVER_ERROR', ...defined({ correlationId }) },
  });

const clientErrorOf = (error: unknown, requestContext: RequestContext, log: Logger): GraphQLError => {
  // The executor collects all thrown errors, not only GraphQL errors.
  const known = error instanceof GraphQLError ? error : undefined;
  const code = known?.extensions['code'];
  if (known !== undefined && !faultCodes.has(code)) {
    // This error includes the service name, which not every executor adds.
    if (code === 'SUBGRAPH_UNAVAILABLE') return unavailable(String(known.extensions['service']), known.path);
    return new GraphQLError(known.message, defined({ path: known.path, extensions: known.extensions }));
  }
  const subgraph = known?.extensions['serviceName'];
  log.error({ err: error, subgraph, path: known?.path, correlationId: requestContext.correlationId }, 'a fetch failed');
  return maskedFault(requestContext.correlationId, known?.path);
};

/** Keeps typed errors of subgraphs unchanged. Logs internal errors in full and masks them. */
export const errorMasker = (log: Logger): MaskErrors => {
  return ({ data, errors, extensions }, requestContext) => {
    // The executor lists fields here that it set to null because a subgraph returned nothing, such as a deleted entity.
    const gaps = extensions?.['valueCompletion'];
    if (gaps !== undefined) log.debug({ gaps, correlationId: requestContext.correlationId }, 'fields were completed with null');
    if (errors !== undefined && errors.length > 0) {
      const masked = errors.map((error) => clientErrorOf(error, requestContext, log));
      return data === undefined ? { errors: masked } : { data, errors: masked };
    }
    // The response would be null without any error.
    if (data === null || data === undefined) {
      log.error({ gaps, correlationId: requestContext.correlationId }, 'a subgraph violated its own schema');
      return { data: null, errors: [maskedFault(requestContext.correlationId)] };
    }
    return { data };
  };
};
