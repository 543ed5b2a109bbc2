import { z } from 'zod';
import { defined } from '@marketplace/kernel';
import { readEnv } from '../command/env';
import { simulatorNames } from '../command/paths';

const simulating = z.object({
  SIMULATOR: z.enum(simulatorNames),
  PORT: z.coerce.number().int().min(0).max(65_535),
  SECRET_KEY: z.string().min(1),
  WEBHOOK_URL: z.url(),
  WEBHOOK_SECRET: z.string().min(1),
  STATE_FILE: z.string().min(1).optional(),
  CARRIER_STEP_MS: z.coerce.number().int().min(1).optional(),
});

/** The environment of `simulator-command`. */
export const simulatorEnv = () => {
  const { SIMULATOR, PORT, SECRET_KEY, WEBHOOK_URL, WEBHOOK_SECRET, STATE_FILE, CARRIER_STEP_MS } = readEnv(simulating);
  return {
    simulator: SIMULATOR,
    port: PORT,
    secretKey: SECRET_KEY,
    webhook: { url: WEBHOOK_URL, secret: WEBHOOK_SECRET },
    ...defined({ stateFile: STATE_FILE, stepMs: CARRIER_STEP_MS }),
  };
};
