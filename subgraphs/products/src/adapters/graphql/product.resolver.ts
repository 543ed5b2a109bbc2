import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { idOf, isId, isRefused, refuse, type Cause, type NewId, type Refusal } from '@marketplace/kernel';
import { command, toUserErrors, type GraphContext } from '@marketplace/platform/graphql';
import { listingOf } from '../../application/listing.view';
import type { Versioned } from '../../application/versioned';
import type { Products, Target } from '../../application/products';
import type { Details, Product } from '../../domain/product';
import { messages } from './messages';
import { readOffer, readVariant, readVariants } from './offers';
import {
  ProductArchiveInput,
  ProductCreateInput,
  ProductPriceChangeInput,
  ProductPublishInput,
  ProductUnpublishInput,
  ProductUpdateInput,
  ProductVariantAddInput,
  ProductVariantUpdateInput,
} from './product-inputs.types';
import { ProductPayload, toProductType, toVariant, VariantPayload } from './product.types';

type Outcome = Versioned<Product> | Refusal;
type Expected = { readonly expectedVersion?: number | null };
type OnProduct = { readonly productId: string } & Expected;
type OnVariant = { readonly variantId: string } & Expected;

const expectedOf = ({ expectedVersion }: Expected): { expectedVersion?: number } =>
  expectedVersion === null || expectedVersion === undefined ? {} : { expectedVersion };

const toProductPayload = (outcome: Outcome): ProductPayload =>
  isRefused(outcome)
    ? { product: null, userErrors: toUserErrors(outcome, messages) }
    : { product: toProductType(listingOf(outcome)), userErrors: [] };

const toVariantPayload = (outcome: Outcome, variantId: string): VariantPayload => {
  if (isRefused(outcome)) return { variant: null, product: null, userErrors: toUserErrors(outcome, messages) };
  const listing = listingOf(outcome);
  return { variant: toVariant(listing, variantId), product: toProductType(listing), userErrors: [] };
};

/** Left out and null both mean that it stays. */
const changesOf = ({ title, description, categoryId, attributes, images }: ProductUpdateInput): Partial<Details> => ({
  ...(typeof title === 'string' ? { title } : {}),
  ...(typeof description === 'string' ? { description } : {}),
  ...(typeof categoryId === 'string' ? { categoryId: idOf(categoryId) } : {}),
  ...(Array.isArray(attributes) ? { attributes } : {}),
  ...(Array.isArray(images) ? { images } : {}),
});

@Resolver()
export class ProductResolver {
  constructor(
    private readonly products: Products,
    private readonly newId: NewId,
  ) {}

  private async onProduct(
    input: OnProduct,
    context: GraphContext,
    run: (target: Target, cause: Cause) => Promise<Outcome>,
  ): Promise<ProductPayload> {
    if (!isId(input.productId)) return toProductPayload(refuse('product-not-found', { path: ['productId'] }));
    const target = { productId: idOf<'Product'>(input.productId), ...expectedOf(input) };
    return toProductPayload(await command(context, { operation: 'product', input: {}, run: (cause) => run(target, cause) }));
  }

  private async onVariant(
    input: OnVariant,
    context: GraphContext,
    run: (target: Extract<Target, { variantId: unknown }>, cause: Cause) => Promise<Outcome>,
  ): Promise<VariantPayload> {
    if (!isId(input.variantId)) return toVariantPayload(refuse('variant-not-found', { path: ['variantId'] }), '');
    const target = { variantId: idOf<'Variant'>(input.variantId), ...expectedOf(input) };
    return toVariantPayload(
      await command(context, { operation: 'variant', input: {}, run: (cause) => run(target, cause) }),
      input.variantId,
    );
  }

  @Mutation(() => ProductPayload, {
    description:
      'Makes a draft. Errors: SELLER_NOT_FOUND, CATEGORY_NOT_FOUND, SKU_TAKEN, and those of titles, pictures, options and prices.',
  })
  async productCreate(
    @Arg('input', () => ProductCreateInput) input: ProductCreateInput,
    @Ctx() context: GraphContext,
  ): Promise<ProductPayload> {
    const { sellerId, categoryId, title, description, attributes, images } = input;
    if (!isId(sellerId)) return toProductPayload(refuse('seller-not-found', { path: ['sellerId'] }));
    if (!isId(categoryId)) return toProductPayload(refuse('category-not-found', { path: ['categoryId'] }));
    const variants = readVariants(input.variants);
    if (isRefused(variants)) return toProductPayload(variants);
    const product = {
      sellerId: idOf<'Seller'>(sellerId),
      details: { title, description, categoryId: idOf<'Category'>(categoryId), attributes, images },
      variants,
    };
    const outcome = await command<Versioned<Product>>(context, {
      operation: 'productCreate',
      input,
      run: (cause) => this.products.create(product, cause),
      replay: (id) => this.products.read(idOf(id), context.cause),
    });
    return toProductPayload(outcome);
  }

