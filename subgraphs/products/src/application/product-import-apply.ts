import { defined, isRefused, refuse, type CategoryId, type Cause, type ProductId, type VariantId } from '@marketplace/kernel';
import type { ImportTerms } from '../domain/import';
import { faultOf, partAt } from '../domain/import-faults';
import type { Fault, ImportedProduct, ImportedVariant } from '../domain/import-product';
import type { Details, Product } from '../domain/product';
import { slugOf } from '../domain/text';
import type { ImportPorts, InitialStock } from './product-import-ports';
import { applyVariant, newVariantOf, skuOf, type Work } from './product-import-variants';
import { createProducts, type Products } from './products';
import { stagedProduct, type ProductChange } from './staged-product';

/** What came of one product of a file. */
export type Applied = {
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'refused';
  readonly variantsAdded: number;
  readonly faults: readonly Fault[];
  readonly product?: { readonly id: ProductId; readonly change: ProductChange; readonly initialStock: readonly InitialStock[] };
};

const mostPieces = 1_000_000;

const isCountable = ({ quantity = 0 }: ImportedVariant): boolean => Number.isInteger(quantity) && quantity <= mostPieces;

/** What the file says of the product itself; what it does not speak of is left out. */
const changesOf = ({ title, description, brand, tags, language, images, attributes }: ImportedProduct): Partial<Details> =>
  defined({ title, description, brand, tags, language, attributes, images: images?.map(({ url, alt }) => ({ url, alt })) });

type Attempt = Awaited<ReturnType<Products['create' | 'update']>>;

/** Leaves out one picture or variant after the other for which the whole is refused, and reports each. */
const attempted = async (
  { terms, faults }: Work,
  imported: ImportedProduct,
  attempt: (product: ImportedProduct) => Promise<Attempt>,
): Promise<Attempt> => {
  const { format } = terms;
  let product = imported;
  for (;;) {
    const outcome = await attempt(product);
    if (!isRefused(outcome)) return outcome;
    const [variant, image] = [partAt(outcome, 'variants'), partAt(outcome, 'images')];
    const faulty = product.variants[variant ?? -1];
    if (faulty !== undefined) faults.push(faultOf(outcome, { format, product, variant: faulty }));
    else faults.push(faultOf(outcome, { format, product }));
    // A product of which no variant can be taken is of no use.
    if (faulty !== undefined && product.variants.length > 1)
      product = { ...product, variants: product.variants.filter((each) => each !== faulty) };
    else if (image !== undefined && product.images?.[image] !== undefined)
      product = { ...product, images: product.images.filter((_, position) => position !== image) };
    else return outcome;
  }
};

const createProduct = (work: Work, imported: ImportedProduct, categoryId: CategoryId): Promise<Attempt> =>
  attempted(work, imported, (product) => {
    const { title = '', description = '', language = work.terms.language, tags = [], images = [], attributes = [] } = changesOf(product);
    const details = { ...changesOf(product), title, description, language, tags, images, attributes, categoryId };
    const variants = product.variants.map((variant) => newVariantOf(product, variant));
    return work.products.create({ sellerId: work.terms.sellerId, details, variants }, work.cause);
  });

/** Publishes, unpublishes or archives the product, as far as the file and the seller's choice say so. */
const applyStatus = async (work: Work, { id, status }: Product, imported: ImportedProduct): Promise<void> => {
  const target = { productId: id };
  const wanted = imported.status;
  if (wanted === 'ARCHIVED') await work.products.archive(target, work.cause);
  if (wanted === 'DRAFT' && status === 'PUBLISHED') await work.products.unpublish(target, work.cause);
  if (wanted !== 'ACTIVE' || !work.terms.publish || status === 'PUBLISHED') return;
  const outcome = await work.products.publish(target, work.cause);
  // It is there, as a draft: that is less than was asked for, and no fault of a row.
  if (isRefused(outcome)) work.faults.push(faultOf(outcome, { format: work.terms.format, product: imported }, 'NOTICE'));
};

/** Pieces of the variants that join the catalogue now; of others, only inventory knows how many there are. */
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

