import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { claimFolder } from '@marketplace/servers';
import { exitWithError } from '../command/exit-with-error';
import { launcherEnv } from './env';

/** The files that a marketplace writes. Nothing else is deleted, because DATA_DIR might be mistyped. */
const marketplaceFiles: ReadonlySet<string> = new Set([
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

/** Deletes the data. Fails while a marketplace uses the folder. */
const main = async (): Promise<void> => {
  const { dataDir, servers } = launcherEnv();
  const entries = await entriesOf(dataDir);
  if (!entries.some((entry) => marketplaceFiles.has(entry))) {
    console.log(`No marketplace data in ${dataDir}.`);
    return;
  }
  await claimFolder(dataDir);
  const [others, known] = [entries.filter((entry) => !marketplaceFiles.has(entry)), entries.filter((entry) => marketplaceFiles.has(entry))];
  await Promise.all([...known, 'owner.pid'].map((entry) => rm(join(dataDir, entry), { recursive: true, force: true })));
  if (others.length === 0) await rmdir(dataDir);
  console.log(`Deleted the data in ${dataDir}. The next start creates a new marketplace.`);
  if (others.length > 0) console.log(`Kept files that do not belong to the marketplace: ${others.join(', ')}`);
  if (servers.databaseUrl !== undefined) console.log('The databases at DATABASE_URL were not deleted.');
};

main().catch(exitWithError);
