import { testEnv } from './env';

/** The servers of this test run. */
export type TestServers = {
  readonly databaseUrl: string;
  /** The shared broker; tests reach it through `sharedBroker`. */
  readonly natsUrl: string;
  readonly natsBinary: string;
  /** The folder in which tests claim their accounts of the shared broker. */
  readonly natsAccounts: string;
};

/** Where the real PostgreSQL and NATS of this test run are; one of each serves all test files. */
export const testServers = (): TestServers => {
  const { databaseUrl, natsUrl, natsBinary, natsAccounts } = testEnv();
  if (databaseUrl === undefined || natsUrl === undefined || natsBinary === undefined || natsAccounts === undefined) {
    throw new Error(
      'This test needs the real servers: name its file *.int.spec.ts or *.journey.spec.ts and run it with the root jest.config.js',
    );
  }
  return { databaseUrl, natsUrl, natsBinary, natsAccounts };
};
