import { isOperator, isRefused, refuse, systemOf, type CategoryId, type Cause, type Refusal } from '@marketplace/kernel';
import {
  createCategory,
  evolveCategory,
  moveCategory,
  renameCategory,
  type Category,
  type CategoryEvent,
  type CategoryRefusal,
} from '../domain/category';
import type { CategoryPlace, CategoryRepository, Ports } from './ports';

export type CategoryProposal = { readonly name: string; readonly slug?: string; readonly parentId?: CategoryId };

export type CategoryOutcome = Category | CategoryRefusal | Refusal<'operators-only' | 'category-not-found' | 'category-slug-taken'>;

export type Categories = ReturnType<typeof createCategories>;

type Seen = Awaited<ReturnType<CategoryRepository['look']>>;

const missing = (field: 'categoryId' | 'parentId') => refuse('category-not-found', { path: [field] });

/** The use cases of the category tree, which belongs to the marketplace and not to its sellers. */
export const createCategories = ({ categories, newId }: Pick<Ports, 'categories' | 'newId'>) => {
  /** The tree as it is now. Who changes a category that nobody has been told of tells of it first. */
  const look = async (ids: readonly CategoryId[], cause: Cause): Promise<Seen> => {
    const seen = await categories.look(ids);
    const untold = [...seen.found.values()].filter(({ category }) => category.version === 0);
    if (untold.length === 0) return seen;
    for (const { category } of untold) await categories.announce(category.state, { ...cause, actor: systemOf('products') });
    return categories.look(ids);
  };

  /** Decides and writes; what is so already writes nothing. */
  const change = async (
    id: CategoryId,
    { seen, decide }: { seen: Seen; decide: (place: CategoryPlace) => CategoryEvent | undefined | CategoryRefusal },
    cause: Cause,
  ): Promise<CategoryOutcome> => {
    const place = seen.found.get(id);
    if (place === undefined) return missing('categoryId');
    const before = place.category;
    const event = decide(place);
    if (event === undefined) return before.state;
    if (isRefused(event)) return event;
    await categories.save({ before, event, tree: seen.tree }, cause);
    return evolveCategory(before.state, event);
  };

  return {
    create: async ({ parentId, ...proposal }: CategoryProposal, cause: Cause): Promise<CategoryOutcome> => {
      if (!isOperator(cause.actor)) return refuse('operators-only');
      const { tree, found } = await look(parentId === undefined ? [] : [parentId], cause);
      const parent = parentId === undefined ? undefined : found.get(parentId)?.category.state;
      if (parentId !== undefined && parent === undefined) return missing('parentId');
      const event = createCategory({ ...proposal, id: newId() }, parent);
      if (isRefused(event)) return event;
      if (await categories.isSlugTaken(event.category.slug)) return refuse('category-slug-taken', { path: ['slug'] });
      await categories.save({ before: undefined, event, tree }, cause);
      return event.category;
    },

    rename: async (id: CategoryId, name: string, cause: Cause): Promise<CategoryOutcome> => {
      if (!isOperator(cause.actor)) return refuse('operators-only');
      const seen = await look([id], cause);
      return change(id, { seen, decide: ({ category }) => renameCategory(category.state, name) }, cause);
    },

    /** Moves the category with all that lies in it under another one, or to the root of the tree. */
    move: async (id: CategoryId, parentId: CategoryId | undefined, cause: Cause): Promise<CategoryOutcome> => {
      if (!isOperator(cause.actor)) return refuse('operators-only');
      const seen = await look(parentId === undefined ? [id] : [id, parentId], cause);
      const parent = parentId === undefined ? undefined : seen.found.get(parentId)?.category.state;
      if (parentId !== undefined && parent === undefined) return missing('parentId');
      const decide = ({ category, height }: CategoryPlace) => moveCategory({ category: category.state, height }, parent);
      return change(id, { seen, decide }, cause);
    },
  };
};
