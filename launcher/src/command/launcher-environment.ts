import { z } from 'zod';
import { optionalText, gatewayPort } from './env';

/** The environment of `npm start`; servers read their two URLs themselves. */
export const launcherEnvironment = z.object({
  PORT: gatewayPort.describe('The port of the gateway. With its own `DATA_DIR`, a second marketplace can run beside the first.'),
  DATA_DIR: z.string().min(1).default('.data').describe('The folder for all data and logs.'),
  LOG_LEVEL: optionalText
    .pipe(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).optional())
    .optional()
    .describe('The lowest level of log lines that are written.'),
  DEMO_DATA: z.enum(['on', 'off']).default('on').describe('`off` starts without demo data: with an operator account only.'),
  CARRIER_STEP_MS: z.coerce
    .number()
    .int()
    .min(1)
    .default(2_000)
    .describe('The milliseconds between two tracking updates of the simulated carrier.'),
  DATABASE_URL: optionalText
    .optional()
    .describe('A PostgreSQL server to use; its role can create databases and roles. By default one is started.'),
  NATS_URL: optionalText.optional().describe('A NATS server with JetStream, 2.10 or newer, to use. By default one is started.'),
});
