import { openShop, shopDocuments, signIn, loadError } from '../client/accounts';
import type { GraphClient, Payload } from '../client/graph-client';
import { productsOf, type Catalogue } from './catalogue';
import { importErrors, followImport, upload, type ImportError, type ImportState } from './upload';

/** The shop of the imported products; opened if it does not exist. */
export const retailShop = { email: 'online-retail@demo.test', name: 'Online Retail', countryCode: 'GB' } as const;

const giftsCategory = { name: 'Gifts', slug: 'gifts' } as const;

/** Returns the category of all products; creates it if missing. The data set has no categories. */
const ensureCategory = async (operator: GraphClient): Promise<string> => {
  const { categories } = await operator.request<{ categories: readonly { id: string; slug: string }[] }>(shopDocuments.categories);
  const known = categories.find(({ slug }) => slug === giftsCategory.slug)?.id;
  if (known !== undefined) return known;
  type Created = { categoryCreate: Payload<'category', { id: string }> };
  const { categoryCreate } = await operator.request<Created>(shopDocuments.createCategory, { input: giftsCategory });
  if (categoryCreate.category === null) throw loadError(`category ${giftsCategory.slug}`, categoryCreate.userErrors);
  return categoryCreate.category.id;
};

export type Marketplace = {
  readonly url: string;
  /** The operator that creates the category and approves the seller. */
  readonly operator: { readonly email: string; readonly password: string };
};

export type ImportListener = {
  readonly uploaded: (started: ImportState, products: number) => void;
  readonly progress: (state: ImportState) => void;
};

/** Opens the shop, uploads the catalogue as its seller and follows the import until it ends. */
export const fillRetailShop = async (
  { url, operator: login }: Marketplace,
  { catalogue, pictures }: { readonly catalogue: Catalogue; readonly pictures: string },
  listener: ImportListener,
): Promise<{ readonly result: ImportState; readonly errors: readonly ImportError[] }> => {
  const operator = await signIn(url, login.email, login.password);
  const categoryId = await ensureCategory(operator);
  const { client, sellerId } = await openShop(retailShop, { url, operator });
  const lines = Array.from(productsOf(catalogue, pictures), (product) => `${JSON.stringify(product)}\n`);
  const started = await upload(client, { sellerId, categoryId, currency: 'GBP' }, lines);
  listener.uploaded(started, lines.length);
  const result = await followImport(client, `${url.replace(/^http/, 'ws')}/graphql`, {
    importId: started.id,
    onProgress: listener.progress,
  });
  return { result, errors: await importErrors(client, started.id) };
};
