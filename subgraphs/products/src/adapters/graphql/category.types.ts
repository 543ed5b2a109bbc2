import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import type { CategoryId } from '@marketplace/kernel';
import { field, payloadOf } from '@marketplace/platform/graphql';
import type { CategoryPath } from '../../application/ports';

@Directive('@key(fields: "id")')
@ObjectType('Category', { description: 'A shelf of the shop; shelves form a tree.' })
export class CategoryType {
  @Field(() => ID, { description: 'The id of the category.' })
  id!: string;

  @Field(() => String, { description: 'The name to show.' })
  name!: string;

  @Field(() => String, { description: 'The category in the address of its page.' })
  slug!: string;

  @Field(() => CategoryType, { nullable: true, description: 'The category above it; null at the root.' })
  readonly parent!: CategoryType | null;
}

@InputType('CategoryCreateInput', { description: 'A new category.' })
export class CategoryCreateInput {
  @Field(() => String, { description: 'The name to show, 1 to 100 characters.' })
  name!: string;

  @Field(() => ID, { nullable: true, description: 'The category that it belongs under; without it a root.' })
  parentId?: CategoryId;

  @Field(() => String, { nullable: true, description: 'Lower-case letters, digits and hyphens; made from the name when left out.' })
  slug?: string;
}

@InputType('CategoryRenameInput', { description: 'What a category is called from now on.' })
export class CategoryRenameInput {
  @Field(() => ID, { description: 'The category.' })
  categoryId!: CategoryId;

  @Field(() => String, { description: 'The name to show, 1 to 100 characters.' })
  name!: string;
}

@InputType('CategoryMoveInput', { description: 'Where a category belongs from now on.' })
export class CategoryMoveInput {
  @Field(() => ID, { description: 'The category.' })
  categoryId!: CategoryId;

  @Field(() => ID, { nullable: true, description: 'The category that it belongs under; without it a root.' })
  parentId?: CategoryId;
}

export const CategoryPayload = payloadOf('CategoryPayload', 'The category, or why there is none.', {
  category: field(() => CategoryType, 'The category; null when it was refused.'),
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
