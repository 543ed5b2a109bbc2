import { z } from 'zod';

/**
 * Reads a process's configuration once, at its start. A missing or malformed value stops the start with a message that
 * names every variable at fault, never its content.
 */
export const parseEnv = <Shape extends z.ZodType>(
  shape: Shape,
  variables: Readonly<Record<string, string | undefined>> = { ...process.env },
): z.output<Shape> => {
  const result = shape.safeParse(variables);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The configuration is not complete:\n${faults.join('\n')}`);
};

/** What every context needs from its surroundings, whichever shape it runs in. */
export const contextEnvironment = z.object({
  /** PostgreSQL as the context's service role. */
  DATABASE_URL: z.url(),
  /** PostgreSQL as the role that owns the tables; migrations run as it. Without it the service role migrates. */
  MIGRATION_URL: z.url().optional(),
  NATS_URL: z.string().min(1),
  /** HMAC key of the identities that the gateway signs. */
  IDENTITY_KEY: z.string().min(32),
  /** AES-256 key, base64, under which personal data travels in events. */
  SEALING_KEY: z.string().min(43),
  /** Redis, where replicas remember together what they read. Empty or without it, each remembers for itself. May hold a password. */
  REDIS_URL: z
    .literal('')
    .transform(() => undefined)
    .or(z.url({ protocol: /^rediss?$/ }))
    .optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(100).default(4),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export type ContextEnvironment = z.output<typeof contextEnvironment>;
