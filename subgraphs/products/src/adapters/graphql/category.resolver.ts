import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { idOf, isId, isRefused, refuse } from '@marketplace/kernel';
import { command, toUserErrors, type GraphContext } from '@marketplace/platform/graphql';
import type { Categories, CategoryOutcome } from '../../application/categories';
import type { CategoryViews } from '../../application/ports';
import { CategoryCreateInput, CategoryPayload, toCategoryType } from './category.types';
import { messages } from './messages';

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

  @Mutation(() => CategoryPayload, {
    description: 'Adds a category; for operators. Errors: OPERATORS_ONLY, CATEGORY_NOT_FOUND, CATEGORY_SLUG_TAKEN, CATEGORY_TOO_DEEP.',
  })
  async categoryCreate(
    @Arg('input', () => CategoryCreateInput) input: CategoryCreateInput,
    @Ctx() context: GraphContext,
  ): Promise<CategoryPayload> {
    const { name, slug, parentId } = input;
    if (typeof parentId === 'string' && !isId(parentId)) return this.payload(refuse('category-not-found', { path: ['parentId'] }));
    const proposal = {
      name,
      ...(typeof slug === 'string' ? { slug } : {}),
      ...(typeof parentId === 'string' ? { parentId: idOf<'Category'>(parentId) } : {}),
    };
    const run = (cause: GraphContext['cause']) => this.categories.create(proposal, cause);
    return this.payload((await command(context, { operation: 'categoryCreate', input: {}, run })) as CategoryOutcome);
  }
}
