import { z } from 'zod';
import { parseEnv } from '@marketplace/platform';
import { StartFailure } from '@marketplace/servers';

/** Parses environment variables like `parseEnv`. The error lists the invalid variables in one sentence. */
export const readEnv = <Shape extends z.ZodType>(shape: Shape): z.output<Shape> => {
  try {
    return parseEnv(shape);
  } catch (cause) {
    const [, ...faults] = (cause as Error).message.split('\n').map((line) => line.trim().replace(': ', ' ('));
    throw new StartFailure(`Correct these environment variables: ${faults.join('), ')}).`, { cause });
  }
};

/** An optional text. An empty variable counts as not set. */
export const optionalText = z.string().transform((text) => (text === '' ? undefined : text));

/** The port of the gateway on this machine. */
export const gatewayPort = z.coerce.number().int().min(1).max(65_535).default(4000);

/** The variables of this process that every child process inherits. All others are passed explicitly. */
export const processBasics = (): Record<string, string> => {
  const { PATH, HOME, TZ } = process.env;
  return Object.fromEntries(Object.entries({ PATH, HOME, TZ }).filter((entry): entry is [string, string] => entry[1] !== undefined));
};

/** True when npm runs this process in a shell. npm does not forward every signal; its exit is then the only notice. */
export const isRunByNpm = (): boolean => process.env['npm_lifecycle_event'] !== undefined;
