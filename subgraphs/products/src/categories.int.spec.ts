import { idOf } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { productsEvents } from '@marketplace/schema';
import { toCategoryEvent } from './adapters/nats/publications';
import { categoryStore } from './adapters/postgres/category-store';
import { context } from './main';
import { buyer, catalogue, staff } from './products.fixtures';

describe('the category tree', () => {
  let harness: ContextHarness;
  let shop: ReturnType<typeof catalogue>;
  beforeAll(async () => {
    harness = await contextHarness(context);
    shop = catalogue(harness);
    await shop.approve();
  });
  afterAll(() => harness.stop());

  const codes = (answer: { readonly userErrors: readonly { readonly code: string }[] }) => answer.userErrors.map(({ code }) => code);
  const buildListing = async (categoryId: string): Promise<readonly string[]> => {
    const query = 'query ($categoryId: ID) { products(first: 50, categoryId: $categoryId) { edges { node { id } } } }';
    const page = (await harness.graph(buyer, query, { categoryId })).data?.['products'] as { edges: { node: { id: string } }[] };
    return page.edges.map(({ node }) => node.id);
  };
  const wayTo = async (id: string) => {
    const { data } = await harness.graph(buyer, 'query ($id: ID!) { product(id: $id) { categories { id } } }', { id });
    return (data?.['product'] as { categories: { id: string }[] }).categories.map((category) => category.id);
  };
  const chain = async (...names: readonly string[]): Promise<readonly string[]> => {
    const made: string[] = [];
    for (const name of names) made.push(await shop.createCategory(name, made.at(-1)));
    return made;
  };

  it('publishes a new category with its path', async () => {
    const [top = '', low = ''] = await chain('Garden', 'Tools');
    const { slug } = ((await shop.rename({ categoryId: low, name: 'Tools' })).category ?? {}) as { slug?: string };
    expect(await harness.waitForEvent(productsEvents.CategoryCreatedV1, ({ categoryId }) => categoryId === low)).toEqual({
      categoryId: low,
      name: 'Tools',
      slug,
      path: [top, low],
    });
    // Renaming to the same name publishes nothing.
    const rows = await harness.running.db.query('SELECT event_type, aggregate_version FROM outbox_events WHERE aggregate_id = $1', [low]);
    expect(rows).toEqual([{ event_type: 'CategoryCreated', aggregate_version: 1 }]);
    const found = await categoryStore(harness.running.db, toCategoryEvent).load([idOf(low), idOf(newId())]);
    expect([...found.found.values()]).toEqual([{ category: { id: low, name: 'Tools', slug, path: [top, low] }, version: 1, height: 1 }]);
  });

  it('moves a category with its descendants and publishes the move', async () => {
    const [clothes = '', jackets = '', rain = ''] = await chain('Clothes', 'Jackets', 'Rain jackets');
    const [outdoor = ''] = await chain('Outdoor');
    const { id } = await shop.publishedProduct({ categoryId: rain });
    expect(await shop.move({ categoryId: jackets, parentId: outdoor })).toMatchObject({
      category: { id: jackets, parent: { id: outdoor } },
      userErrors: [],
    });
    expect(await wayTo(id)).toEqual([outdoor, jackets, rain]);
    expect([await buildListing(clothes), await buildListing(outdoor), await buildListing(jackets)]).toEqual([[], [id], [id]]);
    expect(await harness.waitForEvent(productsEvents.CategoryMovedV1, ({ categoryId }) => categoryId === jackets)).toMatchObject({
      name: 'Jackets',
      path: [outdoor, jackets],
      previousPath: [clothes, jackets],
    });
    await shop.change('productUpdate', { productId: id, title: 'Elsewhere' });
    const event = await harness.waitForEvent(productsEvents.ProductUpdatedV1, ({ productId }) => productId === id);
    expect([event.categoryId, event.categoryIds]).toEqual([rain, [outdoor, jackets, rain]]);
    await shop.move({ categoryId: jackets });
    expect(await wayTo(id)).toEqual([jackets, rain]);
    expect(await shop.move({ categoryId: jackets, parentId: null })).toMatchObject({ userErrors: [] });
    const moves = (await harness.publishedEvents(productsEvents.CategoryMovedV1)).filter(({ categoryId }) => categoryId === jackets);
    expect(moves.map(({ path }) => path)).toEqual([[outdoor, jackets], [jackets]]);
  });

  it('refuses cycles and a seventh level', async () => {
    const [top = '', , low = ''] = await chain('Top', 'Middle', 'Low');
    const [first = '', , , deep = ''] = await chain('One', 'Two', 'Three', 'Four');
    expect(codes(await shop.move({ categoryId: top, parentId: low }))).toEqual(['CATEGORY_BELOW_ITSELF']);
    expect(codes(await shop.move({ categoryId: top, parentId: top }))).toEqual(['CATEGORY_BELOW_ITSELF']);
    expect(codes(await shop.move({ categoryId: top, parentId: deep }))).toEqual(['CATEGORY_TOO_DEEP']);
    expect(codes(await shop.move({ categoryId: first, parentId: low }))).toEqual(['CATEGORY_TOO_DEEP']);
    expect(codes(await shop.move({ categoryId: newId(), parentId: low }))).toEqual(['CATEGORY_NOT_FOUND']);
    expect((await shop.move({ categoryId: low, parentId: newId() })).userErrors).toMatchObject([
      { code: 'CATEGORY_NOT_FOUND', path: ['parentId'] },
    ]);
    expect(codes(await shop.move({ categoryId: 'x' }))).toEqual(['CATEGORY_NOT_FOUND']);
  });

  it('has no cycle after concurrent moves, and loses no category created below a moving one', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [[left = ''], [right = '']] = [await chain('Left'), await chain('Right')];
      const answers = await Promise.all([
        shop.move({ categoryId: left, parentId: right }),
        shop.move({ categoryId: right, parentId: left }),
        shop.category({ name: 'Below left', parentId: left, slug: `c-${newId()}` }),
      ]);
      expect(answers.flatMap(codes)).toEqual(['CATEGORY_BELOW_ITSELF']);
    }
    const wrong = await harness.running.db.query(
      `SELECT c.id FROM categories c LEFT JOIN categories p ON p.id = c.parent_id
       WHERE c.path IS DISTINCT FROM coalesce(p.path, '{}') || c.id`,
    );
    expect(wrong).toEqual([]);
  });

  it('renames a category and keeps its slug', async () => {
    const [id = ''] = await chain('Hats');
    const { slug } = ((await shop.rename({ categoryId: id, name: ' Caps ' })).category ?? {}) as { slug?: string };
    expect(await harness.waitForEvent(productsEvents.CategoryRenamedV1, ({ categoryId }) => categoryId === id)).toEqual({
      categoryId: id,
      name: 'Caps',
      slug,
      path: [id],
    });
    expect(codes(await shop.rename({ categoryId: id, name: '' }))).toEqual(['CATEGORY_NAME_INVALID']);
    expect(codes(await shop.rename({ categoryId: newId(), name: 'Caps' }))).toEqual(['CATEGORY_NOT_FOUND']);
  });

  it('can be changed only by operators', async () => {
    const [id = '', other] = [...(await chain('Ours')), ...(await chain('Theirs'))];
    for (const who of [staff, buyer, { kind: 'guest' } as const]) {
      expect(codes(await shop.rename({ categoryId: id, name: 'Mine' }, who))).toEqual(['OPERATORS_ONLY']);
      expect(codes(await shop.move({ categoryId: id, parentId: other }, who))).toEqual(['OPERATORS_ONLY']);
    }
  });
});
