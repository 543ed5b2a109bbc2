import { z } from 'zod';
import { parseEnv } from '@marketplace/platform';
import { StartFailure } from '@marketplace/servers';

/** As `parseEnv`, with the variables at fault in one sentence. */
export const readEnv = <Shape extends z.ZodType>(shape: Shape): z.output<Shape> => {
  try {
    return parseEnv(shape);
  } catch (cause) {
    const [, ...faults] = (cause as Error).message.split('\n').map((line) => line.trim().replace(': ', ' ('));
    throw new StartFailure(`Correct these environment variables: ${faults.join('), ')}).`, { cause });
  }
};

/** Text; an empty variable counts as absent. */
export const filled = z.string().transform((text) => (text === '' ? undefined : text));

/** Where the gateway listens on this machine. */
export const gatewayPort = z.coerce.number().int().min(1).max(65_535).default(4000);

/** What a service needs of our own surroundings to be a process at all; everything else it is given. */
export const processBasics = (): Record<string, string> => {
  const { PATH, HOME, TZ } = process.env;
  return Object.fromEntries(Object.entries({ PATH, HOME, TZ }).filter((entry): entry is [string, string] => entry[1] !== undefined));
};

/** npm runs a script in a shell, and neither passes on every signal: their end is the only word that we get. */
export const isRunByNpm = (): boolean => process.env['npm_lifecycle_event'] !== undefined;
