import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { idOf, isId, type CategoryId, type Instant, type ProductId, type VariantId } from '@marketplace/kernel';
import {
  badUserInput,
  decodeCursor,
  forbidden,
  pageSize,
  toConnection,
  type Connection,
  type GraphContext,
} from '@marketplace/platform/graphql';
import { isLinkable, isOnShow, type ProductListing } from '../../application/listing.view';
import type { CategoryPath, CategoryViews, ListingViews, ShopPlace } from '../../application/ports';
import { mayManage } from '../../domain/policies';
import { isSlug } from '../../domain/slug';
import { CategoryType, toCategoryType, toCategoryTypes } from './category.types';
import { ProductConnectionType, ProductType, toProductType, toVariant, type VariantType } from './product.types';

@ArgsType()
class ProductPageArgs {
  @Field(() => Int, { defaultValue: 20, description: 'How many, 1 to 100.' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'The cursor to go on behind.' })
  after?: string | null;
}

@ArgsType()
class ShopPageArgs extends ProductPageArgs {
  @Field(() => ID, { nullable: true, description: 'Only products of this category and all below it.' })
  categoryId?: string | null;
}

const isMoment = (text: string): text is Instant =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text));

const notACursor = () => badUserInput('`after` is not a cursor of this list.');

const placeOf = (cursor: string): ShopPlace => {
  const [publishedAt = '', id = ''] = decodeCursor(cursor, 2);
  if (!isMoment(publishedAt) || !isId(id)) throw notACursor();
  return { publishedAt, id: idOf(id) };
};

const idFrom = (cursor: string): ProductId => {
  const [id = ''] = decodeCursor(cursor, 1);
  if (!isId(id)) throw notACursor();
  return idOf(id);
};

const exactlyOne = (
  id: string | null | undefined,
  slug: string | null | undefined,
): { readonly id: string } | { readonly slug: string } => {
  if (typeof id === 'string' && typeof slug !== 'string') return { id };
  if (typeof slug === 'string' && typeof id !== 'string') return { slug };
  throw badUserInput('Give either `id` or `slug`.');
};

@Resolver(() => ProductType)
export class CatalogueResolver {
  constructor(
    private readonly listings: ListingViews,
    private readonly categoryViews: CategoryViews,
  ) {}

  private async listing(id: string, { loaders }: GraphContext): Promise<ProductListing | undefined> {
    return isId(id) ? loaders.get('listings', (ids) => this.listings.byIds(ids as readonly ProductId[])).load(id) : undefined;
  }

  private async path(id: string, { loaders }: GraphContext): Promise<CategoryPath> {
    const path = isId(id)
      ? await loaders.get('categories', (ids) => this.categoryViews.byIds(ids as readonly CategoryId[])).load(id)
      : undefined;
    return path ?? [];
  }

  /** Answers `Product` references of other contexts. */
  async productReference(id: string, context: GraphContext): Promise<ProductType | null> {
    const listing = await this.listing(id, context);
    return listing !== undefined && isLinkable(listing, context.actor) ? toProductType(listing) : null;
  }

  /** Answers `Variant` references of other contexts. */
  async variantReference(id: string, context: GraphContext): Promise<VariantType | null> {
    if (!isId(id)) return null;
    const listing = await context.loaders.get('variants', (ids) => this.listings.byVariants(ids as readonly VariantId[])).load(id);
    return listing !== undefined && isLinkable(listing, context.actor) ? toVariant(listing, id) : null;
  }

  /** Answers `Category` references of other contexts. */
  async categoryReference(id: string, context: GraphContext): Promise<CategoryType | null> {
    return toCategoryType(await this.path(id, context));
  }

  @Query(() => ProductType, {
    nullable: true,
    description: 'A product on show, by its id or its slug; for its seller and operators also one that is not. Null when there is none.',
  })
  async product(
    @Arg('id', () => ID, { nullable: true, description: 'The id of the product.' }) id: string | null | undefined,
    @Arg('slug', () => String, { nullable: true, description: 'The product in the address of its page.' }) slug: string | null | undefined,
    @Ctx() context: GraphContext,
  ): Promise<ProductType | null> {
    const wanted = exactlyOne(id, slug);
    const found = 'id' in wanted ? this.listing(wanted.id, context) : isSlug(wanted.slug) ? this.listings.bySlug(wanted.slug) : undefined;
    const listing = await found;
    return listing !== undefined && isOnShow(listing, context.actor) ? toProductType(listing) : null;
  }

  @Query(() => ProductConnectionType, { description: 'The products on show, newest first.' })
  async products(@Args() { first, after, categoryId }: ShopPageArgs): Promise<Connection<ProductType>> {
    const size = pageSize(first);
    const place = typeof after === 'string' ? { after: placeOf(after) } : {};
    if (typeof categoryId === 'string' && !isId(categoryId)) return toConnection([], size, () => [], toProductType);
    const within = typeof categoryId === 'string' ? { categoryId: idOf<'Category'>(categoryId) } : {};
    const rows = await this.listings.published({ limit: size + 1, ...place, ...within });
    return toConnection(rows, size, (listing) => [listing.publishedAt ?? '', listing.id], toProductType);
  }

  @Query(() => ProductConnectionType, { description: 'All products of a seller you work for, drafts too, newest first.' })
  async sellerProducts(
    @Arg('sellerId', () => ID, { description: 'The seller.' }) sellerId: string,
    @Args() { first, after }: ProductPageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<ProductType>> {
    const size = pageSize(first);
    const place = typeof after === 'string' ? { before: idFrom(after) } : {};
    if (!mayManage(context.actor, idOf(sellerId))) throw forbidden();
    if (!isId(sellerId)) throw badUserInput('`sellerId` is not an id.');
    const rows = await this.listings.ofSeller(idOf(sellerId), { limit: size + 1, ...place });
    return toConnection(rows, size, (listing) => [listing.id], toProductType);
  }

  @Query(() => [CategoryType], {
    description: 'The whole tree of categories as a list: parents before what is under them, siblings by name.',
  })
  async categories(): Promise<readonly CategoryType[]> {
    return (await this.categoryViews.all()).flatMap((path) => toCategoryType(path) ?? []);
  }

  @Query(() => CategoryType, { nullable: true, description: 'A category by its id or its slug. Null when there is none.' })
  async category(
    @Arg('id', () => ID, { nullable: true, description: 'The id of the category.' }) id: string | null | undefined,
    @Arg('slug', () => String, { nullable: true, description: 'The category in the address of its page.' }) slug: string | null | undefined,
    @Ctx() context: GraphContext,
  ): Promise<CategoryType | null> {
    const wanted = exactlyOne(id, slug);
    if ('id' in wanted) return this.categoryReference(wanted.id, context);
    const path = isSlug(wanted.slug) ? await this.categoryViews.bySlug(wanted.slug) : undefined;
    return toCategoryType(path ?? []);
  }

  @FieldResolver(() => [CategoryType], { name: 'categories', description: 'The way to its category, from the root of the tree.' })
  async categoriesOf(@Root() product: ProductType, @Ctx() context: GraphContext): Promise<readonly CategoryType[]> {
    return toCategoryTypes(await this.path(product.categoryId, context));
  }
}
