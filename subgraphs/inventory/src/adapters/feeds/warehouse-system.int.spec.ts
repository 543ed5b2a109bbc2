import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inTime } from '@marketplace/testing';
import type { FeedKind } from '../../domain/difference';
import { maxBytes, parseStockCsv } from './stock-csv';
import { feedAddresses, warehouseSystem } from './warehouse-system';

/** A feed of a warehouse, and how a test writes it. */
type Feed = {
  readonly kind: FeedKind;
  readonly address: string;
  readonly write: (text: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Three unreadable lines, and two unusual ones. */
const unusualLines = (length: number): readonly string[] => [
  `${' '.repeat(length)}"`,
  `A${' '.repeat(length)}"`,
  `"${'""'.repeat(length)}`,
  `A,1${','.repeat(10 * length)}`,
  '"say ""hi""",2',
];

const fileFeed = async (): Promise<Feed> => {
  const folder = await mkdtemp(join(tmpdir(), 'feed-'));
  const path = join(folder, 'stock.csv');
  return {
    kind: 'FILE',
    address: pathToFileURL(path).href,
    write: (text) => writeFile(path, text),
    close: () => rm(folder, { recursive: true }),
  };
};

const listening = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}`;
};

const httpFeed = async (): Promise<Feed> => {
  const state = { text: undefined as string | undefined };
  const server = createServer((request, response) => {
    const found = request.url === '/stock.csv' && request.method === 'GET' ? state.text : undefined;
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'text/csv' }).end(found);
  });
  return {
    kind: 'HTTP',
    address: `${await listening(server)}/stock.csv`,
    write: (text) => {
      state.text = text;
      return Promise.resolve();
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};

describe.each([
  ['file', fileFeed],
  ['HTTP address', httpFeed],
])('a warehouse feed behind a %s', (_name, open) => {
  let feed: Feed;
  beforeEach(async () => {
    feed = await open();
  });
  afterEach(() => feed.close());

  const system = () => warehouseSystem(feedAddresses.parse(JSON.stringify({ 'DE-1': feed.address })));
  const read = () => system().read('DE-1', feed.kind);

  it('returns counted quantities', async () => {
    await feed.write('\uFEFFsku,quantity\r\nTJ-M-BLUE,12\r\n"TJ, large", 3 ,aisle 7\n\n01900000-0000-7000-8000-000000000005,0\n');
    expect(await read()).toEqual({
      lines: [
        { reference: 'TJ-M-BLUE', quantity: 12 },
        { reference: 'TJ, large', quantity: 3 },
        { reference: '01900000-0000-7000-8000-000000000005', quantity: 0 },
      ],
      unreadable: [],
    });
  });

  it('returns the numbers of unreadable lines', async () => {
    await feed.write('A,1\nB\nC,-1\nD,1.5\n,4\n"E,1\nF,99999999\nG,2');
    expect(await read()).toEqual({
      lines: [
        { reference: 'A', quantity: 1 },
        { reference: 'G', quantity: 2 },
      ],
      unreadable: [2, 3, 4, 5, 6, 7],
    });
  });

  it('is refused when it is empty or too long', async () => {
    await feed.write('sku,quantity\n');
    await expect(read()).rejects.toThrow('no line that can be read');
    await feed.write('A,1\n'.repeat(maxBytes / 4 + 1));
    await expect(read()).rejects.toThrow('longer than');
  });

  it('skips malformed lines', async () => {
    const lines = unusualLines(20_000);
    await feed.write(lines.join('\n'));
    expect(await read()).toEqual({
      lines: [
        { reference: 'A', quantity: 1 },
        { reference: 'say "hi"', quantity: 2 },
      ],
      unreadable: [1, 2, 3],
    });
  });

  it('fails when the feed is missing', async () => {
    await expect(read()).rejects.toThrow();
  });

  it('is read only as configured', async () => {
    await feed.write('A,1');
    const other = feed.kind === 'FILE' ? 'HTTP' : 'FILE';
    expect(system().offers('DE-1')).toEqual([feed.kind]);
    expect(system().offers('CN-1')).toEqual([]);
    expect(system().offers('constructor')).toEqual([]);
    await expect(system().read('DE-1', other)).rejects.toThrow('not configured');
    await expect(system().read('CN-1', feed.kind)).rejects.toThrow('not configured');
  });
});

describe('a feed of malformed lines', () => {
  it('is read in linear time', () => {
    expect(inTime(() => parseStockCsv(unusualLines(1_000_000).join('\n'))).unreadable).toEqual([1, 2, 3]);
  });
});

describe('the feed addresses', () => {
  it('are read without following redirects', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:1/secret' }).end();
    });
    const system = warehouseSystem(feedAddresses.parse(JSON.stringify({ 'DE-1': await listening(server) })));
    await expect(system.read('DE-1', 'HTTP')).rejects.toThrow('answers 302');
    await new Promise((resolve) => server.close(resolve));
  });

  it('are optional, and validated when the process starts', () => {
    for (const nothing of [undefined, '']) expect(feedAddresses.parse(nothing)).toEqual({});
    for (const text of ['[]', '{"DE-1": "stock.csv"}', '{"DE-1": "ftp://wms.example/stock.csv"}', '{"DE-1": 5}'])
      expect(feedAddresses.safeParse(text).success).toBe(false);
  });
});
