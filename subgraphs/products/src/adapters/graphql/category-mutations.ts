import { defined, type CategoryId } from '@marketplace/kernel';
import { mutation, mutations, pick, type Entity, type GraphContext } from '@marketplace/platform/graphql';
import type { Categories } from '../../application/categories';
import { CategoryCreateInput, CategoryMoveInput, CategoryPayload, CategoryRenameInput, type CategoryType } from './category.types';
import { messages } from './messages';

type Dependencies = { readonly categories: Categories; readonly category: Entity<unknown, CategoryType> };

const access = 'everyone';

/** The mutations of the category tree, for operators. */
export const categoryMutations = ({ categories, category }: Dependencies): object => {
  const answer = async (id: CategoryId, context: GraphContext) => ({ category: await category.showChanged(id, context) });
  return mutations({
    categoryCreate: mutation({
      description: 'Creates a category. Operators only.',
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
      description: 'Renames a category; its slug does not change. Operators only.',
      input: CategoryRenameInput,
      payload: CategoryPayload,
      access,
      ids: { categoryId: 'category-not-found' },
      errors: pick(messages, 'operators-only', 'category-not-found', 'category-name-invalid'),
      run: ({ categoryId, name }, { cause }) => categories.rename(categoryId, name, cause),
      answer,
    }),
    categoryMove: mutation({
      description: 'Moves a category and its descendants to another parent or to the root. Operators only.',
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
