import { defined, type CategoryId } from '@marketplace/kernel';
import { mutation, mutations, pick, type Entity, type GraphContext } from '@marketplace/platform/graphql';
import type { Categories } from '../../application/categories';
import { CategoryCreateInput, CategoryMoveInput, CategoryPayload, CategoryRenameInput, type CategoryType } from './category.types';
import { messages } from './messages';

type Services = { readonly categories: Categories; readonly category: Entity<unknown, CategoryType> };

const access = 'everybody';

/** What operators do with the tree of categories. */
export const categoryMutations = ({ categories, category }: Services): object => {
  const answer = async (id: CategoryId, context: GraphContext) => ({ category: await category.showChanged(id, context) });
  return mutations({
    categoryCreate: mutation({
      description: 'Adds a category; for operators.',
      input: CategoryCreateInput,
      payload: CategoryPayload,
      access,
      ids: { parentId: 'category-not-found' },
      errors: pick(
        messages,
        ...(['operators-only', 'category-not-found', 'category-slug-taken', 'category-too-deep'] as const),
        ...(['category-name-invalid', 'category-slug-invalid'] as const),
      ),
      run: ({ name, slug, parentId }, { cause }) => categories.create({ name, ...defined({ slug, parentId }) }, cause),
      answer,
    }),
    categoryRename: mutation({
      description: 'Gives a category another name; its slug stays. For operators.',
      input: CategoryRenameInput,
      payload: CategoryPayload,
      access,
      ids: { categoryId: 'category-not-found' },
      errors: pick(messages, 'operators-only', 'category-not-found', 'category-name-invalid'),
      run: ({ categoryId, name }, { cause }) => categories.rename(categoryId, name, cause),
      answer,
    }),
    categoryMove: mutation({
      description: 'Puts a category, with all that lies in it, somewhere else in the tree. For operators.',
      input: CategoryMoveInput,
      payload: CategoryPayload,
      access,
      ids: { categoryId: 'category-not-found', parentId: 'category-not-found' },
      errors: pick(messages, 'operators-only', 'category-not-found', 'category-below-itself', 'category-too-deep'),
      run: ({ categoryId, parentId }, { cause }) => categories.move(categoryId, parentId, cause),
      answer,
    }),
  });
};
