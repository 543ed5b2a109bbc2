import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { claimFolder } from '@marketplace/servers';
import { exitWithError } from '../command/exit-with-error';
import { launcherEnv } from './env';

/** What a marketplace writes. Nothing else is deleted: DATA_DIR might be mistyped. */
const ours: ReadonlySet<string> = new Set([
  'logs',
  'nats',
  'nats.log',
  'owner.pid',
  'ports.json',
  'ports.json.new',
  'postgres',
  'secrets.json',
  'secrets.json.new',
  'services',
  'simulators',
]);

const entriesOf = (folder: string): Promise<readonly string[]> =>
  readdir(folder).catch((fault: unknown) => {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw fault;
  });

/** Wipes a data folder. Refuses while somebody works in it. */
const main = async (): Promise<void> => {
  const { dataDir, servers } = launcherEnv();
  const entries = await entriesOf(dataDir);
  if (!entries.some((entry) => ours.has(entry))) {
    console.log(`There is no marketplace in ${dataDir}: nothing to wipe.`);
    return;
  }
  await claimFolder(dataDir);
  const [strangers, known] = [entries.filter((entry) => !ours.has(entry)), entries.filter((entry) => ours.has(entry))];
  await Promise.all([...known, 'owner.pid'].map((entry) => rm(join(dataDir, entry), { recursive: true, force: true })));
  if (strangers.length === 0) await rmdir(dataDir);
  console.log(`Wiped ${dataDir}. The next start makes a new marketplace.`);
  if (strangers.length > 0) console.log(`Kept, because the marketplace did not write it: ${strangers.join(', ')}`);
  if (servers.databaseUrl !== undefined) console.log('The databases on your own server (DATABASE_URL) were not touched.');
};

main().catch(exitWithError);
