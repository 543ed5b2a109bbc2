import { connectBroker, createLog } from '@marketplace/platform';
import { processesOf } from '@marketplace/servers';

/** The resources that a marketplace has used so far. */
export type Costs = {
  /** The CPU time of the marketplace's own process, in milliseconds. */
  readonly mainCpu: number;
  /** The CPU time of the process, PostgreSQL, NATS and the simulators in total. */
  readonly allCpu: number;
  /** The number of messages that the broker has delivered to consumers, including redeliveries. */
  readonly deliveries: number;
};

const deliveriesAt = async (url: string): Promise<number> => {
  const broker = await connectBroker(url, 'bench', createLog('bench', 'silent'));
  let deliveries = 0;
  for await (const { delivered } of broker.manager.consumers.list('EVENTS')) deliveries += delivered.consumer_seq;
  await broker.close();
  return deliveries;
};

/** The address of the marketplace's broker, whose port changes with each start. */
export const brokerUrlOf = async (dataDir: string): Promise<string> => {
  const commands = (await processesOf(dataDir)).map(({ command }) => command);
  const port = commands.map((command) => /nats-server.* --port (\d+)/.exec(command)?.[1]).find((found) => found !== undefined);
  if (port === undefined) throw new Error(`no nats-server works in ${dataDir}`);
  return `nats://127.0.0.1:${port}`;
};

type Measured = { readonly dataDir: string; readonly pid: number };

/** Reads the resource usage of a marketplace from outside. */
export const costsOf = async ({ dataDir, pid }: Measured): Promise<Costs> => {
  const processes = await processesOf(dataDir);
  return {
    mainCpu: processes.find((each) => each.pid === pid)?.cpuMilliseconds ?? 0,
    allCpu: processes.reduce((sum, { cpuMilliseconds }) => sum + cpuMilliseconds, 0),
    deliveries: await deliveriesAt(await brokerUrlOf(dataDir)),
  };
};
