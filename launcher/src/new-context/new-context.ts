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

const usage = 'Say what to call it: npm run new-context wishlists, or npm run new-context wishlists -- --aggregate Wishlist.';

const wanted = (args: readonly string[]): NewContext => {
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
  if (status !== 0) throw new StartFailure(`The context is there, but ${what} failed: see above.`);
};

/** Makes a context out of the template, and everything else that is generated from it. */
const main = async (): Promise<void> => {
  // Run by `start.mjs`, whose first argument is the name of this program.
  const about = wanted(process.argv.slice(3));
  checkNames(about);
  const files = contextFiles(about);
  await writeFiles(files);
  await enterWorkspace(about.context);
  // Other names are longer or shorter than the template's.
  const prettier = join(repositoryRoot, 'node_modules/prettier/bin/prettier.cjs');
  run([prettier, '--write', '--log-level=warn', ...files.keys()], 'formatting it');
  run([join(repositoryRoot, 'launcher/bin/start.mjs'), 'schema', `subgraphs/${about.context}`], 'its build');
  const lines = [...files.values()].reduce((sum, text) => sum + text.split('\n').length - 1, 0);
  console.log(
    `subgraphs/${about.context} is there: ${files.size.toString()} files, ${lines.toString()} lines, and it runs with the others.`,
  );
  console.log(`Next: src/domain/, then \`npm test -- subgraphs/${about.context}\`. CONTRIBUTING.md says how to go on.`);
};

main().catch(exitWithError);
