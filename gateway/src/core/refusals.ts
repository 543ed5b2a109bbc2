import { GraphQLError } from 'graphql';

/** The stable error codes of the gateway. Subgraphs add their own. */
export type RefusalCode =
  | 'UNAUTHENTICATED'
  | 'AUTHENTICATION_UNAVAILABLE'
  | 'BAD_REQUEST'
  | 'BAD_USER_INPUT'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'OPERATION_RESOLUTION_FAILURE'
  | 'PAYLOAD_TOO_LARGE'
  | 'QUERY_TOO_LONG'
  | 'QUERY_TOO_DEEP'
  | 'QUERY_TOO_COMPLEX'
  | 'TOO_MANY_TOKENS'
  | 'TOO_MANY_ALIASES'
  | 'TOO_MANY_ROOT_FIELDS'
  | 'TOO_MANY_OPERATIONS'
  | 'STREAM_REQUIRED'
  | 'SUBGRAPH_UNAVAILABLE'
  | 'SUBSCRIPTION_INTERRUPTED'
  | 'SHUTTING_DOWN'
  | 'INTERNAL_SERVER_ERROR';

/** An error for the client: a stable code and a message that says what to do. */
export const refusal = (code: RefusalCode, message: string): GraphQLError => new GraphQLError(message, { extensions: { code } });

/** The error with another code and the same location in the document. */
export const withCode = (error: GraphQLError, code: RefusalCode): GraphQLError =>
  new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    extensions: { ...error.extensions, code },
  });

/** The HTTP status of a rejected request. */
export const statusOf = (errors: readonly GraphQLError[]): number => {
  const code = errors[0]?.extensions['code'];
  if (code === 'UNAUTHENTICATED') return 401;
  if (code === 'AUTHENTICATION_UNAVAILABLE' || code === 'SHUTTING_DOWN') return 503;
  if (code === 'PAYLOAD_TOO_LARGE') return 413;
  if (code === 'STREAM_REQUIRED') return 406;
  if (code === 'TOO_MANY_OPERATIONS') return 429;
  return 400;
};
