import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { idOf, isId, isRefused, refuse, type Cause, type NewId } from '@marketplace/kernel';
import { command, type GraphContext } from '@marketplace/platform/graphql';
import type { Versioned } from '../../application/versioned';
import type { Products } from '../../application/products';
import type { Details, Product } from '../../domain/product';
import { expectedOf, type Answers } from './answers';
import { readAttributes, readVariant, readVariants } from './offers';
import {
  ProductArchiveInput,
  ProductCreateInput,
  ProductInventoryLinkInput,
  ProductPublishInput,
  ProductUnpublishInput,
  ProductUpdateInput,
  ProductVariantAddInput,
  ProductVariantUpdateInput,
} from './product-inputs.types';
import { ProductPayload, VariantPayload } from './product.types';

/** Left out and null both mean that it stays. */
const changesOf = (input: ProductUpdateInput): Partial<Details> => {
  const { title, description, language, brand, tags, categoryId, attributes, images } = input;
  return {
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(typeof language === 'string' ? { language } : {}),
    ...(typeof brand === 'string' ? { brand } : {}),
    ...(Array.isArray(tags) ? { tags } : {}),
    ...(typeof categoryId === 'string' ? { categoryId: idOf(categoryId) } : {}),
    ...(Array.isArray(attributes) ? { attributes: readAttributes(attributes) } : {}),
    ...(Array.isArray(images) ? { images } : {}),
  };
};

@Resolver()
export class ProductResolver {
  constructor(
    private readonly products: Products,
    private readonly answers: Answers,
    private readonly newId: NewId,
  ) {}

  @Mutation(() => ProductPayload, {
    description:
      'Makes a draft. Errors: SELLER_NOT_FOUND, CATEGORY_NOT_FOUND, SKU_TAKEN, and those of titles, pictures, options and prices.',
  })
  async productCreate(
    @Arg('input', () => ProductCreateInput) input: ProductCreateInput,
    @Ctx() context: GraphContext,
  ): Promise<ProductPayload> {
    const { sellerId, categoryId, title, description, language, brand, tags, attributes, images } = input;
    if (!isId(sellerId)) return this.answers.ofProduct(refuse('seller-not-found', { path: ['sellerId'] }));
    if (!isId(categoryId)) return this.answers.ofProduct(refuse('category-not-found', { path: ['categoryId'] }));
    const variants = readVariants(input.variants);
    if (isRefused(variants)) return this.answers.ofProduct(variants);
    const product = {
      sellerId: idOf<'Seller'>(sellerId),
      details: {
        title,
        description,
        language,
        ...(typeof brand === 'string' ? { brand } : {}),
        tags,
        categoryId: idOf<'Category'>(categoryId),
        attributes: readAttributes(attributes),
        images,
      },
      variants,
    };
    const outcome = await command<Versioned<Product>>(context, {
      operation: 'productCreate',
      input,
      run: (cause) => this.products.create(product, cause),
      replay: (id) => this.products.read(idOf(id), context.cause),
    });
    return this.answers.ofProduct(outcome);
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
      return this.answers.ofProduct(refuse('category-not-found', { path: ['categoryId'] }));
    return this.answers.onProduct(input, context, (target, cause) => this.products.update(target, changesOf(input), cause));
  }

  @Mutation(() => VariantPayload, {
    description:
      'Adds a variant. Errors: PRODUCT_NOT_FOUND, SKU_TAKEN, STOCK_UNIT_TAKEN, OPTIONS_TAKEN, OPTIONS_MISMATCH, VARIANT_WITHOUT_PRICE when the product is on show, and those of prices.',
  })
  async productVariantAdd(
    @Arg('input', () => ProductVariantAddInput) input: ProductVariantAddInput,
    @Ctx() context: GraphContext,
  ): Promise<VariantPayload> {
    const variantId = this.newId<'Variant'>();
    const variant = readVariant(input.variant, ['variant']);
    if (isRefused(variant)) return this.answers.ofVariant(variant, variantId);
    if (!isId(input.productId)) return this.answers.ofVariant(refuse('product-not-found', { path: ['productId'] }), variantId);
    const target = { productId: idOf<'Product'>(input.productId), ...expectedOf(input) };
    const run = (cause: Cause) => this.products.addVariant(target, { ...variant, id: variantId }, cause);
    return this.answers.ofVariant(
      await command<Versioned<Product>>(context, { operation: 'productVariantAdd', input: {}, run }),
      variantId,
    );
  }

  @Mutation(() => VariantPayload, {
    description:
      "Changes a variant's SKU, options or weight. Errors: VARIANT_NOT_FOUND, SKU_TAKEN, OPTIONS_TAKEN, OPTIONS_MISMATCH, WEIGHT_INVALID.",
  })
  async productVariantUpdate(
    @Arg('input', () => ProductVariantUpdateInput) input: ProductVariantUpdateInput,
    @Ctx() context: GraphContext,
  ): Promise<VariantPayload> {
    const { sku, options, weightGrams, stockUnit } = input;
    const changes = {
      ...(typeof sku === 'string' ? { sku } : {}),
      ...(Array.isArray(options) ? { options } : {}),
      ...(typeof weightGrams === 'number' ? { weightGrams } : {}),
      ...(typeof stockUnit === 'string' ? { stockUnit } : {}),
    };
    return this.answers.onVariant(input, context, (target, cause) => this.products.changeVariant(target, changes, cause));
  }

  @Mutation(() => VariantPayload, {
    description:
      'Says what warehouses call a variant, so that stock they count finds it. Errors: VARIANT_NOT_FOUND, STOCK_UNIT_INVALID, STOCK_UNIT_TAKEN.',
  })
  async productInventoryLink(
    @Arg('input', () => ProductInventoryLinkInput) input: ProductInventoryLinkInput,
    @Ctx() context: GraphContext,
  ): Promise<VariantPayload> {
    const stockUnit = input.stockUnit ?? '';
    return this.answers.onVariant(input, context, (target, cause) => this.products.linkInventory(target, stockUnit, cause));
  }

  @Mutation(() => ProductPayload, {
    description:
      'Puts a product on show. Errors: PRODUCT_NOT_FOUND, SELLER_NOT_APPROVED, PRODUCT_WITHOUT_VARIANT, VARIANT_WITHOUT_PRICE, PRODUCT_WITHOUT_IMAGE.',
  })
  productPublish(
    @Arg('input', () => ProductPublishInput) input: ProductPublishInput,
    @Ctx() context: GraphContext,
  ): Promise<ProductPayload> {
    return this.answers.onProduct(input, context, (target, cause) => this.products.publish(target, cause));
  }

  @Mutation(() => ProductPayload, {
    description: 'Takes a product off the shelf. Errors: PRODUCT_NOT_FOUND, PRODUCT_NOT_PUBLISHED, PRODUCT_ARCHIVED.',
  })
  productUnpublish(
    @Arg('input', () => ProductUnpublishInput) input: ProductUnpublishInput,
    @Ctx() context: GraphContext,
  ): Promise<ProductPayload> {
    return this.answers.onProduct(input, context, (target, cause) => this.products.unpublish(target, cause));
  }

  @Mutation(() => ProductPayload, { description: 'Ends a product for good. Errors: PRODUCT_NOT_FOUND.' })
  productArchive(
    @Arg('input', () => ProductArchiveInput) input: ProductArchiveInput,
    @Ctx() context: GraphContext,
  ): Promise<ProductPayload> {
    return this.answers.onProduct(input, context, (target, cause) => this.products.archive(target, cause));
  }
}
