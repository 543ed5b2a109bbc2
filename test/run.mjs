// Runs all checks: `npm test`. With arguments (`npm test -- shared/kernel`, `npm test -- --changed`), only builds and runs Jest, which
// receives the arguments.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { onOrphaned, prepare, root } from '../launcher/bin/prepare.mjs';

const bin = (name) => join(root, 'node_modules', '.bin', name);

const stopping = new AbortController();
const children = new Set();

const signalGroup = (child, signal) => {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // All children have ended.
  }
};

/**
 * Ends a child process and its descendants when this process ends for any reason: the system then closes the pipe that the shell reads
 * from. Descendants of an ended child, such as a worker in an endless loop, are ended too.
 */
const guard = (child) => {
  const script = `
    read -r word && exit
    kill -TERM "$1"
    left=40
    while [ $left -gt 0 ] && kill -0 "-$1"; do left=$((left - 1)); sleep 0.5; done
    kill -KILL "-$1"`;
  const shell = spawn('sh', ['-c', script, 'guard', String(child.pid)], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  child.once('close', () => {
    signalGroup(child, 'SIGKILL');
    shell.stdin.end('done\n');
  });
};

/** Runs a program and resolves to true if it succeeds. Its output is shown immediately, or only if it fails. */
const run = async (command, args, { quiet } = { quiet: false }) => {
  if (stopping.signal.aborted) return false;
  // In its own process group, so that its workers can be ended with it. Signals of the terminal are passed on below.
  const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'];
  const child = spawn(command, args, { cwd: root, stdio, detached: true });
  children.add(child);
  if (child.pid !== undefined) guard(child);
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
  children.delete(child);
  if (!succeeded && !stopping.signal.aborted) process.stdout.write(Buffer.concat(output));
  return succeeded;
};

const inSeconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

const check = async (name, command, args) => {
  const started = performance.now();
  const passed = await run(command, args, { quiet: true });
  console.log(`${passed ? 'PASS' : 'FAIL'} ${name} (${inSeconds(performance.now() - started)})`);
  return passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
};

/** A suite that fails to run has no failed tests, but must not count as success. */
const countOf = (report, succeeded) => {
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return { passed: report.numPassedTests, failed: failed === 0 && !succeeded ? 1 : failed };
};

const printSlowest = ({ testResults }) => {
  const slowest = testResults
    .map(({ name, startTime, endTime }) => ({ name: relative(root, name), milliseconds: endTime - startTime }))
    .sort((a, b) => b.milliseconds - a.milliseconds)
    .slice(0, 10);
  if (testResults.length <= slowest.length) return;
  console.log('\nThe ten slowest suites:');
  for (const { name, milliseconds } of slowest) console.log(`${inSeconds(milliseconds).padStart(9)}  ${name}`);
  console.log('');
};

const jest = async (args) => {
  const folder = await mkdtemp(join(tmpdir(), 'marketplace-report-'));
  const report = join(folder, 'report.json');
  try {
    const program = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
    const succeeded = await run(process.execPath, ['--conditions=source', program, '--json', `--outputFile=${report}`, ...args]);
    if (stopping.signal.aborted) return { passed: 0, failed: 1 };
    const outcome = JSON.parse(await readFile(report, 'utf8'));
    printSlowest(outcome);
    return countOf(outcome, succeeded);
  } catch (fault) {
    console.log(`Jest left no report: ${fault.message}`);
    return { passed: 0, failed: 1 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Runs the checks sequentially. */
const inTurn = async (checks) => {
  const results = [];
  for (const [name, command, args] of checks) results.push(await check(name, command, args));
  return results;
};

const build = ['build', process.execPath, [join(root, 'node_modules/typescript-7/bin/tsc'), '-b']];

// These checks read sources only, so they do not need the build.
const staticChecks = [
  ['lint', bin('eslint'), ['.']],
  ['fences', 'npm', ['run', '--silent', 'fences']],
  ['unused exports', bin('knip'), ['--no-progress', '--no-config-hints']],
  ['formatting', bin('prettier'), ['--check', '.']],
];

/** Builds, and then runs Jest, which starts built programs. */
const buildAndTest = async (args) => [...(await inTurn([build])), await jest(args)];

/** The base commit for `--changed`: the merge base with the main branch, or the previous commit on main. */
const baseOfChanges = () => {
  const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return git('merge-base', 'HEAD', 'origin/HEAD');
  } catch {
    return git('rev-parse', 'HEAD');
  }
};

/** `--changed`: the suites that import files changed since the base, committed or not. */
const jestArguments = (args) =>
  args.flatMap((arg) => (arg === '--changed' ? ['--changedSince', baseOfChanges(), '--passWithNoTests'] : [arg]));

/** Passes the signal on and waits for the children: Jest stops its servers. */
const stop = (signal) => {
  stopping.abort();
  for (const child of children) child.kill(signal);
};

const stopOnRequest = () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal));
  onOrphaned(() => stop('SIGTERM'));
  if (process.channel === undefined) return;
  process.once('disconnect', () => stop('SIGTERM'));
  process.channel.unref();
};

const main = async (args) => {
  await prepare();
  stopOnRequest();
  const checks = args.length === 0 ? staticChecks : [];
  const results = (await Promise.all([buildAndTest(jestArguments(args)), inTurn(checks)])).flat();
  if (stopping.signal.aborted) {
    console.log('Stopped.');
    process.exitCode = 130;
    return;
  }
  const total = (outcome) => results.reduce((sum, result) => sum + result[outcome], 0);
  process.exitCode = total('failed') === 0 ? 0 : 1;
  console.log(`${total('passed')} passed, ${total('failed')} failed`);
};

main(process.argv.slice(2)).catch((fault) => {
  console.log(fault.message);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
});
