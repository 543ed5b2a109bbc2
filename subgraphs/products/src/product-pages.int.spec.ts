import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { eventually, freshRedis, type FreshRedis } from '@marketplace/testing';
import { context } from './main';
import { buyer, catalogue, sized } from './products.fixtures';

const page = `query ($slug: String!) { product(slug: $slug) { id title description categories { id name } options { name values } images { url alt }
  variants { id sku options { name value } price { amount currency formatted } compareAtPrice { amount currency } } } }`;
const list = 'query { products(first: 24) { edges { node { id title categories { name } variants { id price { amount } } } } } }';

type Graph = Pick<ContextHarness, 'graph'>;

describe.each(['memory', 'Redis'])('product pages with a cache in %s', (place) => {
  let redis: FreshRedis | undefined;
  let harness: ContextHarness;
  let other: Graph;
  let shop: ReturnType<typeof catalogue>;
  beforeAll(async () => {
    redis = place === 'Redis' ? await freshRedis() : undefined;
    harness = await contextHarness(context, redis === undefined ? {} : { variables: { REDIS_URL: redis.url } });
    other = await harness.replica();
    shop = catalogue(harness);
    await shop.approve();
  });
  afterAll(async () => {
    await harness.stop();
    await redis?.drop();
  });

  const titleAt = async ({ graph }: Graph, slug: string): Promise<unknown> =>
    ((await graph(buyer, page, { slug })).data?.['product'] as { readonly title: string } | null)?.title;
  const idsAt = async ({ graph }: Graph): Promise<readonly string[]> => {
    const { edges } = (await graph(buyer, list)).data?.['products'] as {
      readonly edges: readonly { readonly node: { readonly id: string } }[];
    };
    return edges.map(({ node }) => node.id);
  };
  it('need no statement after the first view, and neither does the list', async () => {
    const { slug } = await shop.publishedProduct({ variants: [sized('S'), sized('M')] });
    await idsAt(harness);
    expect(await titleAt(harness, slug)).toBe('Trail jacket');
    expect(await harness.statementsOf(() => titleAt(harness, slug))).toBe(0);
    expect(await harness.statementsOf(() => idsAt(harness))).toBe(0);
  });

  it('show each change to its seller at once, and to everyone else soon', async () => {
    const { id, slug } = await shop.publishedProduct();
    await Promise.all([titleAt(harness, slug), titleAt(other, slug)]);
    for (const title of ['One', 'Two', 'Three', 'Four', 'Five']) {
      await shop.change('productUpdate', { productId: id, title });
      expect(await titleAt(harness, slug)).toBe(title);
      await eventually(async () => (await titleAt(other, slug)) === title, { waitingFor: 'the title in the other replica' });
    }
  });

  it('appear on the list and leave it in the same way', async () => {
    await Promise.all([idsAt(harness), idsAt(other)]);
    const { id } = await shop.publishedProduct();
    expect(await idsAt(harness)).toContain(id);
    await eventually(async () => (await idsAt(other)).includes(id), { waitingFor: 'the product in the other replica' });
    await shop.change('productUnpublish', { productId: id });
    expect(await idsAt(harness)).not.toContain(id);
    await eventually(async () => !(await idsAt(other)).includes(id), { waitingFor: 'the product to go in the other replica' });
  });

  it('are cached before the first request to a new replica', async () => {
    const { slug } = await shop.publishedProduct();
    const late = await harness.replica();
    await eventually(async () => (await harness.countStatements(() => late.running.jobs.runNow('cache-warm-up'))) === 0, {
      waitingFor: 'the memory to be full',
    });
    await titleAt(late, slug);
    expect(await harness.statementsOf(() => titleAt(late, slug))).toBe(0);
  });
});
