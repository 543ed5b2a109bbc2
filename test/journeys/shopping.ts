import { randomBytes, randomUUID } from 'node:crypto';
import { documents } from '@marketplace/launcher';
import { eventually } from '@marketplace/testing';
import { buy, fillCart } from './support/buying';
import { clientOf, type Client } from './support/client';
import { changeReview, postReview, buyAndReceive, reviewOnceDelivered } from './support/reviews';
import { search, searchUntil } from './support/search';
import type { Running } from './support/shapes';
import { succeeded, errors, newUser, type Payload, type Shop } from './support/shop';

type JourneyContext = { readonly url: string; readonly shop: Shop; readonly running: Running };

type Page = {
  readonly product: {
    readonly id: string;
    readonly seller: { readonly name: string; readonly rating: { readonly average: number | null; readonly count: number } | null };
    readonly reviews: {
      readonly edges: readonly { readonly node: { readonly title: string; readonly author: { readonly displayName: string } | null } }[];
    } | null;
  };
};

/** A unique word that is not similar to any other product: search tolerates two typos. */
const newWord = (): string => `q${Array.from(randomBytes(10), (byte) => String.fromCharCode(97 + (byte % 26))).join('')}q`;

/** Tests of search and reviews; run once for each shape. */
export const shopping = (context: () => JourneyContext): void => {
  const buyer = async (name = 'Ada Buyer'): Promise<Client> => (await newUser(context().url, name)).client;
  const guest = (): Client => clientOf(context().url);

  it('finds a newly published product despite typos, and not after it is unpublished', async () => {
    const word = newWord();
    const seller = await context().shop.newSeller(`Finder ${word}`);
    const [boots, coat] = [await seller.offers(`Hiking boots ${word}`, '89.90', 5), await seller.offers(`Rain coat ${word}`, '45.00', 0)];
    const both = await searchUntil(
      guest(),
      { query: word },
      ({ products }) => products.length === 2 && products.some(({ available }) => available === true),
    );
    expect(both.totalCount).toBe(2);
    expect(both.products.find(({ slug }) => slug === boots.slug)).toMatchObject({
      title: `Hiking boots ${word}`,
      priceRange: { min: { amount: '89.90', currency: 'USD' } },
      seller: { id: seller.sellerId, name: `Finder ${word}` },
      rating: { average: null, count: 0 },
      available: true,
    });
    // The stem, a typo, and other user input.
    for (const query of [`boot ${word}`, `hikng boots ${word}`, `BOOTS hiking ${word.toUpperCase()}`]) {
      expect((await search(guest(), { query })).products.map(({ slug }) => slug)).toEqual([boots.slug]);
    }
    const available = await search(guest(), { query: word, filters: { available: true } });
    expect(available.products.map(({ slug }) => slug)).toEqual([boots.slug]);
    // A facet is counted without its own filter.
    expect(available.facets.find(({ key }) => key === 'availability')?.values.reduce((sum, { count }) => sum + count, 0)).toBe(2);
    const cheap = await search(guest(), { query: word, filters: { price: { max: '50.00', currency: 'USD' } } });
    expect(cheap.products.map(({ slug }) => slug)).toEqual([coat.slug]);
    const cheapestFirst = await search(guest(), { query: word, sort: 'PRICE_ASC' });
    expect(cheapestFirst.products.map(({ slug }) => slug)).toEqual([coat.slug, boots.slug]);

    const priced = await seller.client.ask<{ productPriceChange: Payload }>(
      `mutation ($input: ProductPriceChangeInput!) { productPriceChange(input: $input) { ${errors} } }`,
      { input: { variantId: coat.variantId, price: { amount: '99.00', currency: 'USD' } } },
    );
    succeeded(priced.productPriceChange);
    await searchUntil(guest(), { query: word, sort: 'PRICE_ASC' }, ({ products }) => products[1]?.priceRange?.min.amount === '99.00');
    const gone = await seller.client.ask<{ productUnpublish: Payload }>(
      `mutation ($input: ProductUnpublishInput!) { productUnpublish(input: $input) { ${errors} } }`,
      { input: { productId: boots.productId } },
    );
    succeeded(gone.productUnpublish);
    await searchUntil(guest(), { query: word }, ({ products }) => products.length === 1 && products[0]?.slug === coat.slug);
  });

  it('suggests completions and corrections', async () => {
    const word = newWord();
    const seller = await context().shop.newSeller(`Suggest ${word}`);
    await seller.offers(`${word} telescope`, '120.00', 1);
    await searchUntil(guest(), { query: word }, ({ products }) => products.length === 1);
    const suggestions = await eventually(async () => {
      const answer = await guest().ask<{ searchSuggestions: readonly { text: string }[] }>(
        'query ($prefix: String!) { searchSuggestions(prefix: $prefix) { text } }',
        { prefix: word.slice(0, 6) },
      );
      return answer.searchSuggestions.length > 0 ? answer.searchSuggestions.map(({ text }) => text.toLowerCase()) : undefined;
    });
    expect(suggestions.some((text) => text.includes(word))).toBe(true);
    const nothing = await guest().ask<{ productSearch: { totalCount: number; didYouMean: string | null } }>(
      'query ($query: String) { productSearch(query: $query, first: 5) { totalCount didYouMean } }',
      { query: `${word} zzzzqqqq` },
    );
    expect(nothing.productSearch).toEqual({ totalCount: 0, didYouMean: word });
  });

  it('lets buyers review a purchase once, and shows ratings everywhere', async () => {
    const { shop } = context();
    const word = newWord();
    const seller = await shop.newSeller(`Judged ${word}`);
    const goods = await seller.offers(`Teapot ${word}`, '30.00', 10);
    const [ada, kofi, stranger] = [await buyer('Ada Byron'), await buyer('Kofi Mensah'), await buyer('No Purchase')];
    const [adas, kofis] = await Promise.all([buyAndReceive(ada, goods), buyAndReceive(kofi, goods)]);

    const first = await reviewOnceDelivered(ada, { orderItemId: adas, rating: 5, title: 'Pours well', body: 'No drop beside the cup.' });
    expect(first).toMatchObject({ status: 'APPROVED', rating: 5 });
    expect((await postReview(ada, { orderItemId: adas, rating: 1, title: 'Again', body: 'Once more.' })).userErrors).toMatchObject([
      { code: 'ALREADY_REVIEWED' },
    ]);
    const theirs = await postReview(stranger, { orderItemId: adas, rating: 1, title: 'Not mine', body: 'Never had it.' });
    const nobodys = await postReview(stranger, { orderItemId: randomUUID(), rating: 1, title: 'Not mine', body: 'Never had it.' });
    expect(theirs).toEqual(nobodys);
    expect(theirs.review).toBeNull();

    // Held because of its link; published and counted only after an operator approves it.
    const held = await reviewOnceDelivered(kofi, {
      orderItemId: kofis,
      rating: 2,
      title: 'Hm',
      body: 'Cheaper at http://elsewhere.example',
    });
    expect(held.status).toBe('PENDING');
    const page = async (): Promise<Page['product']> => (await guest().ask<Page>(documents.ProductPage, { slug: goods.slug })).product;
    await eventually(async () => (await page()).reviews?.edges.length === 1);
    const approved = await changeReview(shop.operator, 'reviewApprove', { reviewId: held.id });
    expect(approved).toMatchObject({ review: { status: 'APPROVED' }, userErrors: [] });
    await eventually(async () => {
      const { reviews, seller: judged } = await page();
      expect(reviews?.edges.map(({ node }) => node.author?.displayName).sort()).toEqual(['Ada Byron', 'Kofi Mensah']);
      expect(judged.rating).toMatchObject({ count: 2, average: 3.5 });
      return true;
    });
    const listed = await searchUntil(guest(), { query: word }, ({ products }) => products[0]?.rating?.count === 2);
    expect(listed.products[0]?.rating).toEqual({ average: 3.5, count: 2 });

    const reply = await changeReview(seller.client, 'reviewReply', { reviewId: held.id, body: 'We are sorry about that.' });
    expect(reply.userErrors).toEqual([]);
    expect((await changeReview(ada, 'reviewReply', { reviewId: held.id, body: 'Me too.' })).userErrors).not.toEqual([]);
    const rejected = await changeReview(shop.operator, 'reviewReject', { reviewId: held.id, reason: 'advertising' });
    expect(rejected).toMatchObject({ review: { status: 'REJECTED' }, userErrors: [] });
    await searchUntil(guest(), { query: word }, ({ products }) => products[0]?.rating?.average === 5);
  });

  it('searches the old index during a rebuild, then the new one, and can roll back', async () => {
    const { shop } = context();
    const word = newWord();
    const seller = await shop.newSeller(`Reindex ${word}`);
    const lamp = await seller.offers(`Lamp ${word}`, '20.00', 2);
    await searchUntil(guest(), { query: word }, ({ products }) => products[0]?.available === true);
    type Version = { readonly version: number; readonly status: string };
    const versions = async (): Promise<readonly Version[]> => {
      type Row = Version & { readonly model: string };
      const answer = await shop.operator.ask<{ searchIndexVersions: readonly Row[] }>('{ searchIndexVersions { model version status } }');
      return answer.searchIndexVersions.filter(({ model }) => model === 'PRODUCT_INDEX');
    };
    const live = async (): Promise<number> => (await versions()).find(({ status }) => status === 'LIVE')?.version ?? 0;
    const before = await live();
    const started = await shop.operator.ask<{ searchIndexRebuild: Payload }>(
      `mutation ($input: SearchModelInput!) { searchIndexRebuild(input: $input) { ${errors} } }`,
      { input: { model: 'PRODUCT_INDEX' } },
    );
    succeeded(started.searchIndexRebuild);
    // Written while the new index is being built: it must be in both.
    const late = await seller.offers(`Late lamp ${word}`, '21.00', 1);
    await eventually(
      async () => {
        // Searches continuously, and always finds results.
        expect((await search(guest(), { query: `lamp ${word}` })).products.map(({ slug }) => slug)).toContain(lamp.slug);
        return (await live()) > before;
      },
      { waitingFor: 'the new index to be live' },
    );
    const both = ({ products }: { products: readonly { slug: string }[] }): boolean =>
      [lamp.slug, late.slug].every((slug) => products.some((product) => product.slug === slug));
    await searchUntil(guest(), { query: word }, both);
    const back = await shop.operator.ask<{ searchIndexRollback: Payload }>(
      `mutation ($input: SearchModelInput!) { searchIndexRollback(input: $input) { ${errors} } }`,
      { input: { model: 'PRODUCT_INDEX' } },
    );
    succeeded(back.searchIndexRollback);
    expect(await live()).toBe(before);
    await searchUntil(guest(), { query: word }, both);
  });

  it('shows sales to sellers, and orders to buyers', async () => {
    const word = newWord();
    const seller = await context().shop.newSeller(`Board ${word}`);
    const goods = await seller.offers(`Board game ${word}`, '25.00', 5);
    const client = await buyer();
    await buy(client, await fillCart(client, { variantId: goods.variantId, quantity: 2 }));
    type Board = {
      readonly days: readonly { readonly orderCount: number; readonly revenue: { readonly amount: string } }[];
      readonly topProducts: readonly { readonly title: string; readonly pieces: number }[];
    };
    const board = await eventually(
      async () => {
        const { sellerDashboard } = await seller.client.ask<{ sellerDashboard: Board | null }>(
          `query ($sellerId: ID!) { sellerDashboard(sellerId: $sellerId) { days { orderCount revenue { amount } } topProducts { title pieces } } }`,
          { sellerId: seller.sellerId },
        );
        return sellerDashboard?.topProducts.length === 1 ? sellerDashboard : undefined;
      },
      { waitingFor: 'the sale on the dashboard' },
    );
    expect(board.topProducts).toMatchObject([{ title: `Board game ${word}`, pieces: 2 }]);
    expect(board.days).toMatchObject([{ orderCount: 1 }]);
    expect(Number(board.days[0]?.revenue.amount)).toBeGreaterThanOrEqual(50);
    type Row = { readonly status: string; readonly orderNumber: string };
    // The list is a separate read model that may receive the sale later.
    await eventually(
      async () => {
        const { orderList } = await client.ask<{ orderList: { edges: readonly { node: Row }[] } }>(
          '{ orderList(first: 5) { edges { node { orderNumber status } } } }',
        );
        expect(orderList.edges).toHaveLength(1);
        return true;
      },
      { waitingFor: 'the order in the list of its buyer' },
    );
  });

  it('keeps selling while search is unavailable, and reports it', async () => {
    const { shop, running, url } = context();
    const word = newWord();
    const seller = await shop.newSeller(`Steady ${word}`);
    const goods = await seller.offers(`Compass ${word}`, '15.00', 5);
    await searchUntil(guest(), { query: word }, ({ products }) => products.length === 1);
    const bringBack = await running.hold('search');
    try {
      type Degraded = { readonly degraded: readonly { readonly service: string; readonly says: string }[] };
      await eventually(
        async () => {
          const { data, errors: faults } = await guest().send(documents.Browse, { first: 5, query: `${word} ${randomUUID().slice(0, 4)}` });
          expect(faults?.map(({ extensions }) => extensions)).toMatchObject([{ code: 'SUBGRAPH_UNAVAILABLE', service: 'search' }]);
          expect(data?.['productSearch'] ?? null).toBeNull();
          const { degraded } = (await (await fetch(`${url}/health/services`)).json()) as Degraded;
          expect(degraded).toMatchObject([{ service: 'search', says: expect.stringContaining('checkout') as string }]);
          expect((await fetch(`${url}/health/ready`)).status).toBe(200);
          return true;
        },
        { waitingFor: 'search to be reported unavailable' },
      );
      type Catalogue = {
        readonly categories: readonly unknown[];
        readonly products: { readonly edges: readonly { node: { slug: string } }[] };
      };
      const catalogue = await guest().ask<Catalogue>('{ categories { id } products(first: 50) { edges { node { slug } } } }');
      expect(catalogue.categories.length).toBeGreaterThan(0);
      expect(catalogue.products.edges.map(({ node }) => node.slug)).toContain(goods.slug);
      const { product } = await guest().ask<Page>(documents.ProductPage, { slug: goods.slug });
      expect(product).toMatchObject({ seller: { name: `Steady ${word}` } });
      const client = await buyer();
      expect(await buy(client, await fillCart(client, { variantId: goods.variantId, quantity: 1 }))).toMatchObject({ status: 'COMPLETED' });
    } finally {
      await bringBack();
    }
    await searchUntil(guest(), { query: word }, ({ products }) => products.length === 1);
  });

  it('imports a product file with progress and errors, and exports the same file', async () => {
    const { shop } = context();
    const word = newWord();
    const [seller, other] = [await shop.newSeller(`Importer ${word}`), await shop.newSeller(`Copier ${word}`)];
    const { categories } = await guest().ask<{ categories: readonly { id: string }[] }>('{ categories { id } }');
    const header =
      'Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Compare At Price,Image Src,Image Alt Text,Status';
    const image = 'https://images.example/desk.jpg';
    const content = [
      header,
      `desk-${word},"Desk ${word}, foldable","<p>Stands <b>anywhere</b>.</p>",Halden,,"office,oak",TRUE,Colour,Oak,D-${word}-1,9000,4,199.00,249.00,${image},A desk,active`,
      `desk-${word},,,,,,,Colour,Black,D-${word}-2,9000,0,189.00,,,,`,
      `rack-${word},Rack ${word},,Halden,,,TRUE,Colour,Oak,S-${word}-1,4000,1,not a price,,${image},A rack,active`,
      '',
    ].join('\n');
    type Import = {
      readonly id: string;
      readonly status: string;
      readonly productsCreated: number;
      readonly productsUnchanged: number;
      readonly errors: { readonly edges: readonly { readonly node: { readonly row: number; readonly column: string | null } }[] };
    };
    const fields = 'id status productsCreated productsUnchanged errors(first: 10) { edges { node { row column code message } } }';
    const imported = async (from: Client, sellerId: string, file: string): Promise<Import> => {
      const { productsImport } = await from.ask<{ productsImport: Payload & { productImport: { id: string } } }>(
        `mutation ($input: ProductsImportInput!) { productsImport(input: $input) { productImport { id } ${errors} } }`,
        { input: { sellerId, format: 'SHOPIFY_CSV', content: file, categoryId: categories[0]?.id, publish: true } },
      );
      const { id } = succeeded(productsImport).productImport;
      let last: Import | undefined;
      const progress = `subscription ($id: ID!) { productImportProgress(importId: $id) { ${fields} } }`;
      for await (const { productImportProgress } of from.follow<{ productImportProgress: Import }>(progress, { id }))
        last = productImportProgress;
      if (last === undefined) throw new Error('the import sent no updates');
      return last;
    };
    const first = await imported(seller.client, seller.sellerId, content);
    expect(first).toMatchObject({ productsCreated: 1, errors: { edges: [{ node: { row: 4, column: 'Variant Price' } }] } });
    const { products } = await searchUntil(guest(), { query: word }, (listing) => listing.products[0]?.available === true);
    expect(products).toMatchObject([
      { title: `Desk ${word}, foldable`, priceRange: { min: { amount: '189.00' }, max: { amount: '199.00' } } },
    ]);
    const second = await imported(seller.client, seller.sellerId, content);
    expect(second).toMatchObject({ productsCreated: 0, productsUnchanged: 1 });
    const list = `query ($id: ID!) { productImports(sellerId: $id, first: 5) { edges { node { ${fields} } } } }`;
    const { productImports } = await seller.client.ask<{ productImports: { edges: readonly { node: Import }[] } }>(list, {
      id: seller.sellerId,
    });
    expect(productImports.edges.map(({ node }) => node)).toEqual([second, first]);

    const exported = async (from: Client, sellerId: string): Promise<string> => {
      const document = `query ($sellerId: ID!) { productsExport(sellerId: $sellerId, format: SHOPIFY_CSV, first: 50) { content } }`;
      return (await from.ask<{ productsExport: { content: string } }>(document, { sellerId })).productsExport.content;
    };
    const file = await exported(seller.client, seller.sellerId);
    expect(file).toContain(`D-${word}-2`);
    expect(await imported(other.client, other.sellerId, file)).toMatchObject({ productsCreated: 1, errors: { edges: [] } });
    expect(await exported(other.client, other.sellerId)).toBe(file);
  });
};
