import { idOf } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { CategoryPath, CategoryRepository, CategoryViews } from '../../application/ports';
import type { Category } from '../../domain/category';

export const categoryRepository = (db: Database): CategoryRepository => ({
  find: async (id) => {
    const [row] = await db.query<Category>('SELECT id, name, slug, path FROM categories WHERE id = $1', [id]);
    return row;
  },
  isSlugTaken: async (slug) => (await db.query('SELECT 1 FROM categories WHERE slug = $1', [slug])).length > 0,
  add: async ({ id, name, slug, path }, cause) => {
    await db
      .unit(cause)
      .add('INSERT INTO categories (id, parent_id, name, slug, path) VALUES ($1, $2, $3, $4, $5)', [
        id,
        path.at(-2) ?? null,
        name,
        slug,
        path,
      ])
      .commit();
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
