import { defined } from '@marketplace/kernel';
import { withoutErrors, registerOrSignIn, openShop, shopDocuments, signIn, loadError, type Session } from '../client/accounts';
import { graphClient, type GraphClient, type Payload, type UserError } from '../client/graph-client';
import { inParallel, retryUntil } from '../client/retry-until';
import { demoBuyers, demoOperator, demoPassword } from '../command/logins';
import { demoShops, demoWarehouses, imagesOf, stockOf, variantsOf } from './catalogue/catalogue';
import { demoCategories, type DemoCategory } from './catalogue/categories';
import type { DemoProduct, DemoSeller } from './catalogue/product';
import * as documents from './documents';
import { loadPromotions, type OpenShop } from './promotions';

type Categories = ReadonlyMap<string, string>;

/** Creates missing categories, parents first. Returns their IDs by slug. */
const createCategories = async (operator: GraphClient): Promise<Categories> => {
  const { categories } = await operator.request<{ categories: readonly { id: string; slug: string }[] }>(shopDocuments.categories);
  const ids = new Map(categories.map(({ id, slug }) => [slug, id]));
  const ensure = async ({ name, slug, children: below = [] }: DemoCategory, parentId?: string): Promise<void> => {
    const known = ids.get(slug);
    const input = { name, slug, ...defined({ parentId }) };
    const id = known ?? (await create(input));
    ids.set(slug, id);
    await Promise.all(below.map((each) => ensure(each, id)));
  };
  const create = async (input: { readonly slug: string }): Promise<string> => {
    const { categoryCreate } = await operator.request<{ categoryCreate: Payload<'category', { id: string }> }>(
      shopDocuments.createCategory,
      { input },
    );
    if (categoryCreate.category === null) throw loadError(`category ${input.slug}`, categoryCreate.userErrors);
    return categoryCreate.category.id;
  };
  await Promise.all(demoCategories.map((category) => ensure(category)));
  return ids;
};

/** Creates missing warehouses. Returns their IDs in order. */
const createWarehouses = async (operator: GraphClient): Promise<readonly string[]> => {
  type CreatedProduct = {
    readonly warehouses: { readonly edges: readonly { readonly node: { readonly id: string; readonly code: string } }[] };
  };
  const { warehouses } = await operator.request<CreatedProduct>(documents.warehouses);
  const known = new Map(warehouses.edges.map(({ node }) => [node.code, node.id]));
  return Promise.all(
    demoWarehouses.map(async (input) => {
      const id = known.get(input.code);
      if (id !== undefined) return id;
      const { warehouseCreate } = await operator.request<{ warehouseCreate: Payload<'warehouse', { id: string }> }>(
        documents.createWarehouse,
        { input },
      );
      if (warehouseCreate.warehouse === null) throw loadError(`warehouse ${input.code}`, warehouseCreate.userErrors);
      return warehouseCreate.warehouse.id;
    }),
  );
};

type DemoSetup = {
  readonly url: string;
  readonly operator: GraphClient;
  readonly categories: Categories;
  readonly warehouses: readonly string[];
};

type Listed = { readonly id: string; readonly slug: string; readonly variants: readonly { readonly id: string; readonly sku: string }[] };

type Shop = { readonly seller: DemoSeller; readonly client: GraphClient; readonly sellerId: string; readonly setup: DemoSetup };

const createProduct = async (product: DemoProduct, { seller, client, sellerId, setup }: Shop): Promise<Listed> => {
  const variants = variantsOf(seller, product);
  const input = {
    sellerId,
    title: product.title,
    description: product.description,
    categoryId: setup.categories.get(product.category),
    attributes: Object.entries(product.attributes).map(([name, value]) => ({ name, value })),
    images: imagesOf(product),
    variants,
    idempotencyKey: `demo-product-${variants[0]?.sku ?? product.title}`,
  };
  const { productCreate } = await client.request<{ productCreate: Payload<'product', Listed> }>(documents.createProduct, { input });
  if (productCreate.product === null) throw loadError(product.title, productCreate.userErrors);
  return productCreate.product;
};

