import { z } from 'zod';
import { connectBroker } from '../messaging/broker';
import { startContext, type ContextDefinition } from './context';
import { contextEnvironment, parseEnv } from '../core/env';
import { createLog } from '../core/log';
import { serveContext } from './service';

const serviceEnvironment = contextEnvironment.extend({
  PORT: z.coerce.number().int().min(0).max(65_535),
  HOST: z.string().default('127.0.0.1'),
});

// Process managers usually wait 30 s. Without its parent process, a service has probably lost its servers too.
const longestStop = { asked: 30_000, orphaned: 10_000 };

/**
 * Stops this process gracefully on SIGTERM, SIGINT, or the end of the parent process that started it with an IPC channel. A stop that takes
 * too long, or a second signal, ends the process.
 */
export const stopOnRequest = (stop: () => Promise<void>): void => {
  let isStopping = false;
  const end = (longest: number): void => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), longest).unref();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', () => end(longestStop.asked));
  process.once('SIGINT', () => end(longestStop.asked));
  if (process.channel === undefined) return;
  process.once('disconnect', () => end(longestStop.orphaned));
  process.channel.unref();
};

/** Notifies the parent process, if it opened an IPC channel, that this process is ready. */
export const announceReady = (): void => {
  if (process.connected) process.send?.('ready', undefined, undefined, () => undefined);
};

const start = async (definition: ContextDefinition): Promise<void> => {
  // Before the start is complete there is nothing to stop gracefully: the next start recovers as after a crash.
  let stop = (): Promise<void> => Promise.resolve();
  stopOnRequest(() => stop());
  const environment = parseEnv(serviceEnvironment);
  const log = createLog(definition.name, environment.LOG_LEVEL);
  const broker = await connectBroker(environment.NATS_URL, definition.name, log);
  // The context parses its own variables from the same environment.
  const context = await startContext(definition, { environment, variables: parseEnv(z.record(z.string(), z.string().optional())), broker });
  const service = await serveContext(context, environment.HOST, environment.PORT);
  log.info({ port: service.port }, 'serving');
  stop = async () => {
    await service.close();
    await context.stop();
    await broker.close();
  };
  announceReady();
};

/** Runs a context as a service if its main.ts is the entry point of the process. */
export const runAsService = (definition: ContextDefinition, entry: NodeJS.Module): void => {
  if (require.main !== entry) return;
  start(definition).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
};
