import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { StartFailure } from '@marketplace/servers';
import { exitWithError } from '../command/exit-with-error';
import { repositoryRoot } from '../command/paths';
import { writeFiles } from '../generated/generated-files';
import { checkNames } from './check-names';
import { aggregateOf, type NewContext } from './names';
import { contextFiles } from './template';
import { enterWorkspace } from './workspace';

const usage = 'Usage: npm run new-context wishlists [-- --aggregate Wishlist]';

const parseArguments = (args: readonly string[]): NewContext => {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: { aggregate: { type: 'string' } }, allowPositionals: true });
    const [context, ...others] = positionals;
    if (context === undefined || others.length > 0) throw new StartFailure(usage);
    return { context, aggregate: values.aggregate ?? aggregateOf(context) };
  } catch (cause) {
    throw cause instanceof StartFailure ? cause : new StartFailure(usage, { cause });
  }
};

const run = (args: readonly string[], what: string): void => {
  const { status } = spawnSync(process.execPath, args, { cwd: repositoryRoot, stdio: 'inherit' });
  if (status !== 0) throw new StartFailure(`The context was created, but ${what} failed; see above.`);
};

/** Creates a context from the template, with all files that are generated from it. */
const main = async (): Promise<void> => {
  // The first argument of `start.mjs` is the name of this program.
  const names = parseArguments(process.argv.slice(3));
  checkNames(names);
  const files = contextFiles(names);
  await writeFiles(files);
  await enterWorkspace(names.context);
  // The new names differ in length from those of the template.
  const prettier = join(repositoryRoot, 'node_modules/prettier/bin/prettier.cjs');
  run([prettier, '--write', '--log-level=warn', ...files.keys()], 'formatting');
  run([join(repositoryRoot, 'launcher/bin/start.mjs'), 'schema', `subgraphs/${names.context}`], 'the build');
  const lines = [...files.values()].reduce((sum, text) => sum + text.split('\n').length - 1, 0);
  console.log(
    `Created subgraphs/${names.context}: ${files.size.toString()} files, ${lines.toString()} lines. It runs with the other contexts.`,
  );
  console.log(`Next: src/domain/, then \`npm test -- subgraphs/${names.context}\`. See CONTRIBUTING.md for the next steps.`);
};

main().catch(exitWithError);
