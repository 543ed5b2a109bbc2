import { isSettled, join, openShop, shopDocuments, signIn, told, type Session } from '../client/accounts';
import { graphClient, type GraphClient, type Payload, type UserError } from '../client/graph-client';
import { inParallel, retryUntil } from '../client/retry-until';
import { demoBuyers, demoOperator, demoPassword } from '../command/logins';
import { demoShops, demoWarehouses, imagesOf, stockOf, variantsOf } from './catalogue/catalogue';
import { demoCategories, type DemoCategory } from './catalogue/categories';
import type { DemoProduct, DemoSeller } from './catalogue/product';
import * as documents from './documents';
import { loadPromotions, type OpenShop } from './promotions';

type Categories = ReadonlyMap<string, string>;

/** Parents before what is below them; shelves that are there already are taken as they are. */
const makeCategories = async (operator: GraphClient): Promise<Categories> => {
  const { categories } = await operator.request<{ categories: readonly { id: string; slug: string }[] }>(shopDocuments.categories);
  const ids = new Map(categories.map(({ id, slug }) => [slug, id]));
  const make = async ({ name, slug, below = [] }: DemoCategory, parentId?: string): Promise<void> => {
    const known = ids.get(slug);
    const input = { name, slug, ...(parentId === undefined ? {} : { parentId }) };
    const id = known ?? (await create(input));
    ids.set(slug, id);
    await Promise.all(below.map((each) => make(each, id)));
  };
  const create = async (input: { readonly slug: string }): Promise<string> => {
    const { categoryCreate } = await operator.request<{ categoryCreate: Payload<'category', { id: string }> }>(
      shopDocuments.createCategory,
      { input },
    );
    if (categoryCreate.category === null) throw told(`category ${input.slug}`, categoryCreate.userErrors);
    return categoryCreate.category.id;
  };
  await Promise.all(demoCategories.map((category) => make(category)));
  return ids;
};

/** The ids of the warehouses in their order. */
const makeWarehouses = async (operator: GraphClient): Promise<readonly string[]> => {
  type Listed = { readonly warehouses: { readonly edges: readonly { readonly node: { readonly id: string; readonly code: string } }[] } };
  const { warehouses } = await operator.request<Listed>(documents.warehouses);
  const known = new Map(warehouses.edges.map(({ node }) => [node.code, node.id]));
  return Promise.all(
    demoWarehouses.map(async (input) => {
      const id = known.get(input.code);
      if (id !== undefined) return id;
      const { warehouseCreate } = await operator.request<{ warehouseCreate: Payload<'warehouse', { id: string }> }>(
        documents.createWarehouse,
        { input },
      );
      if (warehouseCreate.warehouse === null) throw told(`warehouse ${input.code}`, warehouseCreate.userErrors);
      return warehouseCreate.warehouse.id;
    }),
  );
};

type Stand = {
  readonly url: string;
  readonly operator: GraphClient;
  readonly categories: Categories;
  readonly warehouses: readonly string[];
};

type Listed = { readonly id: string; readonly slug: string; readonly variants: readonly { readonly id: string; readonly sku: string }[] };

type Shop = { readonly seller: DemoSeller; readonly client: GraphClient; readonly sellerId: string; readonly stand: Stand };

const describe = async (product: DemoProduct, { seller, client, sellerId, stand }: Shop): Promise<Listed> => {
  const variants = variantsOf(seller, product);
  const input = {
    sellerId,
    title: product.title,
    description: product.about,
    categoryId: stand.categories.get(product.category),
    attributes: Object.entries(product.facts).map(([name, value]) => ({ name, value })),
    images: imagesOf(product),
    variants,
    idempotencyKey: `demo-product-${variants[0]?.sku ?? product.title}`,
  };
  const { productCreate } = await client.request<{ productCreate: Payload<'product', Listed> }>(documents.createProduct, { input });
  if (productCreate.product === null) throw told(product.title, productCreate.userErrors);
  return productCreate.product;
};

