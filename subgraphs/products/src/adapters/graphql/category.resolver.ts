import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { idOf, isId, isRefused, refuse, type CategoryId, type Cause } from '@marketplace/kernel';
import { command, toUserErrors, type GraphContext } from '@marketplace/platform/graphql';
import type { Categories, CategoryOutcome } from '../../application/categories';
import type { CategoryViews } from '../../application/ports';
import { CategoryCreateInput, CategoryMoveInput, CategoryPayload, CategoryRenameInput, toCategoryType } from './category.types';
import { messages } from './messages';

const missing = (field: 'categoryId' | 'parentId') => refuse('category-not-found', { path: [field] });

@Resolver()
export class CategoryResolver {
  constructor(
    private readonly categories: Categories,
    private readonly views: CategoryViews,
  ) {}

  private async payload(outcome: CategoryOutcome): Promise<CategoryPayload> {
    if (isRefused(outcome)) return { category: null, userErrors: toUserErrors(outcome, messages) };
    const found = await this.views.byIds([outcome.id]);
    return { category: toCategoryType(found.get(outcome.id) ?? []), userErrors: [] };
  }

  private async run(context: GraphContext, operation: string, run: (cause: Cause) => Promise<CategoryOutcome>): Promise<CategoryPayload> {
    return this.payload((await command(context, { operation, input: {}, run })) as CategoryOutcome);
  }

  @Mutation(() => CategoryPayload, {
    description: 'Adds a category; for operators. Errors: OPERATORS_ONLY, CATEGORY_NOT_FOUND, CATEGORY_SLUG_TAKEN, CATEGORY_TOO_DEEP.',
  })
  async categoryCreate(
    @Arg('input', () => CategoryCreateInput) input: CategoryCreateInput,
    @Ctx() context: GraphContext,
  ): Promise<CategoryPayload> {
    const { name, slug, parentId } = input;
    if (typeof parentId === 'string' && !isId(parentId)) return this.payload(missing('parentId'));
    const proposal = {
      name,
      ...(typeof slug === 'string' ? { slug } : {}),
      ...(typeof parentId === 'string' ? { parentId: idOf<'Category'>(parentId) } : {}),
    };
    return this.run(context, 'categoryCreate', (cause) => this.categories.create(proposal, cause));
  }

  @Mutation(() => CategoryPayload, {
    description:
      'Gives a category another name; its slug stays. For operators. Errors: OPERATORS_ONLY, CATEGORY_NOT_FOUND, CATEGORY_NAME_INVALID.',
  })
  async categoryRename(
    @Arg('input', () => CategoryRenameInput) input: CategoryRenameInput,
    @Ctx() context: GraphContext,
  ): Promise<CategoryPayload> {
    const { categoryId, name } = input;
    if (!isId(categoryId)) return this.payload(missing('categoryId'));
    return this.run(context, 'categoryRename', (cause) => this.categories.rename(idOf(categoryId), name, cause));
  }

  @Mutation(() => CategoryPayload, {
    description:
      'Puts a category, with all that lies in it, somewhere else in the tree. For operators. Errors: OPERATORS_ONLY, CATEGORY_NOT_FOUND, CATEGORY_BELOW_ITSELF, CATEGORY_TOO_DEEP.',
  })
  async categoryMove(
    @Arg('input', () => CategoryMoveInput) input: CategoryMoveInput,
    @Ctx() context: GraphContext,
  ): Promise<CategoryPayload> {
    const { categoryId, parentId } = input;
    if (!isId(categoryId)) return this.payload(missing('categoryId'));
    if (typeof parentId === 'string' && !isId(parentId)) return this.payload(missing('parentId'));
    const to: CategoryId | undefined = typeof parentId === 'string' ? idOf(parentId) : undefined;
    return this.run(context, 'categoryMove', (cause) => this.categories.move(idOf(categoryId), to, cause));
  }
}
