import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartFailure } from '@marketplace/servers';
import { exitWithError, startLogOf } from './exit-with-error';

describe('an error that ends a command', () => {
  let folder = '';
  const printed: string[] = [];
  const original = process.exitCode;

  const log = (): Promise<string> => readFile(startLogOf(folder), 'utf8');

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'messages-'));
    printed.length = 0;
    jest.spyOn(console, 'error').mockImplementation((text: string) => void printed.push(text));
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    process.exitCode = original;
    await rm(folder, { recursive: true });
  });

  it('is printed in one sentence, with the details in the log', async () => {
    const cause = new Error('read ECONNRESET');
    exitWithError(
      new StartFailure('PostgreSQL ended while\nstarting. Its log is p.log.', { details: 'FATAL:  no', cause }),
      startLogOf(folder),
    );
    expect(printed).toEqual(['PostgreSQL ended while starting. Its log is p.log.']);
    expect(process.exitCode).toBe(1);
    expect(await log()).toMatch(/StartFailure: PostgreSQL ended.*at .*FATAL: {2}no.*Caused by: Error: read ECONNRESET/s);
  });

  it('refers to the log if it is unexpected', async () => {
    exitWithError(new TypeError('x is not\na function'), startLogOf(folder));
    expect(printed).toEqual([`x is not a function. Details: ${startLogOf(folder)}`]);
    expect(await log()).toContain('TypeError: x is not\na function\n    at ');
  });

  it('says how to fix a folder that cannot be written', async () => {
    const path = join(folder, 'file');
    await writeFile(path, '');
    const fault: unknown = await mkdir(join(path, 'below'), { recursive: true }).catch((caught: unknown) => caught);
    exitWithError(fault, startLogOf(path));
    expect(printed).toEqual([`${join(path, 'below')} is not inside a folder. Set DATA_DIR to a folder.`]);
  });
});
