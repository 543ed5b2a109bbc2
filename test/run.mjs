// Everything that must hold, in one command: `npm test`. With arguments (`npm test -- shared/kernel`) only Jest runs, and gets them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, 'node_modules', '.bin', name);

/** Runs a program and resolves to whether it succeeded; its output is shown as it comes, or only when it fails. */
const run = async (command, args, { quiet } = { quiet: false }) => {
  const child = spawn(command, args, { cwd: root, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'] });
  const output = [];
  child.stdout?.on('data', (chunk) => output.push(chunk));
  child.stderr?.on('data', (chunk) => output.push(chunk));
  const succeeded = await once(child, 'close').then(
    ([code]) => code === 0,
    (fault) => {
      output.push(Buffer.from(`${fault.message}\n`));
      return false;
    },
  );
  if (!succeeded) process.stdout.write(Buffer.concat(output));
  return succeeded;
};

const check = async (name, command, args) => {
  const started = performance.now();
  const passed = await run(command, args, { quiet: true });
  console.log(`${passed ? 'PASS' : 'FAIL'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
};

const install = async () => {
  const installed = await access(join(root, 'node_modules', '.package-lock.json')).then(
    () => true,
    () => false,
  );
  if (installed) return;
  console.log('Installing dependencies...');
  if (!(await run('npm', ['ci']))) throw new Error('npm ci failed');
};

/** A suite that does not run has no failed tests of its own; it must not look like a success. */
const countOf = (report, succeeded) => {
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return { passed: report.numPassedTests, failed: failed === 0 && !succeeded ? 1 : failed };
};

const jest = async (args) => {
  const folder = await mkdtemp(join(tmpdir(), 'marketplace-report-'));
  const report = join(folder, 'report.json');
  try {
    const program = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
    const succeeded = await run(process.execPath, ['--conditions=source', program, '--json', `--outputFile=${report}`, ...args]);
    return countOf(JSON.parse(await readFile(report, 'utf8')), succeeded);
  } catch (fault) {
    console.log(`Jest left no report: ${fault.message}`);
    return { passed: 0, failed: 1 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** One check after the other. */
const inTurn = async (checks) => {
  const results = [];
  for (const [name, command, args] of checks) results.push(await check(name, command, args));
  return results;
};

const build = ['build', bin('tsc'), ['-b']];

// Each takes one processor, and there are at least two. Lint and fences read sources only: they need not wait for the build.
const everyCheck = async () =>
  (
    await Promise.all([
      inTurn([
        build,
        ['lint of all but the subgraphs', bin('eslint'), ['.', '--ignore-pattern', 'subgraphs/']],
        ['fences', 'npm', ['run', '--silent', 'fences']],
      ]),
      inTurn([
        ['lint of the subgraphs', bin('eslint'), ['subgraphs']],
        ['formatting', bin('prettier'), ['--check', '.']],
      ]),
    ])
  ).flat();

const main = async (args) => {
  await install();
  const results = args.length === 0 ? await everyCheck() : await inTurn([build]);
  results.push(await jest(args));
  const total = (outcome) => results.reduce((sum, result) => sum + result[outcome], 0);
  process.exitCode = total('failed') === 0 ? 0 : 1;
  console.log(`${total('passed')} passed, ${total('failed')} failed`);
};

main(process.argv.slice(2)).catch((fault) => {
  console.log(fault.message);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
});
