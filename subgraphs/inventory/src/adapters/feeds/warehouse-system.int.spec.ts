import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inTime } from '@marketplace/testing';
import type { FeedKind } from '../../domain/difference';
import { mostBytes, parseStockCsv } from './stock-csv';
import { feedAddresses, warehouseSystem } from './warehouse-system';

/** Where a warehouse leaves its stock, and how a test puts it there. */
type Place = {
  readonly kind: FeedKind;
  readonly address: string;
  readonly leave: (text: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Three lines that are none, and two that are odd. */
const oddLines = (length: number): readonly string[] => [
  `${' '.repeat(length)}"`,
  `A${' '.repeat(length)}"`,
  `"${'""'.repeat(length)}`,
  `A,1${','.repeat(10 * length)}`,
  '"say ""hi""",2',
];

const fileFeed = async (): Promise<Place> => {
  const folder = await mkdtemp(join(tmpdir(), 'feed-'));
  const path = join(folder, 'stock.csv');
  return {
    kind: 'FILE',
    address: pathToFileURL(path).href,
    leave: (text) => writeFile(path, text),
    close: () => rm(folder, { recursive: true }),
  };
};

const listening = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}`;
};

const httpFeed = async (): Promise<Place> => {
  const state = { text: undefined as string | undefined };
  const server = createServer((request, response) => {
    const found = request.url === '/stock.csv' && request.method === 'GET' ? state.text : undefined;
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'text/csv' }).end(found);
  });
  return {
    kind: 'HTTP',
    address: `${await listening(server)}/stock.csv`,
    leave: (text) => {
      state.text = text;
      return Promise.resolve();
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};

describe.each([
  ['file', fileFeed],
  ['HTTP address', httpFeed],
])("a warehouse's own system behind a %s", (_name, open) => {
  let place: Place;
  beforeEach(async () => {
    place = await open();
  });
  afterEach(() => place.close());

  const system = () => warehouseSystem(feedAddresses.parse(JSON.stringify({ 'DE-1': place.address })));
  const read = () => system().read('DE-1', place.kind);

  it('tells what it counts', async () => {
    await place.leave('\uFEFFsku,quantity\r\nTJ-M-BLUE,12\r\n"TJ, large", 3 ,shelf 7\n\n01900000-0000-7000-8000-000000000005,0\n');
    expect(await read()).toEqual({
      lines: [
        { reference: 'TJ-M-BLUE', quantity: 12 },
        { reference: 'TJ, large', quantity: 3 },
        { reference: '01900000-0000-7000-8000-000000000005', quantity: 0 },
      ],
      unreadable: [],
    });
  });

  it('says which lines make no sense', async () => {
    await place.leave('A,1\nB\nC,-1\nD,1.5\n,4\n"E,1\nF,99999999\nG,2');
    expect(await read()).toEqual({
      lines: [
        { reference: 'A', quantity: 1 },
        { reference: 'G', quantity: 2 },
      ],
      unreadable: [2, 3, 4, 5, 6, 7],
    });
  });

  it('is not believed to be empty, and not read when it is too long', async () => {
    await place.leave('sku,quantity\n');
    await expect(read()).rejects.toThrow('no line that can be read');
    await place.leave('A,1\n'.repeat(mostBytes / 4 + 1));
    await expect(read()).rejects.toThrow('longer than');
  });

  it('reads around lines that nobody would write', async () => {
    const odd = oddLines(20_000);
    await place.leave(odd.join('\n'));
    expect(await read()).toEqual({
      lines: [
        { reference: 'A', quantity: 1 },
        { reference: 'say "hi"', quantity: 2 },
      ],
      unreadable: [1, 2, 3],
    });
  });

  it('fails when there is nothing', async () => {
    await expect(read()).rejects.toThrow();
  });

  it('is read as configured only', async () => {
    await place.leave('A,1');
    const other = place.kind === 'FILE' ? 'HTTP' : 'FILE';
    expect(system().offers('DE-1')).toEqual([place.kind]);
    expect(system().offers('CN-1')).toEqual([]);
    expect(system().offers('constructor')).toEqual([]);
    await expect(system().read('DE-1', other)).rejects.toThrow('not configured');
    await expect(system().read('CN-1', place.kind)).rejects.toThrow('not configured');
  });
});

describe('a feed of lines that nobody would write', () => {
  it('takes no longer than it is long', () => {
    expect(inTime(() => parseStockCsv(oddLines(1_000_000).join('\n'))).unreadable).toEqual([1, 2, 3]);
  });
});

describe('the addresses of feeds', () => {
  it('follow nothing that they point to', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:1/secret' }).end();
    });
    const system = warehouseSystem(feedAddresses.parse(JSON.stringify({ 'DE-1': await listening(server) })));
    await expect(system.read('DE-1', 'HTTP')).rejects.toThrow('answers 302');
    await new Promise((resolve) => server.close(resolve));
  });

  it('are none unless they are configured, and are looked at when the process starts', () => {
    for (const nothing of [undefined, '']) expect(feedAddresses.parse(nothing)).toEqual({});
    for (const text of ['[]', '{"DE-1": "stock.csv"}', '{"DE-1": "ftp://wms.example/stock.csv"}', '{"DE-1": 5}'])
      expect(feedAddresses.safeParse(text).success).toBe(false);
  });
});