  @Mutation(() => ProductPayload, {
    description:
      'Changes what a product says about itself. Errors: PRODUCT_NOT_FOUND, PRODUCT_ARCHIVED, VERSION_CONFLICT, CATEGORY_NOT_FOUND, and those of titles and pictures.',
  })
  async productUpdate(
    @Arg('input', () => ProductUpdateInput) input: ProductUpdateInput,
    @Ctx() context: GraphContext,
  ): Promise<ProductPayload> {
    if (typeof input.categoryId === 'string' && !isId(input.categoryId))
      return toProductPayload(refuse('category-not-found', { path: ['categoryId'] }));
    return this.onProduct(input, context, (target, cause) => this.products.update(target, changesOf(input), cause));
  }

  @Mutation(() => VariantPayload, {
    description:
      'Adds a variant. Errors: PRODUCT_NOT_FOUND, SKU_TAKEN, OPTIONS_TAKEN, OPTIONS_MISMATCH, VARIANT_WITHOUT_PRICE when the product is on show, and those of prices.',
  })
  async productVariantAdd(
    @Arg('input', () => ProductVariantAddInput) input: ProductVariantAddInput,
    @Ctx() context: GraphContext,
  ): Promise<VariantPayload> {
    const variantId = this.newId<'Variant'>();
    const variant = readVariant(input.variant, ['variant']);
    if (isRefused(variant)) return toVariantPayload(variant, variantId);
    if (!isId(input.productId)) return toVariantPayload(refuse('product-not-found', { path: ['productId'] }), variantId);
    const target = { productId: idOf<'Product'>(input.productId), ...expectedOf(input) };
    const run = (cause: Cause) => this.products.addVariant(target, { ...variant, id: variantId }, cause);
    return toVariantPayload(await command<Versioned<Product>>(context, { operation: 'productVariantAdd', input: {}, run }), variantId);
  }

  @Mutation(() => VariantPayload, {
    description:
      "Changes a variant's SKU, options or weight. Errors: VARIANT_NOT_FOUND, SKU_TAKEN, OPTIONS_TAKEN, OPTIONS_MISMATCH, WEIGHT_INVALID.",
  })
  async productVariantUpdate(
    @Arg('input', () => ProductVariantUpdateInput) input: ProductVariantUpdateInput,
    @Ctx() context: GraphContext,
  ): Promise<VariantPayload> {
    const { sku, options, weightGrams } = input;
    const changes = {
      ...(typeof sku === 'string' ? { sku } : {}),
      ...(Array.isArray(options) ? { options } : {}),
      ...(typeof weightGrams === 'number' ? { weightGrams } : {}),
    };
    return this.onVariant(input, context, (target, cause) => this.products.changeVariant(target, changes, cause));
  }

  @Mutation(() => VariantPayload, {
    description:
      'Sets what a variant costs from now on; carts follow, orders keep theirs. Errors: VARIANT_NOT_FOUND, PRICE_INVALID, CURRENCY_MISMATCH, COMPARE_AT_PRICE_NOT_HIGHER.',
  })
  async productPriceChange(
    @Arg('input', () => ProductPriceChangeInput) input: ProductPriceChangeInput,
    @Ctx() context: GraphContext,
  ): Promise<VariantPayload> {
    const offer = readOffer(input, []);
    if (offer === undefined || isRefused(offer))
      return toVariantPayload(offer ?? refuse('price-invalid', { path: ['price'] }), input.variantId);
    return this.onVariant(input, context, (target, cause) => this.products.changePrice(target, offer, cause));
  }

  @Mutation(() => ProductPayload, {
    description:
      'Puts a product on show. Errors: PRODUCT_NOT_FOUND, SELLER_NOT_APPROVED, PRODUCT_WITHOUT_VARIANT, VARIANT_WITHOUT_PRICE, PRODUCT_WITHOUT_IMAGE.',
  })
  productPublish(
    @Arg('input', () => ProductPublishInput) input: ProductPublishInput,
    @Ctx() context: GraphContext,
  ): Promise<ProductPayload> {
    return this.onProduct(input, context, (target, cause) => this.products.publish(target, cause));
  }

  @Mutation(() => ProductPayload, {
    description: 'Takes a product off the shelf. Errors: PRODUCT_NOT_FOUND, PRODUCT_NOT_PUBLISHED, PRODUCT_ARCHIVED.',
  })
  productUnpublish(
    @Arg('input', () => ProductUnpublishInput) input: ProductUnpublishInput,
    @Ctx() context: GraphContext,
  ): Promise<ProductPayload> {
    return this.onProduct(input, context, (target, cause) => this.products.unpublish(target, cause));
  }

  @Mutation(() => ProductPayload, { description: 'Ends a product for good. Errors: PRODUCT_NOT_FOUND.' })
  productArchive(
    @Arg('input', () => ProductArchiveInput) input: ProductArchiveInput,
    @Ctx() context: GraphContext,
  ): Promise<ProductPayload> {
    return this.onProduct(input, context, (target, cause) => this.products.archive(target, cause));
  }
}
