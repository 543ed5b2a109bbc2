import autocannon from 'autocannon';
import { Client as Database } from 'pg';
import { documents } from '@marketplace/launcher';
import { eventually } from '@marketplace/testing';
import { clientOf } from '../journeys/support/client';
import { logIn, openShop } from '../journeys/support/shop';
import { importProducts, makeCategories } from './import-products';
import { copyProductsTo } from './copy-products';
import { printTable, timed, type Effort } from './measure';
import type { Stack } from './stack';
import { fakePrefixes, fakeSearches } from './fake-products';

type Row = Readonly<Record<string, string | number>>;

type Request = { readonly query: string; readonly variables: Readonly<Record<string, unknown>> };

/** The requests to repeat, with varying arguments. */
type Kind = { readonly title: string; readonly requests: readonly Request[] };

type Place = { readonly stack: Stack; readonly databaseUrl: string; readonly effort: Effort };

const list = `query List($first: Int!, $sort: ProductSort, $filters: ProductFilters, $after: String) {
  productSearch(first: $first, sort: $sort, filters: $filters, after: $after) {
    edges { cursor node { id slug title priceRange { min { amount currency } max { amount currency } } image { url alt }
      rating { average count } seller { id name } available
      variants { id sku options { name value } price { amount currency } availability { status quantity } } } }
    pageInfo { endCursor hasNextPage } } }`;

const suggestions = 'query Suggest($prefix: String!) { searchSuggestions(prefix: $prefix) { text kind id } }';

type CategoryKeys = { readonly slugs: readonly string[]; readonly categories: readonly string[] };

/** The kinds of requests that make up 95 of 100; with varying lists and pages, so that responses are not simply repeated. */
const kindsOf = ({ slugs, categories }: CategoryKeys): readonly Kind[] => {
  const lists = categories.flatMap((categoryId) =>
    ['RELEVANCE', 'NEWEST', 'PRICE_ASC', 'BEST_SELLING'].flatMap((sort) => [
      { query: documents.Browse, variables: { first: 24, sort, filters: { categoryId } } },
      { query: documents.Browse, variables: { first: 24, sort, filters: { categoryId, available: true } } },
    ]),
  );
  return [
    { title: 'one field, no SQL ({ __typename })', requests: [{ query: '{ __typename }', variables: {} }] },
    { title: 'front page: one list of 24 for all guests', requests: lists.slice(0, 1) },
    { title: 'lists of 24, all different (Browse)', requests: lists },
    {
      title: 'one list of 24 with variants and availability for all guests',
      requests: lists.slice(0, 1).map(({ variables }) => ({ query: list, variables })),
    },
    { title: 'the same, all different', requests: lists.map(({ variables }) => ({ query: list, variables })) },
    {
      title: 'one product page for all guests',
      requests: slugs.slice(0, 1).map((slug) => ({ query: documents.ProductPage, variables: { slug } })),
    },
    { title: 'product pages, all different', requests: slugs.map((slug) => ({ query: documents.ProductPage, variables: { slug } })) },
    {
      title: 'full text with facets, 600 different',
      requests: fakeSearches(600).map((variables) => ({ query: documents.Browse, variables })),
    },
    { title: 'suggestions, 300 prefixes', requests: fakePrefixes(300).map((prefix) => ({ query: suggestions, variables: { prefix } })) },
  ];
};

const measure = async ({ title, requests }: Kind, { stack, effort }: Place): Promise<Row> => {
  const before = await stack.metric('sql_statements_total', 'sender="context"');
  const {
    requests: rate,
    latency,
    non2xx,
    errors: failed,
  } = await autocannon({
    url: `${stack.url}/graphql`,
    connections: 16,
    ...effort.requests,
    requests: requests.map((request) => ({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    })),
  });
  const statements = (await stack.metric('sql_statements_total', 'sender="context"')) - before;
  return {
    request: title,
    'requests/s': rate.average,
    'p50 ms': latency.p50,
    'p99 ms': latency.p99,
    // Jobs of the contexts send statements too.
    'SQL/request': Math.round((100 * statements) / Math.max(1, rate.total)) / 100,
    failed: non2xx + failed,
  };
};

