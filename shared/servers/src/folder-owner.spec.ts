import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimFolder } from './folder-owner';
import { identify } from './processes';

describe('a data folder', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marketplace-folder-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('has one owner at a time', async () => {
    const claim = await claimFolder(folder);
    await expect(claimFolder(folder)).rejects.toThrow(`${folder} is in use by process ${process.pid.toString()}`);
    await claim.release();
    await expect(claimFolder(folder)).resolves.toBeDefined();
  });

  it('is free again when its owner was killed', async () => {
    const owner = spawn('sleep', ['60']);
    const { pid = 0 } = owner;
    await writeFile(join(folder, 'owner.pid'), `${pid.toString()}\n${(await identify(pid))?.startedAt ?? ''}\n`);
    await expect(claimFolder(folder)).rejects.toThrow('in use');
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    await expect(claimFolder(folder)).resolves.toBeDefined();
  });

  it('does not take a later process for its owner because it got the same number', async () => {
    await writeFile(join(folder, 'owner.pid'), `${process.pid.toString()}\nanother start\n`);
    await expect(claimFolder(folder)).resolves.toBeDefined();
  });

  it('is not locked by an unreadable claim', async () => {
    await writeFile(join(folder, 'owner.pid'), '');
    await expect(claimFolder(folder)).resolves.toBeDefined();
  });
});
