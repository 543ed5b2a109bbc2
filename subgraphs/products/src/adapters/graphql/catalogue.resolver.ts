import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { idOf, isId, type Instant, type ProductId, type VariantId } from '@marketplace/kernel';
import {
  pageFields,
  argsType,
  badUserInput,
  entity,
  idKeyset,
  PageArgs,
  readConnection,
  t,
  type Connection,
  type Entity,
  type GraphContext,
  type Keyset,
} from '@marketplace/platform/graphql';
import { isVisible, isResolvable, ofSeller, type ProductListing, type PublishedListing } from '../../application/listing.view';
import type { CategoryPath, CategoryViews, ListingViews, PublishedPosition } from '../../application/ports';
import { isSlug } from '../../domain/text';
import { CategoryType, toCategoryType, toCategoryTypes } from './category.types';
import { readSellerId } from './read-inputs';
import { ProductConnectionType, ProductType, toProductType, toVariant, type VariantType } from './product.types';

const ProductPageArgs = argsType({
  ...pageFields(),
  categoryId: t.id('Returns only products of this category and its descendants.').optional(),
});
type ProductPageArgs = InstanceType<typeof ProductPageArgs>;

const isInstant = (text: string): text is Instant =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text));

const publishedKeyset: Keyset<PublishedListing, PublishedPosition> = {
  parts: 2,
  of: ({ publishedAt, id }) => [publishedAt, id],
  parse: ([publishedAt = '', id = '']) => (isInstant(publishedAt) && isId(id) ? { publishedAt, id: idOf(id) } : undefined),
};

const sellerKeyset = idKeyset(({ id }: ProductListing) => id);

const exactlyOne = (id: string | undefined, slug: string | undefined): { readonly id: string } | { readonly slug: string } => {
  if (id !== undefined && slug === undefined) return { id };
  if (slug !== undefined && id === undefined) return { slug };
  throw badUserInput('Specify either `id` or `slug`.');
};

type Listings = Pick<ListingViews, 'byIds' | 'byVariants'>;
type VariantRow = { readonly id: string; readonly listing: ProductListing };

/** Entities that other subgraphs reference. Products resolve after their first publication, whatever their status is now. */
export const catalogueEntities = (listings: Listings, categories: Pick<CategoryViews, 'byIds'>) => ({
  product: entity('Product', {
    load: (ids: readonly ProductId[]) => listings.byIds(ids),
    mayRead: (actor, listing) => isResolvable(listing, actor),
    toType: toProductType,
  }),
  variant: entity('Variant', {
    load: async (ids: readonly VariantId[]) =>
      new Map([...(await listings.byVariants(ids))].map(([id, listing]): [string, VariantRow] => [id, { id, listing }])),
    mayRead: (actor, { listing }) => isResolvable(listing, actor),
    toType: ({ id, listing }): VariantType | null => toVariant(listing, id),
  }),
  category: entity('Category', { load: categories.byIds, toType: toCategoryType }),
});

type Dependencies = {
  readonly product: Entity<ProductListing, ProductType>;
  readonly category: Entity<CategoryPath, CategoryType>;
  readonly listings: ListingViews;
  readonly categories: CategoryViews;
};

@Resolver(() => ProductType)
export class CatalogueResolver {
  constructor(private readonly dependencies: Dependencies) {}

  @Query(() => ProductType, {
    nullable: true,
    description:
      'A published product, by ID or slug. Its seller and operators also see unpublished ones. Null if there is no such product.',
  })
  async product(
    @Arg('id', () => ID, { nullable: true, description: 'The ID of the product.' }) id: string | undefined,
    @Arg('slug', () => String, { nullable: true, description: 'The slug of the product, from the URL of its page.' })
    slug: string | undefined,
    @Ctx() context: GraphContext,
  ): Promise<ProductType | null> {
    const { product, listings } = this.dependencies;
    const key = exactlyOne(id, slug);
    const found = 'id' in key ? product.find(key.id, context) : isSlug(key.slug) ? listings.bySlug(key.slug) : undefined;
    const listing = await found;
    return listing !== undefined && isVisible(listing, context.actor) ? toProductType(listing) : null;
  }

  @Query(() => ProductConnectionType, { description: 'The published products, newest first.' })
  products(
    @Args(() => ProductPageArgs) { categoryId, ...args }: ProductPageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<ProductType>> {
    return readConnection(args, context, {
      keyset: publishedKeyset,
      read: (page) => {
        if (categoryId === undefined) return this.dependencies.listings.published(page);
        return isId(categoryId) ? this.dependencies.listings.published({ ...page, categoryId: idOf(categoryId) }) : [];
      },
      toNode: toProductType,
    });
  }

  @Query(() => ProductConnectionType, { description: 'The products of a seller that you belong to, including drafts, newest first.' })
  async sellerProducts(
    @Arg('sellerId', () => ID, { description: 'The ID of the seller.' }) sellerId: string,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<ProductType>> {
    const id = readSellerId(sellerId);
    return readConnection(args, context, {
      keyset: sellerKeyset,
      read: (page) => ofSeller(this.dependencies.listings, { sellerId: id, page }, context.actor),
      toNode: toProductType,
    });
  }

  @Query(() => [CategoryType], {
    description: 'All categories as a list: parents before their children, siblings by name.',
  })
  async categories(): Promise<readonly CategoryType[]> {
    return (await this.dependencies.categories.all()).flatMap((path) => toCategoryType(path) ?? []);
  }

  @Query(() => CategoryType, { nullable: true, description: 'A category, by ID or slug. Null if there is no such category.' })
  async category(
    @Arg('id', () => ID, { nullable: true, description: 'The ID of the category.' }) id: string | undefined,
    @Arg('slug', () => String, { nullable: true, description: 'The slug of the category, from the URL of its page.' })
    slug: string | undefined,
    @Ctx() context: GraphContext,
  ): Promise<CategoryType | null> {
    const { category, categories } = this.dependencies;
    const key = exactlyOne(id, slug);
    if ('id' in key) return category.show(key.id, context);
    const path = isSlug(key.slug) ? await categories.bySlug(key.slug) : undefined;
    return path === undefined ? null : toCategoryType(path);
  }

  @FieldResolver(() => [CategoryType], {
    name: 'categories',
    description: 'The category path of the product, from the root to its own category.',
  })
  async categoriesOf(@Root() { categoryId }: ProductType, @Ctx() context: GraphContext): Promise<readonly CategoryType[]> {
    return toCategoryTypes((await this.dependencies.category.find(categoryId, context)) ?? []);
  }
}
