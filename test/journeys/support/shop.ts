import { randomUUID } from 'node:crypto';
import { documents, refreshingToken } from '@marketplace/launcher';
import { eventually } from '@marketplace/testing';
import { clientOf, type Client } from './client';

const { LogIn } = documents;

const password = 'a-Long-Password-1';
export const errors = 'userErrors { code message path }';

export type Payload = { readonly userErrors: readonly unknown[] };

/** The payload of a mutation that must succeed. */
export const succeeded = <T extends Payload>(payload: T): T => {
  if (payload.userErrors.length > 0) throw new Error(JSON.stringify(payload.userErrors));
  return payload;
};

const tokenFor = async (url: string, email: string, secret: string): Promise<string> => {
  const { userLogin } = await clientOf(url).ask<{ userLogin: Payload & { accessToken: string } }>(LogIn, {
    input: { email, password: secret },
  });
  return succeeded(userLogin).accessToken;
};

/** Registers a new user and logs them in. */
export const newUser = async (url: string, name = 'A User'): Promise<{ readonly client: Client; readonly email: string }> => {
  const email = `${randomUUID()}@journey.test`;
  const { userRegister } = await clientOf(url).ask<{ userRegister: Payload & { accessToken: string } }>(
    `mutation ($input: UserRegisterInput!) { userRegister(input: $input) { accessToken ${errors} } }`,
    { input: { email, password, displayName: name, locale: 'en' } },
  );
  const token = refreshingToken(succeeded(userRegister).accessToken, () => tokenFor(url, email, password));
  return { client: clientOf(url, token), email };
};

/** Registers many users, with the concurrency that the password queue allows. */
export const newUsers = async (url: string, count: number): Promise<readonly Client[]> => {
  const clients: Client[] = [];
  while (clients.length < count) {
    const some = await Promise.all(Array.from({ length: Math.min(40, count - clients.length) }, () => newUser(url, 'Racer')));
    clients.push(...some.map(({ client }) => client));
  }
  return clients;
};

export const logIn = async (url: string, email: string, secret: string = password): Promise<Client> =>
  clientOf(
    url,
    refreshingToken(await tokenFor(url, email, secret), () => tokenFor(url, email, secret)),
  );

export type Goods = { readonly productId: string; readonly slug: string; readonly variantId: string };

export type Seller = {
  readonly sellerId: string;
  readonly client: Client;
  /**
   * Publishes a product with one variant and stock in the first warehouse, and waits until it can be purchased. The price is in dollars
   * unless it names a currency: "9.00 EUR".
   */
  readonly offers: (title: string, price: string, stock: number) => Promise<Goods>;
};

export type Shop = { readonly operator: Client; readonly newSeller: (name: string) => Promise<Seller> };

type Premises = { readonly categoryId: string; readonly warehouseId: string };

const openPremises = async (operator: Client): Promise<Premises> => {
  const { categoryCreate } = await operator.ask<{ categoryCreate: Payload & { category: { id: string } } }>(
    `mutation ($input: CategoryCreateInput!) { categoryCreate(input: $input) { category { id } ${errors} } }`,
    { input: { name: 'Journey', slug: `journey-${randomUUID().slice(0, 8)}` } },
  );
  const { warehouseCreate } = await operator.ask<{ warehouseCreate: Payload & { warehouse: { id: string } } }>(
    `mutation ($input: WarehouseCreateInput!) { warehouseCreate(input: $input) { warehouse { id } ${errors} } }`,
    { input: { code: `J-${randomUUID().slice(0, 8).toUpperCase()}`, name: 'Journey', countryCode: 'DE' } },
  );
  return { categoryId: succeeded(categoryCreate).category.id, warehouseId: succeeded(warehouseCreate).warehouse.id };
};

type Offer = { readonly sellerId: string; readonly categoryId: string; readonly title: string; readonly price: string };
type Created = { readonly id: string; readonly slug: string; readonly variants: readonly { readonly id: string }[] };

const createProduct = async (client: Client, { sellerId, categoryId, title, price }: Offer): Promise<Created> => {
  const [amount, currency = 'USD'] = price.split(' ');
  const variant = {
    sku: `SKU-${randomUUID().slice(0, 8)}`,
    options: [{ name: 'Size', value: 'M' }],
    price: { amount, currency },
    weightGrams: 400,
  };
  const images = [{ url: 'https://images.example/thing.jpg', alt: title }];
  const { productCreate } = await client.ask<{ productCreate: Payload & { product: Created } }>(
    `mutation ($input: ProductCreateInput!) { productCreate(input: $input) { product { id slug variants { id } } ${errors} } }`,
    { input: { sellerId, categoryId, title, description: 'For a journey.', images, variants: [variant] } },
  );
  return succeeded(productCreate).product;
};

/** Repeats a mutation until other contexts have received a recent change, such as an approved seller or a published product. */
const onceReceived = (waitingFor: string, mutate: () => Promise<Payload>): Promise<Payload> =>
  eventually(async () => succeeded(await mutate()), { waitingFor });

const publish = (client: Client, productId: string): Promise<Payload> =>
  onceReceived('the product to be published', async () => {
    const document = `mutation ($input: ProductPublishInput!) { productPublish(input: $input) { ${errors} } }`;
    return (await client.ask<{ productPublish: Payload }>(document, { input: { productId } })).productPublish;
  });

const restock = (
  client: Client,
  stock: { readonly variantId: string; readonly warehouseId: string; readonly change: number },
): Promise<Payload> => {
  const input = { ...stock, reason: 'delivery', idempotencyKey: randomUUID() };
  return onceReceived('the stock to be taken in', async () => {
    const document = `mutation ($input: StockAdjustInput!) { stockAdjust(input: $input) { ${errors} } }`;
    return (await client.ask<{ stockAdjust: Payload }>(document, { input })).stockAdjust;
  });
};

const approvedSeller = async (
  url: string,
  operator: Client,
  name: string,
): Promise<{ readonly sellerId: string; readonly client: Client }> => {
  const { client, email } = await newUser(url, name);
  const { sellerApply } = await client.ask<{ sellerApply: Payload & { seller: { id: string } } }>(
    `mutation ($input: SellerApplyInput!) { sellerApply(input: $input) { seller { id } ${errors} } }`,
    { input: { name, countryCode: 'DE' } },
  );
  const sellerId = succeeded(sellerApply).seller.id;
  const { sellerApprove } = await operator.ask<{ sellerApprove: Payload }>(
    `mutation ($input: SellerApproveInput!) { sellerApprove(input: $input) { ${errors} } }`,
    { input: { sellerId } },
  );
  succeeded(sellerApprove);
  // A token from before the approval does not contain the seller.
  return { sellerId, client: await logIn(url, email) };
};

/** Creates a shop in a running marketplace: its operator, a category and a warehouse. */
export const openShop = async (url: string): Promise<Shop> => {
  const operator = await logIn(url, 'operator@demo.test', 'demo-Pass-1');
  const { categoryId, warehouseId } = await openPremises(operator);
  return {
    operator,
    newSeller: async (name) => {
      const seller = await approvedSeller(url, operator, name);
      return {
        ...seller,
        offers: async (title, price, stock) => {
          const product = await createProduct(seller.client, { sellerId: seller.sellerId, categoryId, title, price });
          const variantId = product.variants[0]?.id ?? '';
          await publish(seller.client, product.id);
          if (stock > 0) await restock(seller.client, { variantId, warehouseId, change: stock });
          return { productId: product.id, slug: product.slug, variantId };
        },
      };
    },
  };
};