/** One prepared statement by key, from as many connections: the baseline for all reads. */
const bareStatement = async ({ databaseUrl, effort }: Place, slugs: readonly string[]): Promise<number> => {
  const place = new URL(databaseUrl);
  place.pathname = '/products_db';
  const clients = await Promise.all(
    Array.from({ length: 16 }, async () => {
      const client = new Database({ connectionString: place.href });
      await client.connect();
      return client;
    }),
  );
  const started = performance.now();
  const end = started + effort.milliseconds;
  let count = 0;
  await Promise.all(
    clients.map(async (client, lane) => {
      for (let turn = lane; performance.now() < end; turn += 1) {
        await client.query({
          name: 'bare',
          text: 'SELECT listing FROM product_listing WHERE slug = $1',
          values: [slugs[turn % slugs.length]],
        });
        count += 1;
      }
    }),
  );
  await Promise.all(clients.map((client) => client.end()));
  return (count * 1_000) / (performance.now() - started);
};

/** Waits until search has indexed everything. Resolves to the number of products found. */
const searchable = async (url: string, least: number): Promise<void> => {
  const [guest, operator] = [clientOf(url), await logIn(url, 'operator@demo.test', 'demo-Pass-1')];
  await eventually(
    async () => {
      // Filtered by price, so that the total is counted. Totals above ten thousand are not exact.
      const { productSearch } = await guest.ask<{ productSearch: { totalCount: number } }>(
        'query { productSearch(first: 1, filters: { price: { min: "0.01", currency: "USD" } }) { totalCount } }',
      );
      if (productSearch.totalCount < Math.min(least, 10_000)) return false;
      const { searchLag } = await operator.ask<{ searchLag: { versions: readonly { status: string; waiting: number }[] } }>(
        '{ searchLag { versions { status waiting } } }',
      );
      return searchLag.versions.every(({ waiting }) => waiting === 0);
    },
    { timeout: 900_000, every: 500, waitingFor: 'search to index all products' },
  );
};

const slugsOf = async (databaseUrl: string, count: number): Promise<readonly string[]> => {
  const place = new URL(databaseUrl);
  place.pathname = '/products_db';
  const client = new Database({ connectionString: place.href });
  await client.connect();
  const { rows } = await client.query<{ slug: string }>(
    `SELECT slug FROM product_listing WHERE status = 'PUBLISHED' ORDER BY md5(slug) LIMIT $1`,
    [count],
  );
  await client.end();
  return rows.map(({ slug }) => slug);
};

export type CatalogueBench = {
  /** The number of products at each size; each is a multiple of the previous one. */
  readonly sizes: readonly number[];
  readonly effort: Effort;
};

/** Measures reads of a growing catalogue: speed, statements, and the effect of a hundred times as many products. */
export const catalogueBench = async (stack: Stack, { sizes, effort }: CatalogueBench): Promise<void> => {
  const databaseUrl = await stack.databaseUrl();
  const place = { stack, databaseUrl, effort };
  const shop = await openShop(stack.url);
  const madeCategories = await makeCategories(shop.operator);
  const [first = 0] = sizes;
  printTable('Import', [
    await importProducts(
      shop,
      first,
      madeCategories.map(({ slug }) => slug),
    ),
  ]);
  let size = first;
  let copies = 1;
  for (const next of sizes) {
    if (next > size) {
      const more = next / size - 1;
      const { milliseconds } = await timed(async () => {
        await copyProductsTo(databaseUrl, { from: copies, to: copies + more - 1 });
        await searchable(stack.url, next);
      });
      copies += more;
      process.stdout.write(`\n${(next - size).toString()} more products are to be found after ${(milliseconds / 1_000).toFixed(1)} s\n`);
      size = next;
    }
    await searchable(stack.url, size);
    const slugs = await slugsOf(databaseUrl, 500);
    const bare = await bareStatement(place, slugs);
    const rows: Row[] = [
      { request: 'bare: one prepared statement', 'requests/s': bare, 'p50 ms': '', 'p99 ms': '', 'SQL/request': 1, failed: 0 },
    ];
    for (const kind of kindsOf({ slugs, categories: madeCategories.map(({ id }) => id) })) rows.push(await measure(kind, place));
    const withRatio = rows.map((row) => ({ ...row, 'to bare': Math.round((100 * Number(row['requests/s'])) / bare) / 100 }));
    printTable(`Reads at 16 connections, ${size.toLocaleString('en')} products, ${(await stack.memory()).toFixed(0)} MiB`, withRatio);
  }
};
