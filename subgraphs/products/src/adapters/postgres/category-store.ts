import type { CategoryId } from '@marketplace/kernel';
import { columnsOf, type Database, type EventMessage, type Row, type Unit } from '@marketplace/platform';
import type { CategoryPath, CategoryStore, CategoryViews } from '../../application/ports';
import { evolveCategory, type Category, type CategoryEvent } from '../../domain/category';
import { Categories, CategoryTree } from './tables';

/** Converts an event to the published event; provided by the nats adapter. */
export type ToCategoryEvent = (category: Category, event: CategoryEvent, version: number) => EventMessage;

/** The version of the tree, with a category or, if none was found, nulls. */
type TreeRow = { readonly tree: number } & ((Row<typeof Categories> & { readonly height: number }) | { readonly id: null });

/** Returns at least one row, for the tree. The longest path through a category determines its height. */
const selectTree = `
  SELECT t.version AS tree, ${columnsOf(Categories, 'c')},
    (SELECT max(cardinality(below.path)) FROM categories below WHERE below.path @> ARRAY[c.id]) - cardinality(c.path) + 1 AS height
  FROM category_tree t LEFT JOIN categories c ON c.id = ANY ($1::uuid[])`;

const addEvent = (unit: Unit, event: CategoryEvent, { category, version }: { category: Category; version: number }): Unit => {
  const { id, name, slug, path } = category;
  const parentId = path.at(-2) ?? null;
  switch (event.type) {
    case 'CategoryCreated':
      return unit.insert(Categories, [{ id, version, parentId, name, slug, path }]);
    case 'CategoryRenamed':
      return unit.update(Categories, [{ where: { id, version: version - 1 }, set: { name, version } }]);
    case 'CategoryMoved':
      // All descendants move along; only the category itself has a new parent and version.
      return unit.add(
        `UPDATE categories SET path = $2::uuid[] || path[$3::int + 1:], parent_id = CASE WHEN id = $1 THEN $4::uuid ELSE parent_id END,
           version = CASE WHEN id = $1 THEN $5::int ELSE version END
         WHERE path @> ARRAY[$1::uuid]`,
        [id, path, event.previousPath.length, parentId, version],
      );
  }
};

export const categoryStore = (db: Database, toEvent: ToCategoryEvent): CategoryStore => ({
  load: async (ids) => {
    const rows = await db.query<TreeRow>(selectTree, [ids]);
    const [first] = rows;
    if (first === undefined) throw new Error('the table category_tree has lost its row');
    const found = rows.flatMap((row) => {
      if (row.id === null) return [];
      const { id, name, slug, path, version, height } = row;
      return [{ category: { id, name, slug, path }, version, height }];
    });
    return { tree: first.tree, found: new Map(found.map((each) => [each.category.id, each])) };
  },
  isSlugTaken: async (slug) => (await db.select(Categories, 'WHERE slug = $1', [slug])).length > 0,
  save: async ({ before, event, tree }, cause) => {
    const category = evolveCategory(before?.category, event);
    const version = (before?.version ?? 0) + 1;
    const unit = db.unit(cause).update(CategoryTree, [{ where: { version: tree }, set: { version: tree + 1 } }]);
    await addEvent(unit, event, { category, version })
      .publish(toEvent(category, event, version))
      .commit();
  },
});

type PathRow = { readonly id: CategoryId; readonly path: CategoryPath };

/** A category and its ancestors in one row. */
const selectPaths = `
  SELECT c.id, (SELECT json_agg(json_build_object('id', above.id, 'name', above.name, 'slug', above.slug) ORDER BY step.position)
    FROM unnest(c.path) WITH ORDINALITY AS step (id, position) JOIN categories above ON above.id = step.id) AS path
  FROM categories c`;

const names = (path: CategoryPath): string => path.map(({ name, id }) => `${name}\n${id}`).join('\n\n');

export const categoryViews = (db: Database): CategoryViews => {
  const paths = (condition: string, params: readonly unknown[] = []) => db.query<PathRow>(`${selectPaths} ${condition}`, params);
  return {
    byIds: async (ids) => new Map((await paths('WHERE c.id = ANY ($1)', [ids])).map(({ id, path }) => [id, path])),
    bySlug: async (slug) => (await paths('WHERE c.slug = $1', [slug]))[0]?.path,
    all: async () => (await paths('')).map(({ path }) => path).sort((a, b) => (names(a) < names(b) ? -1 : 1)),
  };
};
