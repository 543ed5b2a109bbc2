import { eventually } from '@marketplace/testing';
import { fakeProducers, type Producers } from '@marketplace/platform/testing';
import { productsEvents } from '@marketplace/schema';
import { context } from './main';
import { operator } from './read-models.fixtures';
import { listing, startShop, type Listing, type Shop } from './search.fixtures';

type QuarantinedItem = {
  readonly version: number;
  readonly about: string;
  readonly id: string;
  readonly error: string;
  readonly attempts: number;
};

type Answer = {
  readonly searchLag: {
    readonly versions: readonly { readonly model: string; readonly version: number; readonly setAside: number }[];
    readonly setAside: readonly QuarantinedItem[];
  };
};

const lagQuery = '{ searchLag { versions { model version setAside } setAside { version about id error attempts since triedAt } } }';
const rebuildMutation = 'mutation ($input: SearchModelInput!) { searchIndexRebuild(input: $input) { build { id } } }';
const buildQuery = 'query ($id: ID!) { searchBuild(id: $id) { phase version setAside } }';
const replayMutation = 'mutation ($input: SearchReplayInput!) { searchReplay(input: $input) { builds { id } userErrors { code } } }';

describe('a product that cannot be added to the index', () => {
  let shop: Shop;
  let producers: Producers;
  beforeEach(async () => {
    shop = await startShop(context);
    producers = fakeProducers(shop.harness.broker, ['accounts', 'inventory', 'orders', 'products', 'reviews']);
  });
  afterEach(async () => {
    await producers.stop();
    await shop.stop();
  });

  const asOperator = async <T>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> => {
    const { data, errors } = await shop.harness.graph(operator, query, variables);
    if (data === null) throw new Error(JSON.stringify(errors));
    return data as T;
  };
  const lag = async () => (await asOperator<Answer>(lagQuery)).searchLag;
  const ofIndex = async () =>
    (await lag()).versions.filter(({ model }) => model === 'PRODUCT_INDEX').map(({ version, setAside }) => [version, setAside]);
  /** Corrupts a fact and queues an update for it. */
  const corrupt = async ({ productId }: Listing) => {
    const { db } = shop.harness.running;
    await db.query(`UPDATE index_parts SET data = data || '{"variants": null}' WHERE kind = 'listing' AND key = $1`, [productId]);
    await db.query(
      `INSERT INTO index_dirty (index_version, concern, subject) SELECT DISTINCT index_version, 'product', key FROM index_parts WHERE key = $1`,
      [productId],
    );
    await shop.settled();
  };
  const publishProduct = async (data: Listing, version = 1) => {
    const event = await producers.publish(productsEvents.ProductPublishedV1, data, { aggregateId: data.productId, version });
    await shop.harness.waitUntilHandled(event.id);
  };

  it('is reported to operators until it succeeds, and blocks nothing else', async () => {
    const lamp = listing({ title: 'Opal lamp' });
    await publishProduct(lamp);
    await shop.settled();
    expect((await lag()).setAside).toEqual([]);
    await corrupt(lamp);
    await publishProduct(listing({ title: 'Opal ring' }));
    await shop.settled();
    expect(await ofIndex()).toEqual([[1, 1]]);
    expect((await lag()).setAside).toEqual([
      {
        version: 1,
        about: 'PRODUCT',
        id: lamp.productId,
        error: expect.stringContaining('TypeError'),
        attempts: 1,
        since: expect.any(String),
        triedAt: expect.any(String),
      },
    ]);
    await eventually(async () => (await shop.titles({ query: 'opal' })).length === 2, { waitingFor: 'both to be found' });
    await publishProduct({ ...lamp, title: 'Opal lantern' }, 2);
    await shop.settled();
    expect([await ofIndex(), (await lag()).setAside]).toEqual([[[1, 0]], []]);
    await eventually(async () => (await shop.titles({ query: 'opal lantern' })).length === 1, { waitingFor: 'what it is now' });
  });

  it('is retried by a replay', async () => {
    const lamp = listing({ title: 'Opal lamp' });
    await publishProduct(lamp);
    await shop.settled();
    await corrupt(lamp);
    expect(await ofIndex()).toEqual([[1, 1]]);
    await asOperator(replayMutation, { input: { productId: lamp.productId } });
    await eventually(async () => (await lag()).setAside.length === 0, { waitingFor: 'the product to be repaired' });
  });

  it('does not block a new version from going live, and is reported by the build', async () => {
    const [lamp, ring] = [listing({ title: 'Opal lamp' }), listing({ title: 'Opal ring' })];
    await publishProduct(lamp);
    await publishProduct(ring);
    await shop.settled();
    const { db } = shop.harness.running;
    // Corrupts the facts of the new version as well.
    await db.dataSource.query(`
      CREATE FUNCTION corrupt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.data := NEW.data || '{"variants": null}'; RETURN NEW; END $$;
      CREATE TRIGGER corrupt BEFORE INSERT OR UPDATE ON index_parts FOR EACH ROW
        WHEN (NEW.kind = 'listing' AND NEW.key = '${lamp.productId}') EXECUTE FUNCTION corrupt();`);
    const started = await asOperator<{ searchIndexRebuild: { build: { id: string } } }>(rebuildMutation, {
      input: { model: 'PRODUCT_INDEX' },
    });
    const { id } = started.searchIndexRebuild.build;
    const build = async () => (await asOperator<{ searchBuild: { phase: string } }>(buildQuery, { id })).searchBuild;
    await eventually(async () => (await build()).phase === 'DONE', { waitingFor: 'the build to be over' });
    expect(await build()).toEqual({ phase: 'DONE', version: 2, setAside: 1 });
    expect(await ofIndex()).toEqual([
      [2, 1],
      [1, 0],
    ]);
    expect((await lag()).setAside).toMatchObject([{ version: 2, about: 'PRODUCT', id: lamp.productId }]);
    await eventually(async () => (await shop.titles({ query: 'opal' })).join() === 'Opal ring', { waitingFor: 'the new version' });
  });
});
