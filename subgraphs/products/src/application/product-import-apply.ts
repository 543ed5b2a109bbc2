import { defined, isRefused, refuse, type CategoryId, type Cause, type ProductId, type VariantId } from '@marketplace/kernel';
import type { ImportSettings } from '../domain/import';
import { issueOf, indexIn } from '../domain/import-issues';
import type { RowIssue, ImportedProduct, ImportedVariant } from '../domain/import-product';
import type { Details, Product } from '../domain/product';
import { slugOf } from '../domain/text';
import type { ImportPorts, InitialStock } from './product-import-ports';
import { applyVariant, newVariantOf, skuOf, type ImportContext } from './product-import-variants';
import { createProducts, type Products } from './products';
import { stagedProduct, type ProductChange } from './staged-product';

/** The result of importing one product. */
export type ProductOutcome = {
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'refused';
  readonly variantsAdded: number;
  readonly issues: readonly RowIssue[];
  readonly product?: { readonly id: ProductId; readonly change: ProductChange; readonly initialStock: readonly InitialStock[] };
};

const maxQuantity = 1_000_000;

const hasValidQuantity = ({ quantity = 0 }: ImportedVariant): boolean => Number.isInteger(quantity) && quantity <= maxQuantity;

/** The changed details; fields that are not in the file are left out. */
const changesOf = ({ title, description, brand, tags, language, images, attributes }: ImportedProduct): Partial<Details> =>
  defined({ title, description, brand, tags, language, attributes, images: images?.map(({ url, alt }) => ({ url, alt })) });

type SaveOutcome = Awaited<ReturnType<Products['create' | 'update']>>;

/** Saves the product. If a variant or image is refused, reports it and tries again without it. */
const saveWithoutRejected = async (
  { settings, issues }: ImportContext,
  imported: ImportedProduct,
  save: (product: ImportedProduct) => Promise<SaveOutcome>,
): Promise<SaveOutcome> => {
  const { format } = settings;
  let product = imported;
  for (;;) {
    const outcome = await save(product);
    if (!isRefused(outcome)) return outcome;
    const [variant, image] = [indexIn(outcome, 'variants'), indexIn(outcome, 'images')];
    const invalid = product.variants[variant ?? -1];
    if (invalid !== undefined) issues.push(issueOf(outcome, { format, product, variant: invalid }));
    else issues.push(issueOf(outcome, { format, product }));
    // If all variants are refused, the product is refused.
    if (invalid !== undefined && product.variants.length > 1)
      product = { ...product, variants: product.variants.filter((each) => each !== invalid) };
    else if (image !== undefined && product.images?.[image] !== undefined)
      product = { ...product, images: product.images.filter((_, position) => position !== image) };
    else return outcome;
  }
};

const createProduct = (context: ImportContext, imported: ImportedProduct, categoryId: CategoryId): Promise<SaveOutcome> =>
  saveWithoutRejected(context, imported, (product) => {
    const {
      title = '',
      description = '',
      language = context.settings.language,
      tags = [],
      images = [],
      attributes = [],
    } = changesOf(product);
    const details = { ...changesOf(product), title, description, language, tags, images, attributes, categoryId };
    const variants = product.variants.map((variant) => newVariantOf(product, variant));
    return context.products.create({ sellerId: context.settings.sellerId, details, variants }, context.cause);
  });

/** Publishes, unpublishes or archives the product, if the file and the settings request it. */
const applyStatus = async (context: ImportContext, { id, status }: Product, imported: ImportedProduct): Promise<void> => {
  const target = { productId: id };
  const requested = imported.status;
  if (requested === 'ARCHIVED') await context.products.archive(target, context.cause);
  if (requested === 'DRAFT' && status === 'PUBLISHED') await context.products.unpublish(target, context.cause);
  if (requested !== 'ACTIVE' || !context.settings.publish || status === 'PUBLISHED') return;
  const outcome = await context.products.publish(target, context.cause);
  // The product exists as a draft, so this is only a notice.
  if (isRefused(outcome)) context.issues.push(issueOf(outcome, { format: context.settings.format, product: imported }, 'NOTICE'));
};

/** The quantities of new variants. Inventory owns the stock of existing ones. */
const initialStockOf = ({ events }: ProductChange, product: ImportedProduct): readonly InitialStock[] => {
  const quantities = new Map(product.variants.map((variant) => [skuOf(product, variant), variant.quantity ?? 0]));
  const added = events.flatMap((event) => {
    if (event.type === 'ProductCreated') return event.variants;
    return event.type === 'VariantAdded' ? [event.variant] : [];
  });
  return added.flatMap(({ id, sku }) => {
    const quantity = quantities.get(sku) ?? 0;
    return quantity > 0 ? [{ variantId: id, sku, quantity }] : [];
  });
};

