import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '@marketplace/servers';
import { processBasics } from '../command/env';
import { startLogOf } from '../command/exit-with-error';

const program = resolve(__dirname, '../../dist/start/start.js');

type End = { readonly code: unknown; readonly lines: readonly string[] };

/** Runs a start that fails. */
const start = (variables: Readonly<Record<string, string>>): Promise<End> =>
  new Promise((done) => {
    execFile(process.execPath, [program], { env: { ...processBasics(), ...variables } }, (fault, stdout, stderr) => {
      expect(stdout).toMatch(/^(Starting the marketplace\.\.\.\n)?$/);
      done({ code: fault?.code, lines: stderr.trimEnd().split('\n') });
    });
  });

describe('a failing start', () => {
  let folder = '';
  let port = '';

  const startWith = (variables: Readonly<Record<string, string>> = {}): Promise<End> =>
    start({ DATA_DIR: folder, PORT: port, ...variables });
  const saying = (line: string | RegExp): End => ({ code: 1, lines: [expect.stringMatching(line) as string] });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marketplace-messages-'));
    port = (await freePort()).toString();
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('reports in one line that the port is in use', async () => {
    const server = createServer().listen(Number(port), '127.0.0.1');
    await once(server, 'listening');
    expect(await startWith()).toEqual(
      saying(`^Port ${port} is already in use\\. Choose another one, such as PORT=${(Number(port) + 1).toString()}\\.$`),
    );
    server.close();
  });

  it('lists every invalid variable', async () => {
    expect(await startWith({ PORT: '99999', LOG_LEVEL: 'loud' })).toEqual(
      saying(/^Correct these environment variables: PORT \(.*\), LOG_LEVEL \(.*\)\.$/),
    );
  });

  it.each([
    ['NATS_URL', 'nats://127.0.0.1:1', /^No NATS server responds at 127\.0\.0\.1:1\. Start it, correct NATS_URL, or leave NATS_URL out/],
    ['DATABASE_URL', 'postgres://u:p@127.0.0.1:1/x', /^No PostgreSQL responds at 127\.0\.0\.1:1\. Start it, correct DATABASE_URL, or/],
    ['DATABASE_URL', 'somewhere', /^DATABASE_URL is not a URL\. Correct it, or leave it out for an embedded server\.$/],
  ])('reports that no server responds at %s %s, and writes the details to its log', async (name, url, line) => {
    expect(await startWith({ [name]: url })).toEqual(saying(line));
    const log = await readFile(startLogOf(folder), 'utf8');
    expect(log).toMatch(/StartFailure: .*\n +at .*Caused by: /s);
    expect(log).not.toContain('u:p@');
  });

  it.each([
    ['rejects the login', `-ERR 'Authorization Violation'\r\n`, '2.10.0', /does not accept the login in NATS_URL\. Correct it\.$/],
    [
      'is too old',
      'PONG\r\n',
      '2.9.25',
      /^The NATS server at .* has version 2\.9\.25; 2\.10 or newer is needed\. Upgrade it, or set NATS_URL/,
    ],
  ])('reports a NATS server that %s', async (_reason, answer, version, line) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write(`INFO {"version":"${version}","host":"127.0.0.1","port":4222,"proto":1,"headers":true,"max_payload":1048576}\r\n`);
      socket.on('data', () => void socket.write(answer));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port: natsPort } = server.address() as { port: number };
    expect(await startWith({ NATS_URL: `nats://u:p@127.0.0.1:${natsPort.toString()}` })).toEqual(saying(line));
    server.close();
  });

  it('reports a path that is not a folder or has invalid secrets', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    expect(await startWith({ DATA_DIR: file })).toEqual(saying(/file is not a folder\. Set DATA_DIR to a folder\.$/));
    await mkdir(join(folder, 'secrets'));
    await writeFile(join(folder, 'secrets', 'secrets.json'), '{}');
    expect(await startWith({ DATA_DIR: join(folder, 'secrets') })).toEqual(
      saying(/secrets\.json is invalid\. Restore it, or delete the data with `npm run reset`\.$/),
    );
  });
});
