import type { CategoryId } from '@marketplace/kernel';
import { inputType, objectType, payloadOf, t, type GraphType } from '@marketplace/platform/graphql';
import type { CategoryPath } from '../../application/ports';

export const CategoryType = objectType(
  'Category',
  'A product category. Categories form a tree.',
  {
    id: t.id('The ID of the category.'),
    name: t.string('The display name.'),
    slug: t.string('The slug of the category, for the URL of its page. Never changes.'),
    parent: t.cyclic<CategoryType>((): GraphType => CategoryType, 'The parent category; null for a root category.').nullable(),
  },
  { key: 'id' },
);
// eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/consistent-type-definitions -- an alias cannot refer to itself
export interface CategoryType extends InstanceType<typeof CategoryType> {}

export const CategoryCreateInput = inputType('CategoryCreateInput', 'The category to create.', {
  name: t.string('The display name, 1 to 100 characters.'),
  parentId: t.id<CategoryId>('The ID of the parent category; a root category if omitted.').optional(),
  slug: t.string('The slug: lowercase letters, digits and hyphens, up to 100 characters. Derived from the name if omitted.').optional(),
});

export const CategoryRenameInput = inputType('CategoryRenameInput', 'The new name of a category.', {
  categoryId: t.id<CategoryId>('The ID of the category.'),
  name: t.string('The display name, 1 to 100 characters.'),
});

export const CategoryMoveInput = inputType('CategoryMoveInput', 'The new parent of a category.', {
  categoryId: t.id<CategoryId>('The ID of the category.'),
  parentId: t.id<CategoryId>('The ID of the parent category; a root category if omitted.').optional(),
});

export const CategoryPayload = payloadOf('CategoryPayload', 'The result of a category mutation.', {
  category: t.of(CategoryType, 'The category after the change; null if there are errors.'),
});

/** The last category of a path, with those above it as its parents. */
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

/** All categories of a path, from the root. */
export const toCategoryTypes = (path: CategoryPath): readonly CategoryType[] =>
  path.flatMap((_, position) => toCategoryType(path.slice(0, position + 1)) ?? []);
