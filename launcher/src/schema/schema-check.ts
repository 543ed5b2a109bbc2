import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exitWithError } from '../command/exit-with-error';
import { repositoryRoot } from '../command/paths';
import { breakingEventChanges, breakingGraphChanges, type BreakingChange } from './changes';

const git = async (...args: readonly string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)('git', [...args], { cwd: repositoryRoot, maxBuffer: 64 * 1_024 * 1_024 });
  return stdout;
};

const hasCommits = (): Promise<boolean> =>
  git('rev-parse', '--verify', '--quiet', 'HEAD').then(
    () => true,
    () => false,
  );

const committed = async (): Promise<readonly string[]> => {
  if (!(await hasCommits())) return [];
  const listing = await git('ls-tree', '-r', '--name-only', 'HEAD', '--', 'schema');
  return listing.split('\n').filter((path) => /^schema\/(events\/|subgraphs\/|supergraph).*\.(graphql|json)$/.test(path));
};

const current = (path: string): Promise<string | undefined> => readFile(join(repositoryRoot, path), 'utf8').catch(() => undefined);

const changesOf = async (path: string): Promise<readonly BreakingChange[]> => {
  const [before, now] = await Promise.all([git('show', `HEAD:${path}`), current(path)]);
  if (path.startsWith('schema/events/')) return breakingEventChanges(path, before, now);
  if (path !== 'schema/supergraph.graphql') return [];
  return now === undefined ? [{ file: path, message: 'was removed' }] : breakingGraphChanges(before, now);
};

/** Lists breaking changes for API clients and event consumers, compared with the committed schema. */
const main = async (): Promise<void> => {
  const paths = await committed();
  const changes = (await Promise.all(paths.map(changesOf))).flat();
  for (const { file, message } of changes) console.log(`${file}: ${message}`);
  if (changes.length === 0) console.log(`No breaking changes in schema/ (${paths.length.toString()} files compared).`);
  else process.exitCode = 1;
};

main().catch(exitWithError);
