import { z } from 'zod';
import { connectBroker } from './broker';
import { startContext, type ContextDefinition } from './context';
import { contextEnvironment, parseEnv } from './env';
import { createLog } from './log';
import { serveContext } from './service';

const serviceEnvironment = contextEnvironment.extend({
  PORT: z.coerce.number().int().min(0).max(65_535),
  HOST: z.string().default('127.0.0.1'),
});

const start = async (definition: ContextDefinition): Promise<void> => {
  const environment = parseEnv(serviceEnvironment);
  const log = createLog(definition.name, environment.LOG_LEVEL);
  const broker = await connectBroker(environment.NATS_URL, definition.name, log);
  // The context's own variables are parsed by its definition, from the same surroundings.
  const context = await startContext(definition, { environment, variables: parseEnv(z.record(z.string(), z.string().optional())), broker });
  const service = await serveContext(context, environment.HOST, environment.PORT);
  log.info({ port: service.port }, 'serving');
  const stop = async (): Promise<void> => {
    await service.close();
    await context.stop();
    await broker.close();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
};

/** Runs a context as its own service when its main.ts is what the process was started with; does nothing otherwise. */
export const runAsService = (definition: ContextDefinition, entry: NodeJS.Module): void => {
  if (require.main !== entry) return;
  start(definition).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
};
