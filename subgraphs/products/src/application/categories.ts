import { isOperator, isRefused, refuse, type CategoryId, type Cause, type Refusal } from '@marketplace/kernel';
import { createCategory, type Category, type CategoryRefusal } from '../domain/category';
import type { Ports } from './ports';

export type CategoryProposal = { readonly name: string; readonly slug?: string; readonly parentId?: CategoryId };

export type CategoryOutcome = Category | CategoryRefusal | Refusal<'operators-only' | 'category-not-found' | 'category-slug-taken'>;

export type Categories = ReturnType<typeof createCategories>;

/** The use cases of the category tree, which belongs to the marketplace and not to its sellers. */
export const createCategories = ({ categories, newId }: Pick<Ports, 'categories' | 'newId'>) => ({
  create: async ({ parentId, ...proposal }: CategoryProposal, cause: Cause): Promise<CategoryOutcome> => {
    if (!isOperator(cause.actor)) return refuse('operators-only');
    const parent = parentId === undefined ? undefined : await categories.find(parentId);
    if (parentId !== undefined && parent === undefined) return refuse('category-not-found', { path: ['parentId'] });
    const category = createCategory({ ...proposal, id: newId() }, parent);
    if (isRefused(category)) return category;
    if (await categories.isSlugTaken(category.slug)) return refuse('category-slug-taken', { path: ['slug'] });
    await categories.add(category, cause);
    return category;
  },
});
