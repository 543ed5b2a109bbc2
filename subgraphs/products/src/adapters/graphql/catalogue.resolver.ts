import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { idOf, isId, isRefused, type Instant, type ProductId, type SellerId, type VariantId } from '@marketplace/kernel';
import {
  pageFields,
  argsType,
  badUserInput,
  entity,
  forbidden,
  idKeyset,
  PageArgs,
  readConnection,
  t,
  type Connection,
  type Entity,
  type GraphContext,
  type Keyset,
} from '@marketplace/platform/graphql';
import { isFindable, isLinkable, ofSeller, type ProductListing, type PublishedListing } from '../../application/listing.view';
import type { CategoryPath, CategoryViews, ListingViews, ShopPlace } from '../../application/ports';
import { mayManage } from '../../domain/policies';
import { isSlug } from '../../domain/text';
import { CategoryType, toCategoryType, toCategoryTypes } from './category.types';
import { ProductConnectionType, ProductType, toProductType, toVariant, type VariantType } from './product.types';

const ShopPageArgs = argsType({
  ...pageFields(),
  categoryId: t.id('Only products of this category and all below it.').optional(),
});
type ShopPageArgs = InstanceType<typeof ShopPageArgs>;

const isMoment = (text: string): text is Instant =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text));

const shopKeyset: Keyset<PublishedListing, ShopPlace> = {
  parts: 2,
  of: ({ publishedAt, id }) => [publishedAt, id],
  parse: ([publishedAt = '', id = '']) => (isMoment(publishedAt) && isId(id) ? { publishedAt, id: idOf(id) } : undefined),
};

const sellerKeyset = idKeyset(({ id }: ProductListing) => id);

const exactlyOne = (id: string | undefined, slug: string | undefined): { readonly id: string } | { readonly slug: string } => {
  if (id !== undefined && slug === undefined) return { id };
  if (slug !== undefined && id === undefined) return { slug };
  throw badUserInput('Give either `id` or `slug`.');
};

type Listings = Pick<ListingViews, 'byIds' | 'byVariants'>;
type VariantRow = { readonly id: string; readonly listing: ProductListing };

/** What other contexts ask for by id: what was sold once, whatever has become of it. */
export const catalogueEntities = (listings: Listings, categories: Pick<CategoryViews, 'byIds'>) => ({
  product: entity('Product', {
    load: (ids: readonly ProductId[]) => listings.byIds(ids),
    mayRead: (actor, listing) => isLinkable(listing, actor),
    toType: toProductType,
  }),
  variant: entity('Variant', {
    load: async (ids: readonly VariantId[]) =>
      new Map([...(await listings.byVariants(ids))].map(([id, listing]): [string, VariantRow] => [id, { id, listing }])),
    mayRead: (actor, { listing }) => isLinkable(listing, actor),
    toType: ({ id, listing }): VariantType | null => toVariant(listing, id),
  }),
  category: entity('Category', { load: categories.byIds, toType: toCategoryType }),
});

type Services = {
  readonly product: Entity<ProductListing, ProductType>;
  readonly category: Entity<CategoryPath, CategoryType>;
  readonly listings: ListingViews;
  readonly categories: CategoryViews;
};

@Resolver(() => ProductType)
export class CatalogueResolver {
  constructor(private readonly services: Services) {}

  @Query(() => ProductType, {
    nullable: true,
    description: 'A product on show, by its id or its slug; for its seller and operators also one that is not. Null when there is none.',
  })
  async product(
    @Arg('id', () => ID, { nullable: true, description: 'The id of the product.' }) id: string | undefined,
    @Arg('slug', () => String, { nullable: true, description: 'The product in the address of its page.' }) slug: string | undefined,
    @Ctx() context: GraphContext,
  ): Promise<ProductType | null> {
    const { product, listings } = this.services;
    const wanted = exactlyOne(id, slug);
    const found = 'id' in wanted ? product.find(wanted.id, context) : isSlug(wanted.slug) ? listings.bySlug(wanted.slug) : undefined;
    const listing = await found;
    return listing !== undefined && isFindable(listing, context.actor) ? toProductType(listing) : null;
  }

  @Query(() => ProductConnectionType, { description: 'The products on show, newest first.' })
  products(
    @Args(() => ShopPageArgs) { categoryId, ...args }: ShopPageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<ProductType>> {
    return readConnection(args, context, {
      keyset: shopKeyset,
      read: (page) => {
        if (categoryId === undefined) return this.services.listings.published(page);
        return isId(categoryId) ? this.services.listings.published({ ...page, categoryId: idOf(categoryId) }) : [];
      },
      toNode: toProductType,
    });
  }

  @Query(() => ProductConnectionType, { description: 'All products of a seller you work for, drafts too, newest first.' })
  sellerProducts(
    @Arg('sellerId', () => ID, { description: 'The seller.' }) sellerId: string,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<ProductType>> {
    const id: SellerId = idOf(sellerId);
    return readConnection(args, context, {
      keyset: sellerKeyset,
      read: async (page) => {
        // Operators may ask for any seller, but a text that is no id belongs to none.
        if (!isId(sellerId)) throw mayManage(context.actor, id) ? badUserInput('`sellerId` is not an id.') : forbidden();
        const found = await ofSeller(this.services.listings, { sellerId: id, page }, context.actor);
        if (isRefused(found)) throw forbidden();
        return found;
      },
      toNode: toProductType,
    });
  }

  @Query(() => [CategoryType], {
    description: 'The whole tree of categories as a list: parents before what is under them, siblings by name.',
  })
  async categories(): Promise<readonly CategoryType[]> {
    return (await this.services.categories.all()).flatMap((path) => toCategoryType(path) ?? []);
  }

  @Query(() => CategoryType, { nullable: true, description: 'A category by its id or its slug. Null when there is none.' })
  async category(
    @Arg('id', () => ID, { nullable: true, description: 'The id of the category.' }) id: string | undefined,
    @Arg('slug', () => String, { nullable: true, description: 'The category in the address of its page.' }) slug: string | undefined,
    @Ctx() context: GraphContext,
  ): Promise<CategoryType | null> {
    const { category, categories } = this.services;
    const wanted = exactlyOne(id, slug);
    if ('id' in wanted) return category.show(wanted.id, context);
    const path = isSlug(wanted.slug) ? await categories.bySlug(wanted.slug) : undefined;
    return path === undefined ? null : toCategoryType(path);
  }

  @FieldResolver(() => [CategoryType], { name: 'categories', description: 'The way to its category, from the root of the tree.' })
  async categoriesOf(@Root() { categoryId }: ProductType, @Ctx() context: GraphContext): Promise<readonly CategoryType[]> {
    return toCategoryTypes((await this.services.category.find(categoryId, context)) ?? []);
  }
}
