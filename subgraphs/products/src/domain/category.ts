import { refuse, type CategoryId, type Refusal } from '@marketplace/kernel';
import { isSlug, slugOf } from './slug';
import { isLine } from './text';

/** A shelf of the shop. The path leads from the root of the tree to the category itself; a category never moves. */
export type Category = { readonly id: CategoryId; readonly name: string; readonly slug: string; readonly path: readonly CategoryId[] };

export type NewCategory = { readonly id: CategoryId; readonly name: string; readonly slug?: string };

export type CategoryRefusal = Refusal<'category-name-invalid' | 'category-slug-invalid' | 'category-too-deep'>;

const maxDepth = 6;

/** A category under its parent (none: a root), or why not. Without a slug it gets that of its name. */
export const createCategory = (proposed: NewCategory, parent: Pick<Category, 'path'> | undefined): Category | CategoryRefusal => {
  const name = proposed.name.trim();
  const slug = proposed.slug ?? slugOf(name);
  if (!isLine(name, 100)) return refuse('category-name-invalid', { path: ['name'] });
  if (!isSlug(slug)) return refuse('category-slug-invalid', { path: ['slug'] });
  const path = [...(parent?.path ?? []), proposed.id];
  return path.length > maxDepth
    ? refuse('category-too-deep', { path: ['parentId'], most: maxDepth })
    : { id: proposed.id, name, slug, path };
};
