import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { eventually } from '@marketplace/testing';
import { startGuard } from './guard';
import { identify } from './processes';

/** A server that stops slowly and logs the signals that it receives. */
const server = `process.on('SIGINT', () => setTimeout(() => process.exit(0), 300)); setInterval(() => undefined, 1000); console.log('up')`;

/** Lets that process read our sources. */
const loader = `
  const { transformSync } = require(${JSON.stringify(resolve(__dirname, '../../../node_modules/@swc/core'))});
  require.extensions['.ts'] = (module, file) => {
    const options = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } };
    module._compile(transformSync(require('node:fs').readFileSync(file, 'utf8'), options).code, file);
  };
`;

/** A process that starts the server with its guard, says the server's number, and then only waits. */
const owner = `
  const { spawn } = require('node:child_process');
  const guard = require(process.argv[1]).startGuard();
  const { command, args } = guard.guarded(process.execPath, ['-e', ${JSON.stringify(server)}]);
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'ignore', guard.pipe] });
  child.stdout.once('data', () => console.log(child.pid));
  setInterval(() => undefined, 1000);
`;

const isGone = async (pid: number): Promise<boolean> => (await identify(pid)) === undefined;

/** The number of guards among the child processes. */
const guards = async (): Promise<number> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const isOurs = async (pid: string): Promise<boolean> => {
    const [stat, line] = await Promise.all(['stat', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')));
    return (line ?? '').includes('marketplace-guard') && stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1] === process.pid.toString();
  };
  return (await Promise.all(pids.map(isOurs))).filter(Boolean).length;
};

describe('a guard', () => {
  it('ends the server of a process that was killed', async () => {
    const guard = resolve(__dirname, 'guard.ts');
    const child = spawn(process.execPath, ['-e', loader + owner, guard], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [text] = (await once(child.stdout, 'data')) as [Buffer];
    const pid = Number(text.toString());
    expect(await isGone(pid)).toBe(false);
    child.kill('SIGKILL');
    await eventually(() => isGone(pid), { waitingFor: 'the server to end' });
  });

  it('ends and leaves the server alone once it is released', async () => {
    const guard = startGuard();
    const { command, args } = guard.guarded('sleep', ['60']);
    const child = spawn(command, [...args], { detached: true, stdio: ['ignore', 'ignore', 'ignore', guard.pipe] });
    await eventually(async () => (await identify(child.pid ?? 0))?.command === 'sleep 60');
    expect(await guards()).toBe(1);
    guard.release();
    await eventually(async () => (await guards()) === 0, { waitingFor: 'the guard to end' });
    expect(child.exitCode ?? child.signalCode).toBeNull();
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
});