const addedBy = ({ events }: ProductChange): number =>
  events.reduce((sum, event) => {
    if (event.type === 'ProductCreated') return sum + event.variants.length;
    return event.type === 'VariantAdded' ? sum + 1 : sum;
  }, 0);

/** Rows whose quantity is no number of pieces are left out at once: stock is not this context's, and nobody else will look at it. */
const countable = ({ terms, faults }: Work, product: ImportedProduct): ImportedProduct => {
  const refusal = refuse('quantity-invalid', { path: ['quantity'] });
  const uncountable = product.variants.filter((variant) => !isCountable(variant));
  faults.push(...uncountable.map((variant) => faultOf(refusal, { format: terms.format, product, variant })));
  return uncountable.length === 0 ? product : { ...product, variants: product.variants.filter(isCountable) };
};

type ProductPorts = Pick<ImportPorts, 'products' | 'sellers' | 'clock' | 'newId' | 'categoryBySlug'>;

/** Carries out what a file says of products, each as one change that is not written yet. */
export const createImportApplier = ({ categoryBySlug, ...ports }: ProductPorts) => {
  const categoryOf = async ({ category }: ImportedProduct): Promise<CategoryId | undefined> =>
    category === undefined ? undefined : categoryBySlug(slugOf(category));

  const createNew = async (work: Work, product: ImportedProduct): Promise<ProductId | undefined> => {
    const { format } = work.terms;
    const categoryId = (await categoryOf(product)) ?? work.terms.categoryId;
    if (product.title === undefined) {
      work.faults.push(faultOf(refuse('title-missing', { path: ['title'] }), { format, product }));
      return undefined;
    }
    if (categoryId === undefined) {
      work.faults.push(faultOf(refuse('category-not-found', { path: ['categoryId'] }), { format, product }));
      return undefined;
    }
    const created = await createProduct(work, product, categoryId);
    if (isRefused(created)) return undefined;
    // Of what is new, a file that says nothing means to sell it; of a draft that is there, that it stays one.
    await applyStatus(work, created.state, { ...product, status: product.status ?? 'ACTIVE' });
    return created.state.id;
  };

  const updateKnown = async (work: Work, id: ProductId, imported: ImportedProduct): Promise<boolean> => {
    const category = defined({ categoryId: await categoryOf(imported) });
    const updated = await attempted(work, imported, (product) =>
      work.products.update({ productId: id }, { ...changesOf(product), ...category }, work.cause),
    );
    if (isRefused(updated)) return false;
    let { state } = updated;
    const spokenOf = new Set<VariantId>();
    for (const variant of imported.variants) {
      state = await applyVariant(work, { id: ports.newId(), state, spokenOf }, { product: imported, variant });
    }
    await applyStatus(work, state, imported);
    return true;
  };

  return async (
    terms: ImportTerms,
    read: ImportedProduct,
    { known, cause }: { known: ProductId | undefined; cause: Cause },
  ): Promise<Applied> => {
    const { products, staged } = stagedProduct(ports.products);
    const work: Work = { terms, products: createProducts({ ...ports, products }), cause, faults: [] };
    const product = countable(work, read);
    const { faults } = work;
    if (product.variants.length === 0 && read.variants.length > 0) return { outcome: 'refused', variantsAdded: 0, faults };
    if (product.status === 'ARCHIVED') {
      const current = known === undefined ? undefined : await products.find(known);
      if (current === undefined)
        faults.push(faultOf(refuse('archived-left-out', { path: ['status'] }), { format: terms.format, product }, 'NOTICE'));
      if (current === undefined || current.state.status === 'ARCHIVED') return { outcome: 'unchanged', variantsAdded: 0, faults };
    }
    const id = known === undefined ? await createNew(work, product) : (await updateKnown(work, known, product)) ? known : undefined;
    const change = staged();
    if (id === undefined) return { outcome: 'refused', variantsAdded: 0, faults };
    if (change === undefined) return { outcome: 'unchanged', variantsAdded: 0, faults };
    const outcome = known === undefined ? 'created' : 'updated';
    return { outcome, variantsAdded: addedBy(change), faults, product: { id, change, initialStock: initialStockOf(change, product) } };
  };
};
