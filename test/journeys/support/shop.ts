import { randomUUID } from 'node:crypto';
import { documents } from '@marketplace/launcher';
import { eventually } from '@marketplace/testing';
import { clientOf, type Client } from './client';

const { LogIn } = documents;

const password = 'a-Long-Password-1';
const errors = 'userErrors { code message path }';

type Payload = { readonly userErrors: readonly unknown[] };

/** The payload of a mutation that must not be refused. */
const carriedOut = <T extends Payload>(payload: T): T => {
  if (payload.userErrors.length > 0) throw new Error(JSON.stringify(payload.userErrors));
  return payload;
};

/** Registers somebody new and logs them in. */
export const newUser = async (url: string, name = 'Somebody'): Promise<{ readonly client: Client; readonly email: string }> => {
  const email = `${randomUUID()}@journey.test`;
  const { userRegister } = await clientOf(url).ask<{ userRegister: Payload & { accessToken: string } }>(
    `mutation ($input: UserRegisterInput!) { userRegister(input: $input) { accessToken ${errors} } }`,
    { input: { email, password, displayName: name, locale: 'en' } },
  );
  return { client: clientOf(url, carriedOut(userRegister).accessToken), email };
};

export const logIn = async (url: string, email: string, secret: string = password): Promise<Client> => {
  const { userLogin } = await clientOf(url).ask<{ userLogin: Payload & { accessToken: string } }>(LogIn, {
    input: { email, password: secret },
  });
  return clientOf(url, carriedOut(userLogin).accessToken);
};

export type Goods = { readonly productId: string; readonly slug: string; readonly variantId: string };

export type Seller = {
  readonly sellerId: string;
  readonly client: Client;
  /** Puts a product with one variant on show, with stock in the first warehouse, and waits until it can be bought. */
  readonly offers: (title: string, price: string, stock: number, currency?: string) => Promise<Goods>;
};

export type Shop = { readonly operator: Client; readonly newSeller: (name: string) => Promise<Seller> };

/** Opens a shop in a marketplace that is running: its operator, a category and a warehouse. */
export const openShop = async (url: string): Promise<Shop> => {
  const operator = await logIn(url, 'operator@demo.test', 'demo-Pass-1');
  const { categoryCreate } = await operator.ask<{ categoryCreate: Payload & { category: { id: string } } }>(
    `mutation ($input: CategoryCreateInput!) { categoryCreate(input: $input) { category { id } ${errors} } }`,
    { input: { name: 'Journey', slug: `journey-${randomUUID().slice(0, 8)}` } },
  );
  const categoryId = carriedOut(categoryCreate).category.id;
  const { warehouseCreate } = await operator.ask<{ warehouseCreate: Payload & { warehouse: { id: string } } }>(
    `mutation ($input: WarehouseCreateInput!) { warehouseCreate(input: $input) { warehouse { id } ${errors} } }`,
    { input: { code: `J-${randomUUID().slice(0, 8).toUpperCase()}`, name: 'Journey', countryCode: 'DE' } },
  );
  const warehouseId = carriedOut(warehouseCreate).warehouse.id;

  const offer = async (
    sellerId: string,
    client: Client,
    { title, price, stock, currency }: { title: string; price: string; stock: number; currency: string },
  ): Promise<Goods> => {
    const { productCreate } = await client.ask<{
      productCreate: Payload & { product: { id: string; slug: string; variants: { id: string }[] } };
    }>(`mutation ($input: ProductCreateInput!) { productCreate(input: $input) { product { id slug variants { id } } ${errors} } }`, {
      input: {
        sellerId,
        categoryId,
        title,
        description: 'For a journey.',
        images: [{ url: 'https://images.example/thing.jpg', alt: title }],
        variants: [
          {
            sku: `SKU-${randomUUID().slice(0, 8)}`,
            options: [{ name: 'Size', value: 'M' }],
            price: { amount: price, currency },
            weightGrams: 400,
          },
        ],
      },
    });
    const { product } = carriedOut(productCreate);
    // A seller approved a moment ago may publish as soon as products has heard of it.
    await eventually(
      async () => {
        const { productPublish } = await client.ask<{ productPublish: Payload }>(
          `mutation ($input: ProductPublishInput!) { productPublish(input: $input) { ${errors} } }`,
          { input: { productId: product.id } },
        );
        return carriedOut(productPublish);
      },
      { waitingFor: 'the product to be published' },
    );
    const variantId = product.variants[0]?.id ?? '';
    const idempotencyKey = randomUUID();
    await eventually(
      async () => {
        const { stockAdjust } = await client.ask<{ stockAdjust: Payload }>(
          `mutation ($input: StockAdjustInput!) { stockAdjust(input: $input) { ${errors} } }`,
          { input: { variantId, warehouseId, change: stock, reason: 'delivery', idempotencyKey } },
        );
        return carriedOut(stockAdjust);
      },
      { waitingFor: 'the stock to be taken in' },
    );
    return { productId: product.id, slug: product.slug, variantId };
  };

  return {
    operator,
    newSeller: async (name) => {
      const { client, email } = await newUser(url, name);
      const { sellerApply } = await client.ask<{ sellerApply: Payload & { seller: { id: string } } }>(
        `mutation ($input: SellerApplyInput!) { sellerApply(input: $input) { seller { id } ${errors} } }`,
        { input: { name, countryCode: 'DE' } },
      );
      const sellerId = carriedOut(sellerApply).seller.id;
      const { sellerApprove } = await operator.ask<{ sellerApprove: Payload }>(
        `mutation ($input: SellerApproveInput!) { sellerApprove(input: $input) { ${errors} } }`,
        { input: { sellerId } },
      );
      carriedOut(sellerApprove);
      // The token of before the approval does not know of the seller yet.
      const asSeller = await logIn(url, email);
      return {
        sellerId,
        client: asSeller,
        offers: (title, price, stock, currency = 'USD') => offer(sellerId, asSeller, { title, price, stock, currency }),
      };
    },
  };
};
