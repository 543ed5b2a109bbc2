import { GraphQLError, OperationTypeNode, type ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import { actorRef } from '@marketplace/kernel';
import type { Metrics } from '../core/metrics';
import type { RequestContext } from '../identity/request-context';
import type { Admitted } from './admission';
import type { Execution } from './execution';
import { maskedFault } from './faults';

/** Runs admitted queries and mutations for every protocol, with one log line each. Never throws. */
export type Operations = (admitted: Admitted, exchange: RequestContext) => Promise<ExecutionResult>;

export type OperationsOptions = { readonly execution: Execution; readonly log: Logger; readonly metrics: () => Metrics };

const outcomeOf = ({ errors }: ExecutionResult): string => {
  const code = errors?.[0]?.extensions['code'];
  return errors === undefined ? 'ok' : typeof code === 'string' ? code : 'error';
};

export const operationsOver = ({ execution, log, metrics }: OperationsOptions): Operations => {
  const run = async (admitted: Admitted, exchange: RequestContext): Promise<ExecutionResult> => {
    try {
      return await execution.run(admitted, exchange);
    } catch (error) {
      if (!(error instanceof GraphQLError)) log.error({ err: error, correlationId: exchange.correlationId }, 'an operation failed');
      return { errors: [maskedFault(exchange.correlationId)] };
    }
  };
  return async (admitted, exchange) => {
    const from = performance.now();
    const result = await run(admitted, exchange);
    const ms = performance.now() - from;
    const kind = admitted.operation.operation;
    const outcome = outcomeOf(result);
    metrics().operation(kind, outcome, ms / 1_000);
    // Queries are most of the traffic and change nothing; the good ones are worth a line only when looking closely.
    const level = kind === OperationTypeNode.QUERY && outcome === 'ok' ? 'debug' : 'info';
    if (!log.isLevelEnabled(level)) return result;
    log[level](
      {
        operation: admitted.operationName,
        kind,
        outcome,
        ms: Math.round(ms * 10) / 10,
        actor: actorRef(exchange.caller.actor),
        correlationId: exchange.correlationId,
      },
      'operation',
    );
    return result;
  };
};