const publish = async ({ id, slug }: Listed, client: GraphClient): Promise<void> => {
  const attempt = async (): Promise<Payload<'product', unknown>> =>
    (await client.request<{ productPublish: Payload<'product', unknown> }>(documents.publishProduct, { input: { productId: id } }))
      .productPublish;
  // Products hears of the approval a moment after accounts has answered it.
  const { userErrors } = await retryUntil(attempt, isSettled('SELLER_NOT_APPROVED'));
  if (userErrors.length > 0) throw told(`publication of ${slug}`, userErrors);
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
      stockOf(position + index).map((change, place) => ({
        variantId: id,
        warehouseId: warehouses[place] ?? '',
        change,
        reason: 'first delivery',
        idempotencyKey: `demo-stock-${sku}-${place.toString()}`,
      })),
    )
    .filter(({ change }) => change > 0);

const batchSize = 10;

const stockUp = async (adjustments: readonly Adjustment[], client: GraphClient): Promise<void> => {
  const document = documents.adjustStock(adjustments.length);
  const variables = Object.fromEntries(adjustments.map((input, position) => [`input${position.toString()}`, input]));
  // Inventory hears of a product a moment after it was saved; what was done the first time is not done again.
  const attempt = () => client.request<Record<string, { userErrors: readonly UserError[] }>>(document, variables);
  const answers = Object.values(await retryUntil(attempt, (outcome) => Object.values(outcome).every(isSettled('VARIANT_NOT_FOUND'))));
  const errors = answers.flatMap(({ userErrors }) => userErrors);
  if (errors.length > 0) throw told('stock', errors);
};

/** From the draft to goods in the warehouses. */
const sell = async (product: DemoProduct, position: number, shop: Shop): Promise<void> => {
  const listed = await describe(product, shop);
  await publish(listed, shop.client);
  const adjustments = adjustmentsOf(listed, shop.stand.warehouses, position);
  for (let at = 0; at < adjustments.length; at += batchSize) await stockUp(adjustments.slice(at, at + batchSize), shop.client);
};

const fillShop = async (seller: DemoSeller, stand: Stand): Promise<OpenShop> => {
  const { client, sellerId } = await openShop(seller, stand);
  await inParallel(seller.products, 4, (product, position) => sell(product, position * 3, { seller, client, sellerId, stand }));
  return { code: seller.code, client, sellerId };
};

const buyerNames: readonly string[] = ['Ada Byron', 'Kofi Mensah', 'Mei Tanaka'];

/** The last buyer is registered last of all: who can log in finds everything else in its place. */
const isLoaded = async (url: string): Promise<boolean> => {
  const input = { email: demoBuyers.at(-1), password: demoPassword };
  const { userLogin } = await graphClient({ url }).request<{ userLogin: Session }>(shopDocuments.logIn, { input });
  return userLogin.accessToken !== null;
};

export type DemoDataOptions = {
  /** The gateway. */
  readonly url: string;
  /** Who opens warehouses and approves sellers; the demo's operator unless told. */
  readonly operator?: { readonly email: string; readonly password: string };
};

/** Loads the demo marketplace through the public mutations, unless it is there. Every step finds what an interrupted run has left. */
export const loadDemoData = async ({ url, operator: login = demoOperator }: DemoDataOptions): Promise<'loaded' | 'present'> => {
  if (await isLoaded(url)) return 'present';
  const operator = await signIn(url, login.email, login.password);
  const [categories, warehouses] = await Promise.all([makeCategories(operator), makeWarehouses(operator)]);
  const stand = { url, operator, categories, warehouses };
  const shops = await Promise.all(demoShops.map((seller) => fillShop(seller, stand)));
  await loadPromotions(operator, shops);
  await inParallel(demoBuyers, 1, (email, position) => join(url, email, buyerNames[position] ?? email));
  return 'loaded';
};
