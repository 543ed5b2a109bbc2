import { createHmac, randomUUID } from 'node:crypto';
import autocannon from 'autocannon';
import { documents } from '@marketplace/launcher';
import { eventually } from '@marketplace/testing';
import { addToCart, buy, fillCart, type Cart } from '../journeys/support/buying';
import type { Client } from '../journeys/support/client';
import { newUser, openShop, type Goods } from '../journeys/support/shop';
import { cartTable } from './carts';
import { catalogueBench } from './catalogue';
import { flashSale } from './flash-sale';
import { hotSku } from './hot-sku';
import { printTable, repeatFor, spreadOf, timed, type Effort } from './measure';
import { startStack, stopEverything, type Stack } from './stack';

const isShort = process.argv.includes('--short');
const effort: Effort = isShort ? { milliseconds: 250, requests: { amount: 32 } } : { milliseconds: 10_000, requests: { duration: 10 } };
const crowds = isShort ? [1, 4] : [1, 16, 64];

const sale = isShort ? { buyers: 40, units: 10 } : { buyers: 1_000, units: 100 };
const hot = isShort ? { requests: 300, units: 100 } : { requests: 5_000, units: 3_000 };

type Row = Readonly<Record<string, string | number>>;

const purchase = async (client: Client, goods: Goods): Promise<void> => {
  const { cart, userErrors } = await addToCart(client, [{ variantId: goods.variantId, quantity: 1 }]);
  if (cart === null) throw new Error(JSON.stringify(userErrors));
  const checkout = await buy(client, cart);
  if (checkout.status !== 'COMPLETED') throw new Error(JSON.stringify(checkout.abortReason));
};

/** The time from sending checkoutStart to receiving COMPLETED, for a single buyer. */
const checkoutLatency = async (client: Client, goods: Goods): Promise<Row> => {
  const samples: number[] = [];
  for (let count = 0; count < (isShort ? 10 : 50); count += 1) {
    const cart: Cart = await fillCart(client, { variantId: goods.variantId, quantity: 1 });
    samples.push((await timed(() => buy(client, cart))).milliseconds);
  }
  const { median, p99, count } = spreadOf(samples.slice(3));
  return { figure: 'checkoutStart to COMPLETED, no load', 'median ms': median, 'p99 ms': p99, samples: count };
};

const throughput = async (stack: Stack, buyers: readonly Client[], goods: Goods): Promise<Row> => {
  const [before, costsBefore] = [await stack.metric('sql_statements_total'), await stack.costs()];
  const { perSecond, spread } = await repeatFor(
    effort.milliseconds,
    buyers.map((client) => () => purchase(client, goods)),
  );
  const statements = (await stack.metric('sql_statements_total')) - before;
  const costs = await stack.costs();
  return {
    buyers: buyers.length,
    'orders/s': perSecond,
    'p50 ms': spread.median,
    'p99 ms': spread.p99,
    'SQL/order': statements / spread.count,
    'deliveries/order': (costs.deliveries - costsBefore.deliveries) / spread.count,
    'main CPU ms/order': (costs.mainCpu - costsBefore.mainCpu) / spread.count,
    'all CPU ms/order': (costs.allCpu - costsBefore.allCpu) / spread.count,
    'MiB after': await stack.memory(),
  };
};

/** The time from sending a carrier's webhook to its arrival at the subscriber, including the commit. */
const trackingLatency = async (stack: Stack, client: Client): Promise<Row> => {
  type Node = { shipments: { id: string; trackingNumber: string | null }[] | null };
  const shipment = await eventually(async () => {
    const { orders } = await client.ask<{ orders: { edges: { node: Node }[] } }>(documents.Orders, { first: 1 });
    return orders.edges[0]?.node.shipments?.find((each) => each.trackingNumber !== null);
  });
  const secret = await stack.secret('swiftpost', 'webhookSecret');
  const events = client.follow<{ shipmentTracking: { description: string | null } }>(documents.ShipmentTracking, {
    shipmentId: shipment.id,
  });
  const arrivals = new Map<string, number>();
  const reading = (async () => {
    for await (const { shipmentTracking } of events) arrivals.set(shipmentTracking.description ?? '', performance.now());
  })();
  await eventually(() => arrivals.size > 0);
  const samples: number[] = [];
  for (let count = 0; count < (isShort ? 20 : 100); count += 1) {
    const description = randomUUID();
    const body = JSON.stringify({
      eventId: randomUUID(),
      trackingNumber: shipment.trackingNumber,
      sequence: 1_000 + count,
      status: 'IN_TRANSIT',
      location: 'Bench',
      description,
      occurredAt: new Date().toISOString(),
    });
    const stamp = Math.floor(Date.now() / 1_000).toString();
    const signature = createHmac('sha256', secret).update(`${stamp}.${body}`).digest('hex');
    const sent = performance.now();
    const answer = await fetch(`${stack.url}/webhooks/shipping/swiftpost`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-swiftpost-signature': `t=${stamp},v1=${signature}` },
      body,
    });
    if (!answer.ok) throw new Error(`the webhook was answered ${answer.status.toString()}`);
    samples.push((await eventually(() => arrivals.get(description), { every: 1 })) - sent);
  }
  await client.hangUp();
  await reading;
  const { median, p99, count } = spreadOf(samples);
  return { figure: 'carrier webhook sent to graphql-ws arrival', 'median ms': median, 'p99 ms': p99, samples: count };
};

