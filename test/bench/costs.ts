import { readdir, readFile } from 'node:fs/promises';
import { connectBroker, createLog } from '@marketplace/platform';

/** What a marketplace has used so far. */
export type Costs = {
  /** CPU time of the marketplace's own process, in milliseconds. */
  readonly mainCpu: number;
  /** The same of it, PostgreSQL, NATS and the simulators together. */
  readonly allCpu: number;
  /** Messages that the broker has delivered to consumers, redeliveries included. */
  readonly deliveries: number;
};

type Process = {
  readonly pid: number;
  readonly parent: number;
  readonly cpu: number;
  readonly command: string;
  readonly variables: string;
};

/** Linux counts CPU time in hundredths of a second. */
const tickMilliseconds = 10;

const readProcess = async (pid: number): Promise<readonly Process[]> => {
  try {
    const [stat = '', command = '', variables = ''] = await Promise.all(
      ['stat', 'cmdline', 'environ'].map((file) => readFile(`/proc/${pid.toString()}/${file}`, 'utf8')),
    );
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const cpu = (Number(fields[11]) + Number(fields[12])) * tickMilliseconds;
    return [{ pid, parent: Number(fields[1]), cpu, command: command.replaceAll('\0', ' '), variables }];
  } catch {
    // It has ended meanwhile.
    return [];
  }
};

/** The processes that name a data folder, and their children: PostgreSQL's rename themselves. */
const processesOf = async (dataDir: string): Promise<readonly Process[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = (await Promise.all(pids.map(readProcess))).flat();
  const named = all.filter(({ command, variables }) => command.includes(dataDir) || variables.includes(dataDir));
  const roots = new Set(named.map(({ pid }) => pid));
  return all.filter(({ pid, parent }) => roots.has(pid) || roots.has(parent));
};

const deliveriesAt = async (url: string): Promise<number> => {
  const broker = await connectBroker(url, 'bench', createLog('bench', 'silent'));
  let deliveries = 0;
  for await (const { delivered } of broker.manager.consumers.list('EVENTS')) deliveries += delivered.consumer_seq;
  await broker.close();
  return deliveries;
};

/** Where the broker of a marketplace listens; it gets another port at each start. */
export const brokerUrlOf = async (dataDir: string): Promise<string> => {
  const commands = (await processesOf(dataDir)).map(({ command }) => command);
  const port = commands.map((command) => /nats-server.* --port (\d+)/.exec(command)?.[1]).find((found) => found !== undefined);
  if (port === undefined) throw new Error(`no nats-server works in ${dataDir}`);
  return `nats://127.0.0.1:${port}`;
};

type Measured = { readonly dataDir: string; readonly pid: number };

/** Reads what a marketplace has used, from outside. */
export const costsOf = async ({ dataDir, pid }: Measured): Promise<Costs> => {
  const processes = await processesOf(dataDir);
  return {
    mainCpu: processes.find((each) => each.pid === pid)?.cpu ?? 0,
    allCpu: processes.reduce((sum, { cpu }) => sum + cpu, 0),
    deliveries: await deliveriesAt(await brokerUrlOf(dataDir)),
  };
};
