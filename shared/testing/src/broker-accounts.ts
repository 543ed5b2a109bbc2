import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testServers } from './test-servers';

/**
 * The shared NATS server of a test run has many JetStream accounts. Each is a broker of its own: streams, consumers and
 * subjects of one are invisible in every other. A test claims one by a file, so that no two processes get the same.
 */
const accountCount = 400;

const password = 'test';
const nameOf = (position: number): string => `t${position.toString()}`;

/** The configuration of the shared server. The first account serves connections that give no name. */
export const writeAccounts = async (folder: string): Promise<{ readonly configFile: string; readonly claims: string }> => {
  const [configFile, claims] = [join(folder, 'nats.conf'), join(folder, 'accounts')];
  await mkdir(claims, { recursive: true });
  const accounts = Array.from({ length: accountCount }, (_, position) => {
    const name = nameOf(position);
    return `  ${name} { jetstream: enabled, users: [{ user: ${name}, password: ${password} }] }`;
  });
  await writeFile(configFile, `accounts {\n${accounts.join('\n')}\n}\nno_auth_user: ${nameOf(0)}\n`);
  return { configFile, claims };
};

const claim = async (folder: string): Promise<number> => {
  for (let position = 1; position < accountCount; position += 1) {
    try {
      await (await open(join(folder, position.toString()), 'wx')).close();
      return position;
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
    }
  }
  throw new Error(`all ${accountCount.toString()} accounts of the shared broker are in use`);
};

/** A broker for one test, on the server that all tests of the run share. */
export type SharedBroker = {
  readonly url: string;
  /** Leaves it to the next test. Delete its streams before: they would still be there. */
  readonly release: () => Promise<void>;
};

/** An empty broker in milliseconds. A test that kills its broker, or looks into its store, takes `freshBroker` instead. */
export const sharedBroker = async (): Promise<SharedBroker> => {
  const { natsUrl, natsAccounts } = testServers();
  const position = await claim(natsAccounts);
  const url = new URL(natsUrl);
  [url.username, url.password] = [nameOf(position), password];
  return {
    url: url.href,
    release: () => rm(join(natsAccounts, position.toString())),
  };
};
