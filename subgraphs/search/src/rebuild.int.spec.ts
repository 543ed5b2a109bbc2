import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { idOf } from '@marketplace/kernel';
import { newId, startContext, type RunningContext } from '@marketplace/platform';
import { contextHarness, fakeProducers, type ContextHarness, type Producers } from '@marketplace/platform/testing';
import {
  accountsEvents,
  inventoryEvents,
  ordersEvents,
  productsEvents,
  reviewsEvents,
  type DataOf,
  type Envelope,
  type EventContract,
} from '@marketplace/schema';
import { eventually } from '@marketplace/testing';
import { context } from './main';
import { publishingTo, buyer, operator, placeOrder } from './read-models.fixtures';
import { listing, orderOf, variant, type Listing } from './search.fixtures';

const producerNames = ['accounts', 'inventory', 'orders', 'products', 'reviews'];

const build = 'id model version phase events skipped lastError startedAt finishedAt sources { producer isDone }';
const operations = {
  rebuild: `mutation ($input: SearchModelInput!) { searchIndexRebuild(input: $input) { build { ${build} } userErrors { code } } }`,
  cancel: `mutation ($input: SearchModelInput!) { searchIndexRebuildCancel(input: $input) { version { version status } userErrors { code } } }`,
  rollback: `mutation ($input: SearchModelInput!) { searchIndexRollback(input: $input) { version { version status } userErrors { code } } }`,
  replay: `mutation ($input: SearchReplayInput!) { searchReplay(input: $input) { builds { ${build} } userErrors { code } } }`,
  build: `query ($id: ID!) { searchBuild(id: $id) { ${build} } }`,
  builds: `query { searchBuilds { ${build} } }`,
  versions: `query { searchIndexVersions { model version status createdAt liveAt retiredAt } }`,
  lag: `query { searchLag { versions { model version status waiting seconds } producers { producer waiting } lastEventAt } }`,
} as const;

type Answer = {
  readonly build: { readonly id: string; readonly phase: string; readonly lastError: string | null; readonly version: number } | null;
  readonly builds: readonly { readonly id: string; readonly model: string }[];
  readonly version: { readonly version: number; readonly status: string } | null;
  readonly userErrors: readonly { readonly code: string }[];
};

type Model = 'PRODUCT_INDEX' | 'ORDER_LIST' | 'SELLER_DASHBOARD';
const tableName = { PRODUCT_INDEX: 'product_index', ORDER_LIST: 'order_list', SELLER_DASHBOARD: 'seller_dashboard' } as const;

/** The content of a version, in a form that can be compared with another version. */
const contents = {
  PRODUCT_INDEX: `SELECT product_id, document FROM product_index WHERE index_version = $1 AND document IS NOT NULL ORDER BY product_id`,
  ORDER_LIST: `SELECT order_id, buyer_id, seller_id, status, status_version, order_number, total, currency, item_count, lines, created_at
    FROM order_list WHERE model_version = $1 ORDER BY order_id`,
  SELLER_DASHBOARD: `SELECT d.seller_id, d.day::text, d.kind, d.key, d.currency, d.orders, d.pieces, d.revenue, t.title FROM seller_dashboard_days d
    LEFT JOIN seller_dashboard_titles t ON t.model_version = d.model_version AND t.product_id::text = d.key
    WHERE d.model_version = $1 AND (d.orders, d.pieces, d.revenue) <> (0, 0, 0) ORDER BY 1, 2, 3, 4, 5`,
} as const;