const publishProduct = async ({ id, slug }: Listed, client: GraphClient): Promise<void> => {
  const send = async (): Promise<Payload<'product', unknown>> =>
    (await client.request<{ productPublish: Payload<'product', unknown> }>(documents.publishProduct, { input: { productId: id } }))
      .productPublish;
  // Products receives the approval with a short delay.
  const { userErrors } = await retryUntil(send, withoutErrors('SELLER_NOT_APPROVED'));
  if (userErrors.length > 0) throw loadError(`publication of ${slug}`, userErrors);
};

type Adjustment = {
  readonly variantId: string;
  readonly warehouseId: string;
  readonly change: number;
  readonly reason: string;
  readonly idempotencyKey: string;
};

const adjustmentsOf = ({ variants }: Listed, warehouses: readonly string[], position: number): readonly Adjustment[] =>
  variants
    .flatMap(({ id, sku }, index) =>
      stockOf(position + index).map((change, warehouse) => ({
        variantId: id,
        warehouseId: warehouses[warehouse] ?? '',
        change,
        reason: 'initial stock',
        idempotencyKey: `demo-stock-${sku}-${warehouse.toString()}`,
      })),
    )
    .filter(({ change }) => change > 0);

const batchSize = 10;

const addStock = async (adjustments: readonly Adjustment[], client: GraphClient): Promise<void> => {
  const document = documents.adjustStock(adjustments.length);
  const variables = Object.fromEntries(adjustments.map((input, position) => [`input${position.toString()}`, input]));
  // Inventory receives a new product with a short delay. Idempotency keys keep retries from adding stock twice.
  const send = () => client.request<Record<string, { userErrors: readonly UserError[] }>>(document, variables);
  const answers = Object.values(await retryUntil(send, (outcome) => Object.values(outcome).every(withoutErrors('VARIANT_NOT_FOUND'))));
  const errors = answers.flatMap(({ userErrors }) => userErrors);
  if (errors.length > 0) throw loadError('stock', errors);
};

/** Creates and publishes a product and adds its stock. */
const listProduct = async (product: DemoProduct, position: number, shop: Shop): Promise<void> => {
  const listed = await createProduct(product, shop);
  await publishProduct(listed, shop.client);
  const adjustments = adjustmentsOf(listed, shop.setup.warehouses, position);
  for (let at = 0; at < adjustments.length; at += batchSize) await addStock(adjustments.slice(at, at + batchSize), shop.client);
};

const createShop = async (seller: DemoSeller, setup: DemoSetup): Promise<OpenShop> => {
  const { client, sellerId } = await openShop(seller, setup);
  await inParallel(seller.products, 4, (product, position) => listProduct(product, position * 3, { seller, client, sellerId, setup }));
  return { code: seller.code, client, sellerId };
};

const buyerNames: readonly string[] = ['Ada Byron', 'Kofi Mensah', 'Mei Tanaka'];

/** True when the last buyer can sign in: it is registered after everything else. */
const isLoaded = async (url: string): Promise<boolean> => {
  const input = { email: demoBuyers.at(-1), password: demoPassword };
  const { userLogin } = await graphClient({ url }).request<{ userLogin: Session }>(shopDocuments.logIn, { input });
  return userLogin.accessToken !== null;
};

export type DemoDataOptions = {
  /** The URL of the gateway. */
  readonly url: string;
  /** The operator that creates warehouses and approves sellers. Defaults to the demo operator. */
  readonly operator?: { readonly email: string; readonly password: string };
};

/** Loads the demo data through the public API, unless it is loaded. Resumes after an interrupted load. */
export const loadDemoData = async ({ url, operator: login = demoOperator }: DemoDataOptions): Promise<'loaded' | 'present'> => {
  if (await isLoaded(url)) return 'present';
  const operator = await signIn(url, login.email, login.password);
  const [categories, warehouses] = await Promise.all([createCategories(operator), createWarehouses(operator)]);
  const setup = { url, operator, categories, warehouses };
  const shops = await Promise.all(demoShops.map((seller) => createShop(seller, setup)));
  await loadPromotions(operator, shops);
  await inParallel(demoBuyers, 1, (email, position) => registerOrSignIn(url, email, buyerNames[position] ?? email));
  return 'loaded';
};
