import { GraphQLError, OperationTypeNode, type ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import { actorRef } from '@marketplace/kernel';
import type { Metrics } from '../core/metrics';
import type { RequestContext } from '../identity/request-context';
import type { Admitted } from './admission';
import type { Execution } from './execution';
import { maskedFault } from './faults';

/** Executes admitted queries and mutations for every protocol and logs one line for each. Never throws. */
export type Operations = (admitted: Admitted, requestContext: RequestContext) => Promise<ExecutionResult>;

export type OperationsOptions = { readonly execution: Execution; readonly log: Logger; readonly metrics: () => Metrics };

const outcomeOf = ({ errors }: ExecutionResult): string => {
  const code = errors?.[0]?.extensions['code'];
  return errors === undefined ? 'ok' : typeof code === 'string' ? code : 'error';
};

export const operationsOver = ({ execution, log, metrics }: OperationsOptions): Operations => {
  const execute = async (admitted: Admitted, requestContext: RequestContext): Promise<ExecutionResult> => {
    try {
      return await execution.run(admitted, requestContext);
    } catch (error) {
      if (!(error instanceof GraphQLError)) log.error({ err: error, correlationId: requestContext.correlationId }, 'an operation failed');
      return { errors: [maskedFault(requestContext.correlationId)] };
    }
  };
  return async (admitted, requestContext) => {
    const startedAt = performance.now();
    const result = await execute(admitted, requestContext);
    const ms = performance.now() - startedAt;
    const kind = admitted.operation.operation;
    const outcome = outcomeOf(result);
    metrics().operation(kind, outcome, ms / 1_000);
    // Successful queries are most of the traffic and change nothing, so they are logged at debug level.
    const level = kind === OperationTypeNode.QUERY && outcome === 'ok' ? 'debug' : 'info';
    if (!log.isLevelEnabled(level)) return result;
    log[level](
      {
        operation: admitted.operationName,
        kind,
        outcome,
        ms: Math.round(ms * 10) / 10,
        actor: actorRef(requestContext.caller.actor),
        correlationId: requestContext.correlationId,
      },
      'operation',
    );
    return result;
  };
};
