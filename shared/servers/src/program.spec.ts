import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isAtLeast } from './program';
import { findRedisServer } from './redis-server';

describe('a program that was fetched', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marketplace-tools-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const file = async (path: string): Promise<string> => {
    const name = join(folder, path);
    await mkdir(dirname(name), { recursive: true });
    await writeFile(name, '#!/bin/sh\n');
    await chmod(name, 0o755);
    return name;
  };
  const find = () => findRedisServer({ toolsDir: join(folder, 'tools'), searchPath: [join(folder, 'bin')] });

  it('is found with the libraries that came with it', async () => {
    const binary = await file('tools/redis-server/usr/bin/redis-server');
    await file('tools/redis-server/usr/lib/x86_64-linux-gnu/libjemalloc.so.2');
    await file('tools/redis-server/usr/lib/tmpfiles.d/redis.conf');
    const libraries = [join(folder, 'tools/redis-server/usr/lib/x86_64-linux-gnu')];
    expect(await find()).toEqual({ binary, libraries });
  });

  it('gives way to one that is installed, which has its libraries from the system', async () => {
    await file('tools/redis-server/usr/bin/redis-server');
    const installed = await file('bin/redis-server');
    expect(await find()).toEqual({ binary: installed, libraries: [] });
  });

  it('may be put there by hand', async () => {
    expect(await find().catch((fault: unknown) => String(fault))).toMatch(
      /redis-server was not found.*no apt-get.*apt-get install redis-server/s,
    );
    expect(await find().catch(() => file('tools/redis-server'))).toBe(join(folder, 'tools/redis-server'));
    expect(await find()).toEqual({ binary: join(folder, 'tools/redis-server'), libraries: [] });
  });
});

describe('a version', () => {
  it.each([
    ['nats-server: v2.10.27', true],
    ['nats-server: v2.10.0', true],
    ['nats-server: v2.9.25', false],
    ['nats-server: v2.12.1-RC.1', true],
    ['nats-server: v3.0.0', true],
    ['nats-server: v1.99.0', false],
    ['no number at all', false],
    ['', false],
  ])('is read from "%s": at least 2.10 is %s', (text, expected) => {
    expect(isAtLeast(text, [2, 10])).toBe(expected);
  });
});
