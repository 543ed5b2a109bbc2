import { idOf } from '@marketplace/kernel';
import { StaleWrite, type Database, type OutgoingEvent, type Unit } from '@marketplace/platform';
import type { CategoryPath, CategoryPlace, CategoryRepository, CategoryViews } from '../../application/ports';
import type { Versioned } from '../../application/versioned';
import { evolveCategory, type Category, type CategoryEvent } from '../../domain/category';

/** Turns what happened to a category into what the world is told of it; given by main.ts, from the nats adapter. */
export type AnnounceCategory = (category: Category, event: CategoryEvent, version: number) => OutgoingEvent;

type LookRow = Category & { readonly tree: number; readonly version: number; readonly height: number };

/** One row at least, for the tree; the depth below a category is told by the deepest path that leads through it. */
const selectTree = `
  SELECT t.version AS tree, c.id, c.name, c.slug, c.path, c.version,
    (SELECT max(cardinality(below.path)) FROM categories below WHERE below.path @> ARRAY[c.id]) - cardinality(c.path) + 1 AS height
  FROM category_tree t LEFT JOIN categories c ON c.id = ANY ($1::uuid[])`;

const toPlace = ({ id, name, slug, path, version, height }: LookRow): CategoryPlace => ({
  category: { version, state: { id, name, slug, path } },
  height,
});

const addChange = (unit: Unit, event: CategoryEvent, { state: category, version }: Versioned<Category>): Unit => {
  const { id, name, slug, path } = category;
  const parentId = path.at(-2) ?? null;
  switch (event.type) {
    case 'CategoryCreated':
      return unit.add('INSERT INTO categories (id, parent_id, name, slug, path, version) VALUES ($1, $2, $3, $4, $5, $6)', [
        id,
        parentId,
        name,
        slug,
        path,
        version,
      ]);
    case 'CategoryRenamed':
      return unit.add('UPDATE categories SET name = $2, version = $3 WHERE id = $1 AND version = $3 - 1', [id, name, version], 1);
    case 'CategoryMoved':
      // All that lies below moves along; only the category itself has another parent, and news to tell.
      return unit.add(
        `UPDATE categories SET path = $2::uuid[] || path[$3::int + 1:], parent_id = CASE WHEN id = $1 THEN $4::uuid ELSE parent_id END,
           version = CASE WHEN id = $1 THEN $5::int ELSE version END
         WHERE path @> ARRAY[$1::uuid]`,
        [id, path, event.previousPath.length, parentId, version],
      );
  }
};

export const categoryRepository = (db: Database, announce: AnnounceCategory): CategoryRepository => ({
  look: async (ids) => {
    const rows = await db.query<LookRow>(selectTree, [ids]);
    const tree = rows[0]?.tree ?? 0;
    // Without any of the ids there is a row for the tree alone, whose id is null.
    return { tree, found: new Map(rows.filter(({ id }) => typeof id === 'string').map((row) => [row.id, toPlace(row)])) };
  },
  isSlugTaken: async (slug) => (await db.query('SELECT 1 FROM categories WHERE slug = $1', [slug])).length > 0,
  save: async ({ before, event, tree }, cause) => {
    const after = { state: evolveCategory(before?.state, event), version: (before?.version ?? 0) + 1 };
    const unit = db.unit(cause).add('UPDATE category_tree SET version = $1::int + 1 WHERE version = $1', [tree], 1);
    await addChange(unit, event, after)
      .publish(announce(after.state, event, after.version))
      .commit();
  },
  unannounced: (limit) =>
    db.query<Category>('SELECT id, name, slug, path FROM categories WHERE version = 0 ORDER BY cardinality(path), id LIMIT $1', [limit]),
  announce: async (category, cause) => {
    try {
      await db
        .unit(cause)
        .add('UPDATE categories SET version = 1 WHERE id = $1 AND version = 0', [category.id], 1)
        .publish(announce(category, { type: 'CategoryCreated', category }, 1))
        .commit();
    } catch (error) {
      if (!(error instanceof StaleWrite)) throw error;
    }
  },
});

type PathRow = { readonly steps: readonly { readonly id: string; readonly name: string; readonly slug: string }[] };

/** A category with those above it, in one row. */
const selectPaths = `
  SELECT (SELECT json_agg(json_build_object('id', above.id, 'name', above.name, 'slug', above.slug) ORDER BY step.position)
          FROM unnest(c.path) WITH ORDINALITY AS step (id, position) JOIN categories above ON above.id = step.id) AS steps
  FROM categories c`;

const toPath = ({ steps }: PathRow): CategoryPath => steps.map(({ id, name, slug }) => ({ id: idOf(id), name, slug }));

const names = (path: CategoryPath): string => path.map(({ name, id }) => `${name}\n${id}`).join('\n\n');

export const categoryViews = (db: Database): CategoryViews => ({
  byIds: async (ids) => {
    const rows = await db.query<PathRow>(`${selectPaths} WHERE c.id = ANY ($1)`, [ids]);
    return new Map(rows.map(toPath).map((path) => [path.at(-1)?.id ?? '', path]));
  },
  bySlug: async (slug) => {
    const [row] = await db.query<PathRow>(`${selectPaths} WHERE c.slug = $1`, [slug]);
    return row === undefined ? undefined : toPath(row);
  },
  all: async () => (await db.query<PathRow>(selectPaths)).map(toPath).sort((a, b) => (names(a) < names(b) ? -1 : 1)),
});
