import { isOperator, isRefused, refuse, type CategoryId, type Cause, type Refusal } from '@marketplace/kernel';
import { createCategory, moveCategory, renameCategory, type CategoryEvent } from '../domain/category';
import type { FoundCategory, Ports } from './ports';

export type CategoryProposal = { readonly name: string; readonly slug?: string; readonly parentId?: CategoryId };

export type Categories = ReturnType<typeof createCategories>;

const categoryNotFound = (field: 'categoryId' | 'parentId') => refuse('category-not-found', { path: [field] });

/** The use cases of the category tree. Only operators can change it. */
export const createCategories = ({ categories, newId }: Pick<Ports, 'categories' | 'newId'>) => {
  /** Decides and saves a change; saves nothing if there is no change. Without a parent ID, the category is a root. */
  const change = async <Refused extends Refusal>(
    { id, parentId }: { readonly id: CategoryId; readonly parentId?: CategoryId | undefined },
    decide: (found: FoundCategory, parent: FoundCategory | undefined) => CategoryEvent | undefined | Refused,
    cause: Cause,
  ): Promise<CategoryId | Refused | Refusal<'operators-only' | 'category-not-found'>> => {
    if (!isOperator(cause.actor)) return refuse('operators-only');
    const { tree, found } = await categories.load(parentId === undefined ? [id] : [id, parentId]);
    const [before, parent] = [found.get(id), parentId === undefined ? undefined : found.get(parentId)];
    if (parentId !== undefined && parent === undefined) return categoryNotFound('parentId');
    if (before === undefined) return categoryNotFound('categoryId');
    const event = decide(before, parent);
    if (event === undefined) return id;
    if (isRefused(event)) return event;
    await categories.save({ before, event, tree }, cause);
    return id;
  };

  return {
    create: async ({ parentId, ...proposal }: CategoryProposal, cause: Cause) => {
      if (!isOperator(cause.actor)) return refuse('operators-only');
      const { tree, found } = await categories.load(parentId === undefined ? [] : [parentId]);
      const parent = parentId === undefined ? undefined : found.get(parentId);
      if (parentId !== undefined && parent === undefined) return categoryNotFound('parentId');
      const id: CategoryId = newId();
      const event = createCategory({ ...proposal, id }, parent?.category);
      if (isRefused(event)) return event;
      if (await categories.isSlugTaken(event.category.slug)) return refuse('category-slug-taken', { path: ['slug'] });
      await categories.save({ before: undefined, event, tree }, cause);
      return id;
    },

    rename: (id: CategoryId, name: string, cause: Cause) => change({ id }, ({ category }) => renameCategory(category, name), cause),

    /** Moves the category and its descendants under another parent, or to the root. */
    move: (id: CategoryId, parentId: CategoryId | undefined, cause: Cause) =>
      change({ id, parentId }, (found, parent) => moveCategory(found, parent?.category), cause),
  };
};
