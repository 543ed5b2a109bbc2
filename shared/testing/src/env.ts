const names = {
  databaseUrl: 'TEST_DATABASE_URL',
  natsUrl: 'TEST_NATS_URL',
  natsBinary: 'TEST_NATS_BINARY',
  natsAccounts: 'TEST_NATS_ACCOUNTS',
} as const;

/** The environment that the global setup passes to the test processes. */
export type TestEnv = { readonly [name in keyof typeof names]?: string | undefined };

export const testEnv = (): TestEnv => ({
  databaseUrl: process.env[names.databaseUrl],
  natsUrl: process.env[names.natsUrl],
  natsBinary: process.env[names.natsBinary],
  natsAccounts: process.env[names.natsAccounts],
});

export const setTestEnv = (env: Required<TestEnv>): void => {
  process.env[names.databaseUrl] = env.databaseUrl;
  process.env[names.natsUrl] = env.natsUrl;
  process.env[names.natsBinary] = env.natsBinary;
  process.env[names.natsAccounts] = env.natsAccounts;
};