const countAddedVariants = ({ events }: ProductChange): number =>
  events.reduce((sum, event) => {
    if (event.type === 'ProductCreated') return sum + event.variants.length;
    return event.type === 'VariantAdded' ? sum + 1 : sum;
  }, 0);

/** Leaves out variants with an invalid quantity. No later step would check it, because inventory owns stock. */
const withValidQuantities = ({ settings, issues }: ImportContext, product: ImportedProduct): ImportedProduct => {
  const refusal = refuse('quantity-invalid', { path: ['quantity'] });
  const invalid = product.variants.filter((variant) => !hasValidQuantity(variant));
  issues.push(...invalid.map((variant) => issueOf(refusal, { format: settings.format, product, variant })));
  return invalid.length === 0 ? product : { ...product, variants: product.variants.filter(hasValidQuantity) };
};

type ProductPorts = Pick<ImportPorts, 'products' | 'sellers' | 'clock' | 'newId' | 'categoryBySlug'>;

/** Applies imported products. Each results in one change that is not saved yet. */
export const createImportApplier = ({ categoryBySlug, ...ports }: ProductPorts) => {
  const categoryOf = async ({ category }: ImportedProduct): Promise<CategoryId | undefined> =>
    category === undefined ? undefined : categoryBySlug(slugOf(category));

  const createNew = async (context: ImportContext, product: ImportedProduct): Promise<ProductId | undefined> => {
    const { format } = context.settings;
    const categoryId = (await categoryOf(product)) ?? context.settings.categoryId;
    if (product.title === undefined) {
      context.issues.push(issueOf(refuse('title-missing', { path: ['title'] }), { format, product }));
      return undefined;
    }
    if (categoryId === undefined) {
      context.issues.push(issueOf(refuse('category-not-found', { path: ['categoryId'] }), { format, product }));
      return undefined;
    }
    const created = await createProduct(context, product, categoryId);
    if (isRefused(created)) return undefined;
    // Without a status in the file, new products are published and existing drafts stay drafts.
    await applyStatus(context, created.state, { ...product, status: product.status ?? 'ACTIVE' });
    return created.state.id;
  };

  const updateExisting = async (context: ImportContext, id: ProductId, imported: ImportedProduct): Promise<boolean> => {
    const category = defined({ categoryId: await categoryOf(imported) });
    const updated = await saveWithoutRejected(context, imported, (product) =>
      context.products.update({ productId: id }, { ...changesOf(product), ...category }, context.cause),
    );
    if (isRefused(updated)) return false;
    let { state } = updated;
    const updatedIds = new Set<VariantId>();
    for (const variant of imported.variants) {
      state = await applyVariant(context, { id: ports.newId(), state, updatedIds }, { product: imported, variant });
    }
    await applyStatus(context, state, imported);
    return true;
  };

  return async (
    settings: ImportSettings,
    read: ImportedProduct,
    { known, cause }: { known: ProductId | undefined; cause: Cause },
  ): Promise<ProductOutcome> => {
    const { products, staged } = stagedProduct(ports.products);
    const context: ImportContext = { settings, products: createProducts({ ...ports, products }), cause, issues: [] };
    const product = withValidQuantities(context, read);
    const { issues } = context;
    if (product.variants.length === 0 && read.variants.length > 0) return { outcome: 'refused', variantsAdded: 0, issues };
    if (product.status === 'ARCHIVED') {
      const current = known === undefined ? undefined : await products.find(known);
      if (current === undefined)
        issues.push(issueOf(refuse('archived-left-out', { path: ['status'] }), { format: settings.format, product }, 'NOTICE'));
      if (current === undefined || current.state.status === 'ARCHIVED') return { outcome: 'unchanged', variantsAdded: 0, issues };
    }
    const id =
      known === undefined ? await createNew(context, product) : (await updateExisting(context, known, product)) ? known : undefined;
    const change = staged();
    if (id === undefined) return { outcome: 'refused', variantsAdded: 0, issues };
    if (change === undefined) return { outcome: 'unchanged', variantsAdded: 0, issues };
    const outcome = known === undefined ? 'created' : 'updated';
    return {
      outcome,
      variantsAdded: countAddedVariants(change),
      issues,
      product: { id, change, initialStock: initialStockOf(change, product) },
    };
  };
};
