import { idOf } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { productsEvents } from '@marketplace/schema';
import { announceCategory } from './adapters/nats/publications';
import { categoryStore } from './adapters/postgres/category-store';
import { context } from './main';
import { buyer, catalogue, staff } from './products.fixtures';

describe('the tree of categories', () => {
  let harness: ContextHarness;
  let shop: ReturnType<typeof catalogue>;
  beforeAll(async () => {
    harness = await contextHarness(context);
    shop = catalogue(harness);
    await shop.approve();
  });
  afterAll(() => harness.stop());

  const codes = (answer: { readonly userErrors: readonly { readonly code: string }[] }) => answer.userErrors.map(({ code }) => code);
  const shown = async (categoryId: string): Promise<readonly string[]> => {
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
    for (const name of names) made.push(await shop.shelf(name, made.at(-1)));
    return made;
  };

  it('tells of a new category, with the way to it', async () => {
    const [top = '', low = ''] = await chain('Garden', 'Tools');
    const { slug } = ((await shop.rename({ categoryId: low, name: 'Tools' })).category ?? {}) as { slug?: string };
    expect(await harness.waitForEvent(productsEvents.CategoryCreatedV1, ({ categoryId }) => categoryId === low)).toEqual({
      categoryId: low,
      name: 'Tools',
      slug,
      path: [top, low],
    });
    // Nothing was renamed: the creation is all that happened to it.
    const rows = await harness.running.db.query('SELECT event_type, aggregate_version FROM outbox_events WHERE aggregate_id = $1', [low]);
    expect(rows).toEqual([{ event_type: 'CategoryCreated', aggregate_version: 1 }]);
    const found = await categoryStore(harness.running.db, announceCategory).look([idOf(low), idOf(newId())]);
    expect([...found.found.values()]).toEqual([{ category: { id: low, name: 'Tools', slug, path: [top, low] }, version: 1, height: 1 }]);
  });

  it('moves a category with all that lies in it, and tells of it', async () => {
    const [clothes = '', jackets = '', rain = ''] = await chain('Clothes', 'Jackets', 'Rain jackets');
    const [outdoor = ''] = await chain('Outdoor');
    const { id } = await shop.onShow({ categoryId: rain });
    expect(await shop.move({ categoryId: jackets, parentId: outdoor })).toMatchObject({
      category: { id: jackets, parent: { id: outdoor } },
      userErrors: [],
    });
    expect(await wayTo(id)).toEqual([outdoor, jackets, rain]);
    expect([await shown(clothes), await shown(outdoor), await shown(jackets)]).toEqual([[], [id], [id]]);
    expect(await harness.waitForEvent(productsEvents.CategoryMovedV1, ({ categoryId }) => categoryId === jackets)).toMatchObject({
      name: 'Jackets',
      path: [outdoor, jackets],
      previousPath: [clothes, jackets],
    });
    await shop.change('productUpdate', { productId: id, title: 'Elsewhere' });
    const told = await harness.waitForEvent(productsEvents.ProductUpdatedV1, ({ productId }) => productId === id);
    expect([told.categoryId, told.categoryIds]).toEqual([rain, [outdoor, jackets, rain]]);
    await shop.move({ categoryId: jackets });
    expect(await wayTo(id)).toEqual([jackets, rain]);
    expect(await shop.move({ categoryId: jackets, parentId: null })).toMatchObject({ userErrors: [] });
    const moves = (await harness.publishedEvents(productsEvents.CategoryMovedV1)).filter(({ categoryId }) => categoryId === jackets);
    expect(moves.map(({ path }) => path)).toEqual([[outdoor, jackets], [jackets]]);
  });

  it('refuses rings and a seventh level', async () => {
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

  it('makes no ring of two moves at once, and loses no category that is made below what moves', async () => {
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

  it('renames a category; the slug stays', async () => {
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

  it('belongs to operators', async () => {
    const [id = '', other] = [...(await chain('Ours')), ...(await chain('Theirs'))];
    for (const who of [staff, buyer, { kind: 'guest' } as const]) {
      expect(codes(await shop.rename({ categoryId: id, name: 'Mine' }, who))).toEqual(['OPERATORS_ONLY']);
      expect(codes(await shop.move({ categoryId: id, parentId: other }, who))).toEqual(['OPERATORS_ONLY']);
    }
  });
});
