import { openShop, shopDocuments, signIn, told } from '../client/accounts';
import type { GraphClient, Payload } from '../client/graph-client';
import { productsOf, type Catalogue } from './catalogue';
import { faultsOf, followed, upload, type ImportFault, type ImportState } from './upload';

/** Who sells it all: a shop that is opened where it is not there yet. */
export const retailShop = { email: 'online-retail@demo.test', name: 'Online Retail', countryCode: 'GB' } as const;

const shelf = { name: 'Gifts', slug: 'gifts' } as const;

/** The shelf for all of it; the data set has none. */
const shelfOf = async (operator: GraphClient): Promise<string> => {
  const { categories } = await operator.request<{ categories: readonly { id: string; slug: string }[] }>(shopDocuments.categories);
  const known = categories.find(({ slug }) => slug === shelf.slug)?.id;
  if (known !== undefined) return known;
  type Created = { categoryCreate: Payload<'category', { id: string }> };
  const { categoryCreate } = await operator.request<Created>(shopDocuments.createCategory, { input: shelf });
  if (categoryCreate.category === null) throw told(`category ${shelf.slug}`, categoryCreate.userErrors);
  return categoryCreate.category.id;
};

export type Marketplace = {
  readonly url: string;
  /** Who makes the shelf and approves the seller. */
  readonly operator: { readonly email: string; readonly password: string };
};

export type Told = { readonly uploaded: (started: ImportState, products: number) => void; readonly progress: (state: ImportState) => void };

/** Opens the shop, sends the catalogue as a seller would, and follows the import to its end. */
export const fillRetailShop = async (
  { url, operator: login }: Marketplace,
  { catalogue, pictures }: { readonly catalogue: Catalogue; readonly pictures: string },
  tell: Told,
): Promise<{ readonly done: ImportState; readonly faults: readonly ImportFault[] }> => {
  const operator = await signIn(url, login.email, login.password);
  const categoryId = await shelfOf(operator);
  const { client, sellerId } = await openShop(retailShop, { url, operator });
  const lines = Array.from(productsOf(catalogue, pictures), (product) => `${JSON.stringify(product)}\n`);
  const started = await upload(client, { sellerId, categoryId, currency: 'GBP' }, lines);
  tell.uploaded(started, lines.length);
  const done = await followed(client, `${url.replace(/^http/, 'ws')}/graphql`, { importId: started.id, tell: tell.progress });
  return { done, faults: await faultsOf(client, started.id) };
};
