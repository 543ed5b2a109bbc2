import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testServers } from './test-servers';

/**
 * The shared NATS server of a test run has many JetStream accounts with separate streams, consumers and subjects, so each works like a
 * broker. A test claims an account with a file, so that no two processes get the same one.
 */
const accountCount = 400;

const password = 'test';
const nameOf = (position: number): string => `t${position.toString()}`;

/** The configuration of the shared server. The first account is for connections without a user name. */
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

/** A broker for one test on the shared server. */
export type SharedBroker = {
  readonly url: string;
  /** Releases the account. Delete its streams first, because they would be kept. */
  readonly release: () => Promise<void>;
};

/** Claims an empty broker within milliseconds. Tests that kill the broker or access its store use `freshBroker`. */
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
