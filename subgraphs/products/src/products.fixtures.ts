import { idOf, type SellerId } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { userActor, type ContextHarness } from '@marketplace/platform/testing';
import { accountsEvents } from '@marketplace/schema';

export const sellerId: SellerId = idOf('01900000-0000-7000-8000-0000000000e1');
export const buyer = userActor(idOf('01900000-0000-7000-8000-0000000000b1'));
export const operator = userActor(idOf('01900000-0000-7000-8000-0000000000a1'), ['operator']);
export const staff = userActor(idOf('01900000-0000-7000-8000-0000000000c1'), ['seller'], [sellerId]);
export const rival = userActor(idOf('01900000-0000-7000-8000-0000000000d1'), ['seller'], [idOf('01900000-0000-7000-8000-0000000000e2')]);

export type UserErrorJson = {
  readonly __typename: string;
  readonly code: string;
  readonly path: readonly string[] | null;
  readonly currentVersion?: number;
};
export type ProductJson = {
  readonly id: string;
  readonly slug: string;
  readonly status: string;
  readonly version: number;
  readonly variants: readonly { readonly id: string; readonly sku: string }[];
};
export type ProductAnswer = { readonly product: ProductJson | null; readonly userErrors: readonly UserErrorJson[] };
export type CategoryAnswer = { readonly category: { readonly id: string } | null; readonly userErrors: readonly UserErrorJson[] };
type Input = Readonly<Record<string, unknown>>;
type Who = Parameters<ContextHarness['graph']>[0];

const answer =
  'product { id slug status version variants { id sku } } userErrors { __typename code message path ... on VersionConflict { currentVersion } }';

/** Sends a mutation; the input type is named after it. */
export const mutate = async (
  harness: ContextHarness,
  {
    operation,
    input,
    answer: selection,
    who,
  }: { readonly operation: string; readonly input: Input; readonly answer: string; readonly who: Who },
): Promise<unknown> => {
  const inputType = `${operation.charAt(0).toUpperCase()}${operation.slice(1)}Input`;
  const mutation = `mutation ($input: ${inputType}!) { ${operation}(input: $input) { ${selection} } }`;
  const { data, errors } = await harness.graph(who, mutation, { input });
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data?.[operation];
};

export const usd = (amount: string) => ({ amount, currency: 'USD' });

/** A variant with a unique SKU. */
export const sized = (size: string, price: string | null = '12.50', sku = newId()) => ({
  sku,
  options: [{ name: 'Size', value: size }],
  weightGrams: 600,
  ...(price === null ? {} : { price: usd(price) }),
});

/** Sends GraphQL requests as sellers, operators and other subgraphs. */
const graphOf = (harness: ContextHarness) => {
  const change = async (operation: `product${string}`, input: Input, who: Who = staff): Promise<ProductAnswer> =>
    (await mutate(harness, { operation, input, answer, who })) as ProductAnswer;
  const onCategory =
    (operation: `category${string}`) =>
    async (input: Input, who: Who = operator): Promise<CategoryAnswer> => {
      const selection = 'category { id name slug parent { id } } userErrors { __typename code path }';
      return (await mutate(harness, { operation, input, answer: selection, who })) as CategoryAnswer;
    };
  const category = onCategory('categoryCreate');
  const createCategory = async (name: string, parentId?: string): Promise<string> =>
    (await category({ name, parentId, slug: `c-${newId()}` })).category?.id ?? '';
  return {
    change,
    category,
    rename: onCategory('categoryRename'),
    move: onCategory('categoryMove'),
    createCategory,
    /** Resolves entity references, as the gateway does for other subgraphs. */
    reference: async (
      typeName: 'Product' | 'Variant',
      ids: readonly string[],
      { fields, who = buyer }: { readonly fields: string; readonly who?: Who },
    ): Promise<readonly unknown[]> => {
      const representations = ids.map((id) => ({ __typename: typeName, id }));
      const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${typeName} { ${fields} } } }`;
      return (await harness.graph(who, query, { representations })).data?.['_entities'] as readonly unknown[];
    },
  };
};

/** Acts as sellers, operators and other contexts. */
export const catalogue = (harness: ContextHarness) => {
  const graph = graphOf(harness);
  const draft = async (input: Input = {}, who: Who = staff): Promise<ProductAnswer> =>
    graph.change(
      'productCreate',
      {
        sellerId,
        title: 'Trail jacket',
        categoryId: 'categoryId' in input ? input['categoryId'] : await graph.createCategory('Jackets'),
        images: [{ url: 'https://img.example/jacket.jpg', alt: 'A jacket' }],
        variants: [sized('M')],
        ...input,
      },
      who,
    );
  const createDraft = async (input: Input = {}): Promise<ProductJson> => {
    const { product, userErrors } = await draft(input);
    if (product === null) throw new Error(JSON.stringify(userErrors));
    return product;
  };
  return {
    ...graph,
    draft,
    createDraft,
    approve: async () =>
      harness.waitUntilHandled(
        await harness.publish(
          accountsEvents.SellerApprovedV1,
          { sellerId, ownerId: staff.userId, name: 'Northlight', countryCode: 'DE' },
          { aggregateId: sellerId, version: 2 },
        ),
      ),
    publishedProduct: async (input: Input = {}): Promise<ProductJson> => {
      const { id } = await createDraft(input);
      const { product, userErrors } = await graph.change('productPublish', { productId: id });
      if (product === null) throw new Error(JSON.stringify(userErrors));
      return product;
    },
  };
};
