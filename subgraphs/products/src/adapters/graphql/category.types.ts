import type { CategoryId } from '@marketplace/kernel';
import { inputType, objectType, payloadOf, t, type GraphType } from '@marketplace/platform/graphql';
import type { CategoryPath } from '../../application/ports';

export const CategoryType = objectType(
  'Category',
  'A shelf of the shop; shelves form a tree.',
  {
    id: t.id('The id of the category.'),
    name: t.string('The name to show.'),
    slug: t.string('The category in the address of its page.'),
    parent: t.cyclic<CategoryType>((): GraphType => CategoryType, 'The category above it; null at the root.').nullable(),
  },
  { key: 'id' },
);
// eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/consistent-type-definitions -- an alias cannot refer to itself
export interface CategoryType extends InstanceType<typeof CategoryType> {}

export const CategoryCreateInput = inputType('CategoryCreateInput', 'A new category.', {
  name: t.string('The name to show, 1 to 100 characters.'),
  parentId: t.id<CategoryId>('The category that it belongs under; without it a root.').optional(),
  slug: t.string('Lower-case letters, digits and hyphens; made from the name when left out.').optional(),
});

export const CategoryRenameInput = inputType('CategoryRenameInput', 'What a category is called from now on.', {
  categoryId: t.id<CategoryId>('The category.'),
  name: t.string('The name to show, 1 to 100 characters.'),
});

export const CategoryMoveInput = inputType('CategoryMoveInput', 'Where a category belongs from now on.', {
  categoryId: t.id<CategoryId>('The category.'),
  parentId: t.id<CategoryId>('The category that it belongs under; without it a root.').optional(),
});

export const CategoryPayload = payloadOf('CategoryPayload', 'The category, or why there is none.', {
  category: t.of(CategoryType, 'The category; null when it was refused.'),
});

/** The last category of a path; those above it follow as its parents. */
export const toCategoryType = (path: CategoryPath): CategoryType | null => {
  const category = path.at(-1);
  if (category === undefined) return null;
  return {
    ...category,
    get parent() {
      return toCategoryType(path.slice(0, -1));
    },
  };
};

/** From the root to the category itself. */
export const toCategoryTypes = (path: CategoryPath): readonly CategoryType[] =>
  path.flatMap((_, position) => toCategoryType(path.slice(0, position + 1)) ?? []);
