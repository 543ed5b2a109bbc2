import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findNatsServer } from './nats-binary';

describe('looking for nats-server', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marketplace-tools-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const program = async (path: string): Promise<string> => {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, '#!/bin/sh\n');
    await chmod(file, 0o755);
    return file;
  };

  it('takes the one on the search path first', async () => {
    const installed = await program('bin/nats-server');
    await program('tools/nats-server');
    expect(await findNatsServer({ toolsDir: join(folder, 'tools'), searchPath: [join(folder, 'bin')] })).toBe(installed);
  });

  it('passes over a file that is no program', async () => {
    await writeFile(join(folder, 'nats-server'), 'notes');
    const installed = await program('bin/nats-server');
    expect(await findNatsServer({ toolsDir: join(folder, 'tools'), searchPath: [folder, join(folder, 'bin')] })).toBe(installed);
  });

  it('says what to install when there is none and none can be fetched', async () => {
    const search = findNatsServer({ toolsDir: join(folder, 'tools'), searchPath: [folder] });
    await expect(search).rejects.toThrow(/no apt-get.*apt-get install nats-server.*NATS_URL/s);
  });
});
