import { refuse, type CategoryId, type Refusal } from '@marketplace/kernel';
import { isLine, isSlug, slugOf } from './text';

/** A product category. Categories form a tree; the path contains all IDs from the root to the category itself. */
export type Category = { readonly id: CategoryId; readonly name: string; readonly slug: string; readonly path: readonly CategoryId[] };

export type NewCategory = { readonly id: CategoryId; readonly name: string; readonly slug?: string };

export type CategoryEvent =
  | { readonly type: 'CategoryCreated'; readonly category: Category }
  | { readonly type: 'CategoryRenamed'; readonly name: string }
  /** Includes all descendants: every path that starts with the previous one now starts with this one. */
  | { readonly type: 'CategoryMoved'; readonly path: readonly CategoryId[]; readonly previousPath: readonly CategoryId[] };

type Created = Extract<CategoryEvent, { readonly type: 'CategoryCreated' }>;

const maxDepth = 6;

/** The state after an event. */
export const evolveCategory = (category: Category | undefined, event: CategoryEvent): Category => {
  if (event.type === 'CategoryCreated') return event.category;
  if (category === undefined) throw new Error(`a category begins with CategoryCreated, not with ${event.type}`);
  return event.type === 'CategoryRenamed' ? { ...category, name: event.name } : { ...category, path: event.path };
};

const tooDeep = () => refuse('category-too-deep', { path: ['parentId'], most: maxDepth });

/** Creates a category under its parent, or a root category. Without a slug, the slug is derived from the name. */
export const createCategory = (
  proposed: NewCategory,
  parent: Pick<Category, 'path'> | undefined,
): Created | Refusal<'category-name-invalid' | 'category-slug-invalid' | 'category-too-deep'> => {
  const name = proposed.name.trim();
  const slug = proposed.slug ?? slugOf(name);
  if (!isLine(name, 100)) return refuse('category-name-invalid', { path: ['name'] });
  if (!isSlug(slug)) return refuse('category-slug-invalid', { path: ['slug'] });
  const path = [...(parent?.path ?? []), proposed.id];
  return path.length > maxDepth ? tooDeep() : { type: 'CategoryCreated', category: { id: proposed.id, name, slug, path } };
};

/** Renames a category. The slug does not change, so that links keep working. */
export const renameCategory = (category: Category, proposed: string): CategoryEvent | undefined | Refusal<'category-name-invalid'> => {
  const name = proposed.trim();
  if (!isLine(name, 100)) return refuse('category-name-invalid', { path: ['name'] });
  return name === category.name ? undefined : { type: 'CategoryRenamed', name };
};

/** Moves a category under another parent, or to the root. `height` is the number of levels of the category and its descendants. */
export const moveCategory = (
  { category, height }: { readonly category: Category; readonly height: number },
  parent: Pick<Category, 'path'> | undefined,
): CategoryEvent | undefined | Refusal<'category-below-itself' | 'category-too-deep'> => {
  const above = parent?.path ?? [];
  if (above.includes(category.id)) return refuse('category-below-itself', { path: ['parentId'] });
  if (above.length + height > maxDepth) return tooDeep();
  if (above.at(-1) === category.path.at(-2)) return undefined;
  return { type: 'CategoryMoved', path: [...above, category.id], previousPath: category.path };
};
