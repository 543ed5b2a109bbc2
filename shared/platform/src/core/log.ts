import { AsyncLocalStorage } from 'node:async_hooks';
import { pino, stdSerializers, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import type { Alert } from '@marketplace/application';
import { alerts } from './metrics';

export type Log = Logger;

type Flow = { readonly correlationId: string };

const flows = new AsyncLocalStorage<Flow>();

/** Runs work with a correlation ID, which is added to every line that the work logs. The cost on Node 24 is not measurable. */
export const withCorrelationId = <T>(correlationId: string, work: () => T): T => flows.run({ correlationId }, work);

const secrets = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'authorization',
  'cookie',
  'email',
  'phone',
  'address',
  'sealedAddress',
  'sealedMethod',
  'secret',
];

/** The parameter values of a failed statement, in errors of PostgreSQL and TypeORM. */
const rowValues = ['err.detail', 'err.parameters', 'err.driverError'];

/**
 * The name, message, stack and PostgreSQL code of an error. The detail of a database error and the parameters of a query can contain user
 * input and are left out.
 */
const errorMembers = (error: unknown): Record<string, unknown> => {
  if (!(error instanceof Error)) return { message: String(error) };
  const { type, message, stack, code, constraint } = stdSerializers.err(error) as unknown as Record<string, unknown>;
  return { type, message, stack, code, constraint };
};

/**
 * Creates a logger that writes JSON lines to standard output. Known names of secrets and personal data are redacted up to two levels deep.
 */
export const createLog = (name: string, level: string, destination?: DestinationStream): Log => {
  const options: LoggerOptions = {
    name,
    level,
    base: { name },
    serializers: { err: errorMembers },
    redact: { paths: [...secrets.flatMap((secret) => [secret, `*.${secret}`, `*.*.${secret}`]), ...rowValues], censor: '[redacted]' },
    mixin: () => {
      const flow = flows.getStore();
      return flow === undefined ? {} : { correlationId: flow.correlationId };
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
};

/** Creates the function that raises alerts: a log line with the field `alert`, and the counter `alerts_total` with the same name. */
export const createAlert =
  (context: string, log: Log): Alert =>
  (name, facts) => {
    alerts.inc({ context, name });
    log.error({ ...facts, alert: name }, 'alert');
  };
