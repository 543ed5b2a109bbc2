import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openCopy } from './open-copy';

describe('a copy of programs that others may run', () => {
  let folder = '';
  let source = '';
  let place = '';

  beforeEach(async () => {
    // Not in TMPDIR, which other users may not be able to traverse.
    folder = await mkdtemp(join(await realpath('/tmp'), 'marketplace-copy-'));
    [source, place] = [join(folder, 'source'), join(folder, 'place')];
    await Promise.all([mkdir(join(source, 'bin'), { recursive: true, mode: 0o700 }), mkdir(place), chmod(folder, 0o755)]);
    await writeFile(join(source, 'bin', 'server'), '#!/bin/sh\n', { mode: 0o700 });
    await writeFile(join(source, 'notes'), 'as they are', { mode: 0o600 });
    await symlink('notes', join(source, 'link'));
    await chmod(place, 0o755);
  });

  afterEach(() => rm(folder, { recursive: true }));

  const copyTo = (...places: readonly string[]) => openCopy({ source, name: 'copy', works: () => Promise.resolve(true), places });
  const modeOf = async (...path: readonly string[]): Promise<string> => ((await lstat(join(...path))).mode & 0o777).toString(8);

  it('is complete and read-only for other users', async () => {
    const copy = join(place, 'copy');
    expect(await copyTo(place)).toBe(copy);
    expect(await Promise.all([modeOf(copy), modeOf(copy, 'bin'), modeOf(copy, 'bin', 'server')])).toEqual(['755', '755', '755']);
    expect(await modeOf(copy, 'notes')).toBe('644');
    expect(await readFile(join(copy, 'link'), 'utf8')).toBe('as they are');
    expect(await readdir(place)).toEqual(['copy']);
  });

  it('is made once', async () => {
    await copyTo(place);
    const { ino } = await lstat(join(place, 'copy'));
    expect(await copyTo(place)).toBe(join(place, 'copy'));
    expect((await lstat(join(place, 'copy'))).ino).toBe(ino);
  });

  it('is made once by two at the same time', async () => {
    expect(await Promise.all([copyTo(place), copyTo(place)])).toEqual([join(place, 'copy'), join(place, 'copy')]);
    expect(await readdir(place)).toEqual(['copy']);
  });

  it.each([
    ['has disappeared', (file: string) => rm(file)],
    ['has lost its content', (file: string) => truncate(file)],
    ['has become a link', (file: string) => rm(file).then(() => symlink('/bin/sh', file))],
  ])('is made again when a file %s', async (_, damage) => {
    await copyTo(place);
    await damage(join(place, 'copy', 'bin', 'server'));
    expect(await copyTo(place)).toBe(join(place, 'copy'));
    expect(await readFile(join(place, 'copy', 'bin', 'server'), 'utf8')).toBe('#!/bin/sh\n');
    expect(await readdir(place)).toEqual(['copy']);
  });

  it('does not follow a link that another user has created at its path', async () => {
    const trap = join(folder, 'trap');
    await mkdir(trap);
    await symlink(trap, join(place, 'copy'));
    expect(await copyTo(place)).toBeUndefined();
    expect(await readdir(trap)).toEqual([]);
  });

  it('is not taken from a folder that others may write to', async () => {
    await mkdir(join(place, 'copy', 'bin'), { recursive: true });
    await writeFile(join(place, 'copy', 'bin', 'server'), 'a trap');
    await chmod(join(place, 'copy'), 0o777);
    expect(await copyTo(place)).toBeUndefined();
    expect(await readFile(join(place, 'copy', 'bin', 'server'), 'utf8')).toBe('a trap');
  });

  it.each([
    ['others may not pass', 0o700],
    ['others may replace it', 0o777],
  ])('is made elsewhere when %s', async (_, mode) => {
    const other = join(folder, 'other');
    await mkdir(other);
    await chmod(other, 0o755);
    await chmod(place, mode);
    expect(await copyTo(join(folder, 'missing'), place, other)).toBe(join(other, 'copy'));
    expect(await readdir(place)).toEqual([]);
  });

  it('can be in a shared folder with the sticky bit', async () => {
    await chmod(place, 0o1777);
    expect(await copyTo(place)).toBe(join(place, 'copy'));
  });

  it('is made elsewhere when programs do not run there', async () => {
    const other = join(folder, 'other');
    await mkdir(other);
    await chmod(other, 0o755);
    const works = (path: string) => Promise.resolve(path.startsWith(other));
    expect(await openCopy({ source, name: 'copy', works, places: [place, other] })).toBe(join(other, 'copy'));
    expect(await readdir(place)).toEqual([]);
  });
});
