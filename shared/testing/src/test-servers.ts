import { testEnv } from './env';

/** The servers of this test run. */
export type TestServers = {
  readonly databaseUrl: string;
  /** The URL of the shared broker; tests use `sharedBroker`. */
  readonly natsUrl: string;
  readonly natsBinary: string;
  /** The folder where tests claim accounts of the shared broker. */
  readonly natsAccounts: string;
};

/** The PostgreSQL and NATS servers of this test run, shared by all test files. */
export const testServers = (): TestServers => {
  const { databaseUrl, natsUrl, natsBinary, natsAccounts } = testEnv();
  if (databaseUrl === undefined || natsUrl === undefined || natsBinary === undefined || natsAccounts === undefined) {
    throw new Error(
      'This test requires real servers: name its file *.int.spec.ts or *.journey.spec.ts and run it with the root jest.config.js',
    );
  }
  return { databaseUrl, natsUrl, natsBinary, natsAccounts };
};