/** The minimum of several attempts, because jobs of the contexts send statements too. */
const statementsOf = async (stack: Stack, ask: () => Promise<unknown>): Promise<number> => {
  const counts: number[] = [];
  for (let attempt = 0; attempt < 15; attempt += 1) {
    const before = await stack.metric('sql_statements_total');
    await ask();
    counts.push((await stack.metric('sql_statements_total')) - before);
  }
  return Math.min(...counts);
};

type Read = { readonly title: string; readonly query: string; readonly variables?: Readonly<Record<string, unknown>> };

const reads = async (stack: Stack, { title, query, variables = {} }: Read): Promise<Row> => {
  const result = await autocannon({
    url: `${stack.url}/graphql`,
    method: 'POST',
    connections: 16,
    ...effort.requests,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { requests, latency, non2xx, errors } = result;
  return { request: title, 'requests/s': requests.average, 'p50 ms': latency.p50, 'p99 ms': latency.p99, failed: non2xx + errors };
};

const hotVariant = async (stack: Stack): Promise<void> => {
  const brokerUrl = await stack.brokerUrl();
  const seller = await (await openShop(stack.url)).newSeller(`Hot ${randomUUID().slice(0, 6)}`);
  const warmUp = { requests: hot.requests / 5, units: hot.requests / 5 };
  await hotSku(brokerUrl, await seller.offers('Warm goods', '10.00', warmUp.units), warmUp);
  const goods = await seller.offers('Hot goods', '10.00', hot.units);
  printTable('One hot variant: reservation requests over 4 connections to the broker', [await hotSku(brokerUrl, goods, hot)]);
};

const orders = async (stack: Stack): Promise<void> => {
  const atRest = await stack.memory();
  printTable('Start', [
    { figure: 'process start to ready, new data folder (s)', value: stack.readyAfter / 1_000 },
    { figure: 'memory at rest, all in one (MiB)', value: atRest },
  ]);
  const shop = await openShop(stack.url);
  const seller = await shop.newSeller(`Bench ${randomUUID().slice(0, 6)}`);
  const goods = await seller.offers('Bench goods', '10.00', 900_000);
  const buyers: Client[] = [];
  while (buyers.length < Math.max(...crowds)) buyers.push((await newUser(stack.url, 'Bench buyer')).client);
  const [first] = buyers;
  if (first === undefined) throw new Error('no buyer');
  await fillCart(first, { variantId: goods.variantId, quantity: 1 });
  const latencies = [await checkoutLatency(first, goods), await trackingLatency(stack, first)];
  printTable('Latency', latencies);
  const rows: Row[] = [];
  for (const count of crowds) rows.push(await throughput(stack, buyers.slice(0, count), goods));
  printTable('Full checkouts: add to cart, checkoutStart, follow to COMPLETED', rows);
  printTable('Reads at 16 connections', [
    await reads(stack, { title: 'one subgraph, no SQL ({ __typename })', query: '{ __typename }', variables: {} }),
  ]);
  const carts = { stack, buyers: buyers.slice(0, 16), milliseconds: effort.milliseconds };
  printTable('Carts at up to 16 buyers', await cartTable(carts, shop.operator, goods));
  const limited = await seller.offers('Bench limited', '99.00', sale.units);
  printTable('Flash sale: all buyers check out at once', [await flashSale(stack.url, limited, sale)]);
  const pageOf50 = () => first.ask(documents.Orders, { first: 50 });
  printTable('SQL statements', [
    { request: 'page of 50 orders with items, variants, shipments, payment, history', statements: await statementsOf(stack, pageOf50) },
  ]);
};

/** The parts that can be named on the command line. */
const parts: Readonly<Record<string, (stack: Stack) => Promise<void>>> = {
  orders,
  'hot-variant': hotVariant,
  catalogue: (stack) => catalogueBench(stack, { sizes: isShort ? [12, 24] : [1_000, 10_000, 100_000], effort }),
};

/**
 * Runs each part in its own marketplace, so that parts do not affect each other. The short form, which measures nothing, uses one for all.
 */
const runParts = async (): Promise<void> => {
  const named = Object.keys(parts).filter((name) => process.argv.includes(name));
  const chosen = Object.entries(parts).filter(([name]) => named.length === 0 || named.includes(name));
  const groups = isShort ? [chosen] : chosen.map((part) => [part]);
  for (const group of groups) {
    const stack = await startStack({ CARRIER_STEP_MS: '600000' });
    try {
      for (const [, run] of group) await run(stack);
    } finally {
      await stack.stop();
    }
  }
};

/** Ends a marketplace that is still starting when this process ends. */
const interrupted = (code: number) => (): void => void stopEverything().finally(() => process.exit(code));

process.once('SIGINT', interrupted(130));
process.once('SIGTERM', interrupted(143));

runParts().catch((fault: unknown) => {
  process.stderr.write(`${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}\n`);
  process.exitCode = 1;
});