/** A random number generator with a seed. */
const dice = (seed: number) => {
  let state = seed;
  return (sides: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
};

const shuffled = <T>(items: readonly T[], roll: (sides: number) => number): readonly T[] => {
  const rest = [...items];
  return items.map(() => rest.splice(roll(rest.length), 1)[0] as T);
};

/** Publishes random events of every kind that the index is built from. */
const shopLife = (
  publishEvent: <C extends EventContract>(contract: C, data: DataOf<C>, id: string) => Promise<unknown>,
  roll: (sides: number) => number,
) => {
  const sellers = [newId<'Seller'>(), newId<'Seller'>(), newId<'Seller'>()];
  const [root, left, right] = [newId<'Category'>(), newId<'Category'>(), newId<'Category'>()];
  const products: Listing[] = [];
  const pick = <T>(items: readonly T[]): T => items[roll(items.length)] as T;
  const histogram = () => [roll(3), roll(3), roll(3), roll(5), roll(9)];
  const count = (stars: readonly number[]) => stars.reduce((sum, each) => sum + each, 0);
  const category = (id: string, name: string, path: string[]) => ({ categoryId: id, name, slug: name.toLowerCase(), path });
  const happenings: readonly (() => Promise<unknown>)[] = [
    async () => {
      const product = listing({
        title: `Thing ${products.length.toString()}`,
        sellerId: pick(sellers),
        categoryId: pick([left, right]),
        variants: [variant({ prices: { USD: BigInt(500 + roll(5_000)), EUR: BigInt(500 + roll(5_000)) } }), variant({})],
      });
      products.push(product);
      await publishEvent(productsEvents.ProductPublishedV1, product, product.productId);
    },
    async () => {
      const product = pick(products);
      const next = { ...product, title: `${product.title}, improved ${roll(100).toString()}` };
      products[products.indexOf(product)] = next;
      await publishEvent(productsEvents.ProductUpdatedV1, { ...next, published: true }, product.productId);
    },
    () => {
      const { productId, variants } = pick(products);
      const price = { amount: (100 + roll(9_000)).toString(), currency: pick(['USD', 'EUR']) };
      return publishEvent(productsEvents.PriceChangedV1, { productId, variantId: pick(variants).variantId, price }, productId);
    },
    () => {
      const { productId, variants } = pick(products);
      const { variantId } = pick(variants);
      return publishEvent(inventoryEvents.AvailabilityChangedV1, { variantId, productId, available: roll(3) }, variantId);
    },
    () => {
      const { productId, sellerId } = pick(products);
      const stars = histogram();
      return publishEvent(reviewsEvents.ProductRatingChangedV1, { productId, sellerId, count: count(stars), histogram: stars }, productId);
    },
    () => {
      const [sellerId, stars] = [pick(sellers), histogram()];
      return publishEvent(reviewsEvents.SellerRatingChangedV1, { sellerId, count: count(stars), histogram: stars }, sellerId);
    },
    () => {
      const { productId } = pick(products);
      return publishEvent(productsEvents.ProductUnpublishedV1, { productId }, productId);
    },
    () => {
      const product = pick(products);
      return publishEvent(productsEvents.ProductPublishedV1, product, product.productId);
    },
    async () => {
      const { orderId, created, paid } = orderOf([{ of: pick(products), quantity: 1 + roll(4) }]);
      await publishEvent(ordersEvents.OrderCreatedV1, created, orderId);
      if (roll(3) > 0) await publishEvent(ordersEvents.OrderPaidV1, paid, orderId);
    },
    () => publishEvent(productsEvents.CategoryRenamedV1, category(left, `Left ${roll(100).toString()}`, [root, left]), left),
  ];
  return {
    products,
    open: async () => {
      for (const [id, name, path] of [
        [root, 'All', [root]],
        [left, 'Left', [root, left]],
        [right, 'Right', [root, right]],
      ] as const)
        await publishEvent(productsEvents.CategoryCreatedV1, category(id, name, [...path]), id);
      for (const [position, sellerId] of sellers.entries()) {
        const data = { sellerId, ownerId: newId(), name: `Seller ${position.toString()}`, countryCode: 'DE' };
        await publishEvent(accountsEvents.SellerApprovedV1, data, sellerId);
      }
      for (let number = 0; number < 5; number += 1) await happenings[0]?.();
    },
    goOn: async (times: number) => {
      for (let time = 0; time < times; time += 1) await pick(happenings)();
    },
  };
};

describe('a read model', () => {
  let harness: ContextHarness;
  let running: RunningContext;
  let producers: Producers;
  let versions: Map<string, number>;

  beforeEach(async () => {
    harness = await contextHarness(context);
    running = harness.running;
    producers = fakeProducers(harness.broker, producerNames, 20);
    versions = new Map();
  });
  afterEach(async () => {
    await producers.stop();
    if (running !== harness.running) await running.stop();
    await harness.stop();
  });

  const next = (aggregateId: string): number => {
    const version = (versions.get(aggregateId) ?? 0) + 1;
    versions.set(aggregateId, version);
    return version;
  };
  const meta = (aggregateId: string) => ({ aggregateId, version: next(aggregateId) });
  const publish = <C extends EventContract>(contract: C, data: DataOf<C>, id: string) => producers.publish(contract, data, meta(id));

  const ask = async (
    operation: keyof typeof operations,
    variables: Record<string, unknown> = {},
    actor = operator as Parameters<ContextHarness['graph']>[0],
  ) => {
    const { data, errors } = await harness.graph(actor, operations[operation], variables);
    if (errors !== undefined) throw new Error(JSON.stringify(errors[0]?.extensions));
    return Object.values(data ?? {})[0] as Answer;
  };
  const startRebuild = async (model: Model) => {
    const { build: started, userErrors } = await ask('rebuild', { input: { model } });
    if (started === null) throw new Error(userErrors[0]?.code);
    return started;
  };

  const statuses = async (model: Model) => {
    const rows = await running.db.query<{ version: number; status: string }>(
      'SELECT version, status FROM read_model_versions WHERE model = $1 ORDER BY version',
      [tableName[model]],
    );
    return rows.map(({ version, status }) => `${version.toString()} ${status}`);
  };
  const waitUntilDone = (id: string) =>
    eventually(
      async () => {
        const [row] = await running.db.query<{ phase: string }>('SELECT phase FROM read_model_builds WHERE id = $1', [id]);
        return row?.phase === 'DONE';
      },
      { waitingFor: 'the build to be done' },
    );
  const waitUntilHandled = async () => {
    const ids = producers.history().map(({ id }) => id);
    await eventually(
      async () => (await running.db.query('SELECT 1 FROM inbox WHERE message_id = ANY ($1::uuid[])', [ids])).length === ids.length,
      { waitingFor: 'all events to be handled' },
    );
    await eventually(async () => (await running.db.query('SELECT 1 FROM index_dirty LIMIT 1')).length === 0, {
      waitingFor: 'all updates to be applied',
    });
  };
  const contentOf = (model: Model, version: number) => running.db.query<object>(contents[model], [version]);
  const expectSame = async (model: Model, one: number, other: number) => {
    const [expected, actual] = await Promise.all([contentOf(model, one), contentOf(model, other)]);
    expect(expected.length).toBeGreaterThan(3);
    expect(actual).toEqual(expected);
  };
  /** Restarts the context with the same database and broker. */
  const restart = async () => {
    await running.stop();
    running = await startContext(context, {
      environment: {
        DATABASE_URL: harness.database.url,
        NATS_URL: harness.brokerUrl,
        IDENTITY_KEY: 'the-identity-key-of-a-second-process-here',
        SEALING_KEY: randomBytes(32).toString('base64'),
        DATABASE_POOL_SIZE: 6,
        LOG_LEVEL: 'silent',
      },
      variables: {},
      broker: harness.broker,
    });
  };
  const waitForProgress = (id: string, atLeast: number) =>
    eventually(
      async () => {
        const [row] = await running.db.query<{ events: bigint }>('SELECT events FROM read_model_builds WHERE id = $1', [id]);
        return row !== undefined && row.events >= BigInt(atLeast);
      },
      { waitingFor: 'the build to have started' },
    );

  it('is identical when rebuilt under load and when built incrementally; before, during and after a rollback', async () => {
    const life = shopLife(publish, dice(1));
    await life.open();
    await life.goOn(150);
    await waitUntilHandled();
    const state = { isOver: false, searches: 0 };
    const browsing = (async () => {
      while (!state.isOver) {
        const { data, errors } = await harness.graph({ kind: 'guest' }, '{ productSearch(query: "thing") { totalCount } }');
        expect(errors).toBeUndefined();
        expect((data as { productSearch: { totalCount: number } }).productSearch.totalCount).toBeGreaterThan(0);
        state.searches += 1;
        // An answer from memory does not yield to the event loop, so the loop yields explicitly.
        await pause(5);
      }
    })();
    const { id } = await startRebuild('PRODUCT_INDEX');
    await Promise.all([waitUntilDone(id), life.goOn(150)]).finally(() => {
      state.isOver = true;
    });
    await browsing;
    expect(state.searches).toBeGreaterThan(5);
    await waitUntilHandled();
    expect(await statuses('PRODUCT_INDEX')).toEqual(['1 PREVIOUS', '2 LIVE']);
    await expectSame('PRODUCT_INDEX', 1, 2);

    await life.goOn(40);
    await waitUntilHandled();
    await expectSame('PRODUCT_INDEX', 1, 2);

    expect((await ask('rollback', { input: { model: 'PRODUCT_INDEX' } })).version).toEqual({ version: 1, status: 'LIVE' });
    expect(await statuses('PRODUCT_INDEX')).toEqual(['1 LIVE', '2 PREVIOUS']);
    await life.goOn(40);
    await waitUntilHandled();
    await expectSame('PRODUCT_INDEX', 1, 2);
  });

  it('is identical for any order and any repetition of events', async () => {
    const roll = dice(2);
    const events: Envelope[] = [];
    const scratch = fakeProducers(harness.broker, []);
    const life = shopLife((contract, data, id) => Promise.resolve(events.push(scratch.addToHistory(contract, data, meta(id)))), roll);
    await life.open();
    await life.goOn(200);
    // Two processes of a producer commit concurrently: neither the stream nor the outbox is in order of occurrence.
    for (const event of shuffled(events, roll)) producers.addEnvelope(event);
    const deliveries = shuffled(
      [...events, ...events.filter((_, position) => position % 3 === 0).map((event) => ({ ...event, id: newId() }))],
      roll,
    );
    for (const event of deliveries) await producers.deliver(event);
    await waitUntilHandled();
    const { id } = await startRebuild('PRODUCT_INDEX');
    await waitUntilDone(id);
    await waitUntilHandled();
    await expectSame('PRODUCT_INDEX', 1, 2);
    const listed = (await contentOf('PRODUCT_INDEX', 2)).length;
    expect(listed).toBeGreaterThan(5);
  });

  it('is completed by the next process after a crash, without counting anything twice', async () => {
    const life = shopLife(publish, dice(3));
    await life.open();
    await life.goOn(150);
    await waitUntilHandled();
    const release = producers.pause(4);
    const { id } = await startRebuild('PRODUCT_INDEX');
    await waitForProgress(id, 20);
    const [before] = await running.db.query<{ plan: unknown }>('SELECT plan FROM read_model_builds WHERE id = $1', [id]);
    expect(JSON.stringify(before?.plan)).toContain('"isDone":false');
    await restart();
    // A page that was applied but not recorded before the crash is read again.
    await running.db.query(
      `UPDATE read_model_builds SET plan = (SELECT jsonb_agg(stretch - 'after' || '{"isDone": false}') FROM jsonb_array_elements(plan) AS stretch) WHERE id = $1`,
      [id],
    );
    release();
    await life.goOn(30);
    await waitUntilDone(id);
    await waitUntilHandled();
    expect(await statuses('PRODUCT_INDEX')).toEqual(['1 PREVIOUS', '2 LIVE']);
    await expectSame('PRODUCT_INDEX', 1, 2);
  });

  it.each(['ORDER_LIST', 'SELLER_DASHBOARD'] as const)('%s is identical when rebuilt while orders are processed', async (model) => {
    const roll = dice(4);
    const [sellers, buyers] = [
      [newId<'Seller'>(), newId<'Seller'>()],
      [newId<'User'>(), newId<'User'>()],
    ] as const;
    const products = [newId(), newId(), newId()];
    const paths = [
      ['confirm', 'pay', 'ship', 'deliver', 'close'],
      ['cancel'],
      ['confirm', 'placeForCash', 'ship', 'deliver'],
      ['confirm'],
    ] as const;
    const oneOrder = async () => {
      const path = paths[roll(4)] ?? [];
      const order = await placeOrder(publishingTo(producers), {
        buyerId: idOf(buyers[roll(2)] ?? ''),
        sellerId: idOf(sellers[roll(2)] ?? ''),
        day: 1 + roll(5),
        currency: ['USD', 'EUR'][roll(2)] ?? 'USD',
        kind: path.includes('placeForCash' as never) ? 'CASH_ON_DELIVERY' : 'PREPAID',
        items: [[products[roll(3)] ?? '', `Product ${roll(5).toString()}`, 1 + roll(3), 100 + roll(5_000)]],
      });
      await order.advance(6 + roll(5), ...path.slice(0, 1 + roll(5)));
    };
    for (let number = 0; number < 40; number += 1) await oneOrder();
    const release = producers.pause(3);
    const { id } = await startRebuild(model);
    await waitForProgress(id, 1);
    for (let number = 0; number < 10; number += 1) await oneOrder();
    release();
    for (let number = 0; number < 20; number += 1) await oneOrder();
    await waitUntilDone(id);
    await waitUntilHandled();
    expect(await statuses(model)).toEqual(['1 PREVIOUS', '2 LIVE']);
    await expectSame(model, 1, 2);
    await ask('rollback', { input: { model } });
    for (let number = 0; number < 10; number += 1) await oneOrder();
    await waitUntilHandled();
    expect(await statuses(model)).toEqual(['1 LIVE', '2 PREVIOUS']);
    await expectSame(model, 1, 2);
  });

  it('keeps one previous version for a rollback, and removes the one before it', async () => {
    const life = shopLife(publish, dice(5));
    await life.open();
    await waitUntilHandled();
    for (const version of [2, 3]) {
      const started = await startRebuild('PRODUCT_INDEX');
      expect(started.version).toBe(version);
      await waitUntilDone(started.id);
    }
    expect(await statuses('PRODUCT_INDEX')).toEqual(['1 RETIRED', '2 PREVIOUS', '3 LIVE']);
    await eventually(
      async () =>
        (await running.db.query(`SELECT 1 FROM read_model_versions WHERE model = 'product_index' AND dropped_at IS NOT NULL`)).length === 1,
      { waitingFor: 'the first version to be removed' },
    );
    expect(await running.db.query(`SELECT to_regclass('product_index_v1') AS name`)).toEqual([{ name: null }]);
    expect(await running.db.query('SELECT 1 FROM index_parts WHERE index_version = 1')).toEqual([]);
    await life.goOn(20);
    await waitUntilHandled();
    await expectSame('PRODUCT_INDEX', 2, 3);
  });

  it('can be cancelled while it is built; the live version stays, and the next one gets another number', async () => {
    const life = shopLife(publish, dice(6));
    await life.open();
    await life.goOn(60);
    await waitUntilHandled();
    const release = producers.pause(2);
    const { id } = await startRebuild('PRODUCT_INDEX');
    expect((await ask('rebuild', { input: { model: 'PRODUCT_INDEX' } })).userErrors).toEqual([{ code: 'REBUILD_UNDER_WAY' }]);
    await waitForProgress(id, 1);
    expect((await ask('cancel', { input: { model: 'PRODUCT_INDEX' } })).version).toEqual({ version: 2, status: 'RETIRED' });
    expect((await ask('cancel', { input: { model: 'PRODUCT_INDEX' } })).userErrors).toEqual([{ code: 'NO_REBUILD_UNDER_WAY' }]);
    release();
    expect((await ask('build', { id })) as unknown).toMatchObject({ phase: 'CANCELLED', finishedAt: expect.any(String) });
    const again = await startRebuild('PRODUCT_INDEX');
    expect(again.version).toBe(3);
    await waitUntilDone(again.id);
    await waitUntilHandled();
    expect(await statuses('PRODUCT_INDEX')).toEqual(['1 PREVIOUS', '2 RETIRED', '3 LIVE']);
    await expectSame('PRODUCT_INDEX', 1, 3);
  });

  it.each(['PRODUCT_INDEX', 'SELLER_DASHBOARD'] as const)('%s is rebuilt only once when several requests arrive at once', async (model) => {
    const replicas = [harness, await harness.replica(), await harness.replica()];
    const release = producers.pause(0);
    const answers = await Promise.all(
      Array.from({ length: 9 }, (_, position) =>
        (replicas[position % replicas.length] ?? harness).graph(operator, operations.rebuild, { input: { model } }),
      ),
    );
    release();
    expect(answers.flatMap(({ errors = [] }) => errors)).toEqual([]);
    const payloads = answers.map(({ data }) => data?.['searchIndexRebuild'] as Answer);
    expect(payloads.flatMap(({ build: started }) => (started === null ? [] : [started.version]))).toEqual([2]);
    expect(payloads.flatMap(({ userErrors }) => userErrors)).toEqual(Array.from({ length: 8 }, () => ({ code: 'REBUILD_UNDER_WAY' })));
  });

  it('handles concurrent rollbacks while the next version goes live, without errors', async () => {
    const replicas = [harness, await harness.replica(), await harness.replica()];
    await waitUntilDone((await startRebuild('ORDER_LIST')).id);
    const { id } = await startRebuild('ORDER_LIST');
    const state = { isOver: false };
    const rollingBack = replicas.map(async ({ graph }) => {
      const errors: unknown[] = [];
      while (!state.isOver) errors.push(...((await graph(operator, operations.rollback, { input: { model: 'ORDER_LIST' } })).errors ?? []));
      return errors;
    });
    await waitUntilDone(id).finally(() => {
      state.isOver = true;
    });
    expect((await Promise.all(rollingBack)).flat()).toEqual([]);
    const [first, second, third] = await statuses('ORDER_LIST');
    expect([first, second].filter((status) => status?.endsWith('RETIRED'))).toHaveLength(1);
    expect([first, second, third].filter((status) => status?.endsWith('LIVE'))).toHaveLength(1);
    expect([first, second, third].filter((status) => status?.endsWith('PREVIOUS'))).toHaveLength(1);
  });

  it('waits for an unavailable producer, and reports which one', async () => {
    const life = shopLife(publish, dice(7));
    await life.open();
    await waitUntilHandled();
    await producers.stop();
    const { id } = await startRebuild('PRODUCT_INDEX');
    await eventually(
      async () =>
        ((await ask('build', { id })) as unknown as { lastError: string | null }).lastError?.includes('accounts has not responded'),
      {
        waitingFor: 'the build to report the unavailable producer',
      },
    );
    const back = fakeProducers(harness.broker, producerNames, 20);
    for (const event of producers.history()) back.addEnvelope(event);
    await waitUntilDone(id);
    expect((await ask('build', { id })) as unknown).toMatchObject({ phase: 'DONE', lastError: null });
    await waitUntilHandled();
    await expectSame('PRODUCT_INDEX', 1, 2);
    await back.stop();
  });

  it('restores lost data of one product by a replay of that product alone', async () => {
    const life = shopLife(publish, dice(8));
    await life.open();
    await life.goOn(80);
    await waitUntilHandled();
    const before = await contentOf('PRODUCT_INDEX', 1);
    const { product_id: productId } = (before[2] ?? {}) as { product_id: string };
    await running.db.query('DELETE FROM index_parts WHERE subject = $1', [productId]);
    await running.db.query('DELETE FROM product_index WHERE product_id = $1', [productId]);
    const { builds } = await ask('replay', { input: { productId } });
    expect(builds.map(({ model }) => model)).toEqual(['PRODUCT_INDEX']);
    await waitUntilDone(builds[0]?.id ?? '');
    await waitUntilHandled();
    expect(await contentOf('PRODUCT_INDEX', 1)).toEqual(before);
  });

  it("restores a seller's orders, and one order, by a replay", async () => {
    const [sellerId, other] = [newId<'Seller'>(), newId<'Seller'>()];
    const orders = [];
    for (const seller of [sellerId, sellerId, other, other, other]) {
      const order = await placeOrder(publishingTo(producers), { buyerId: newId(), sellerId: seller });
      await order.advance(2, 'confirm', 'pay');
      orders.push(order);
    }
    await waitUntilHandled();
    const before = await Promise.all([contentOf('ORDER_LIST', 1), contentOf('SELLER_DASHBOARD', 1)]);
    const replay = async (input: object) => {
      for (const { id } of (await ask('replay', { input })).builds) await waitUntilDone(id);
      expect(await Promise.all([contentOf('ORDER_LIST', 1), contentOf('SELLER_DASHBOARD', 1)])).toEqual(before);
    };
    await running.db.query('DELETE FROM order_list WHERE seller_id = $1', [sellerId]);
    await running.db.query('DELETE FROM seller_dashboard_orders WHERE seller_id = $1', [sellerId]);
    await running.db.query('DELETE FROM seller_dashboard_days WHERE seller_id = $1', [sellerId]);
    await replay({ sellerId });
    await running.db.query('DELETE FROM order_list WHERE order_id = $1', [orders[3]?.orderId]);
    await replay({ orderId: orders[3]?.orderId });
    // Nothing is lost and nothing counts twice.
    await replay({ sellerId: other });
  });

  it('is managed by operators only', async () => {
    const calls = [
      ['rebuild', { input: { model: 'ORDER_LIST' } }],
      ['cancel', { input: { model: 'ORDER_LIST' } }],
      ['rollback', { input: { model: 'ORDER_LIST' } }],
      ['replay', { input: { productId: newId() } }],
      ['replay', { input: {} }],
      ['build', { id: newId() }],
      ['build', { id: 'none' }],
      ['builds', {}],
      ['versions', {}],
      ['lag', {}],
    ] as const;
    for (const [operation, variables] of calls) {
      await expect(ask(operation, variables, buyer(newId()))).rejects.toThrow('FORBIDDEN');
      await expect(ask(operation, variables, { kind: 'guest' })).rejects.toThrow('UNAUTHENTICATED');
    }
    expect((await ask('rollback', { input: { model: 'ORDER_LIST' } })).userErrors).toEqual([{ code: 'NO_PREVIOUS_VERSION' }]);
    for (const input of [{}, { productId: newId(), orderId: newId() }, { productId: 'x' }])
      expect((await ask('replay', { input })).userErrors).toEqual([{ code: 'ONE_THING_ONLY' }]);
    expect(await ask('versions')).toHaveLength(3);
    expect(await ask('builds')).toEqual([]);
  });
});
