import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findNatsServer } from './nats-binary';

describe('looking for nats-server', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marketplace-tools-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const script = async (path: string, ...lines: readonly string[]): Promise<string> => {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, ['#!/bin/sh', ...lines, ''].join('\n'));
    await chmod(file, 0o755);
    return file;
  };
  const program = (path: string, version: string): Promise<string> => script(path, `echo 'nats-server: v${version}'`);
  const find = (...searchPath: readonly string[]) =>
    findNatsServer({ toolsDir: join(folder, 'tools'), searchPath: searchPath.map((each) => join(folder, each)) });

  /** A package manager that has one package: a program of this version. */
  const packages = async (version: string): Promise<void> => {
    const packed = await program('package/nats-server', version);
    await script('apt/apt-get', 'case "$*" in *download*) echo > nats-server.deb;; esac');
    const unpack = `mkdir -p "$3/usr/sbin" && cp '${packed}' "$3/usr/sbin"`;
    await script('apt/dpkg-deb', `if [ "$1" = -x ]; then PATH=/usr/bin:/bin; ${unpack}; fi`);
  };

  it('takes the one on the search path first', async () => {
    const installed = await program('bin/nats-server', '2.10.27');
    await program('tools/nats-server', '2.12.1');
    expect(await find('bin')).toBe(installed);
  });

  it('passes over a file that is no program', async () => {
    await writeFile(join(folder, 'nats-server'), 'notes');
    const installed = await program('bin/nats-server', '2.10.27');
    expect(await find('', 'bin')).toBe(installed);
  });

  it('passes over an older version, and one that names none', async () => {
    await program('old/nats-server', '2.9.10');
    await script('silent/nats-server');
    const recent = await program('bin/nats-server', '2.10.0');
    expect(await find('old', 'silent', 'bin')).toBe(recent);
  });

  it('takes one that was put into the tools folder when the installed one is too old', async () => {
    await program('old/nats-server', '2.9.10');
    const byHand = await program('tools/nats-server', '2.11.0');
    expect(await find('old')).toBe(byHand);
  });

  it('replaces one that was fetched and is too old by now', async () => {
    const fetched = await program('tools/nats-server/usr/sbin/nats-server', '2.9.10');
    await packages('2.10.27');
    expect(await find('apt')).toBe(fetched);
    expect(await readFile(fetched, 'utf8')).toContain('v2.10.27');
  });

  it('says which versions are too old', async () => {
    const old = await program('old/nats-server', '2.9.10');
    const silent = await script('silent/nats-server');
    const fetched = await program('tools/nats-server/usr/sbin/nats-server', '2.9.21');
    await expect(find('old', 'silent')).rejects.toThrow(
      `nats-server 2.10 or newer was not found (${old} is 2.9.10; ${silent} is of an unknown version; ${fetched} is 2.9.21), and could not be fetched: this system has no apt-get.`,
    );
  });

  it('says that the package is too old', async () => {
    await packages('2.9.10');
    await expect(find('apt')).rejects.toThrow(/was not found \(.*tools\/nats-server\/usr\/sbin\/nats-server is 2\.9\.10\)/);
  });

  it('says what to install when there is none and none can be fetched', async () => {
    await expect(find('')).rejects.toThrow(/no apt-get.*Install version 2\.10 or newer.*NATS_URL/s);
  });
});
