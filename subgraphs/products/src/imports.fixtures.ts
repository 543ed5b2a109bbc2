import type { ContextHarness } from '@marketplace/platform/testing';
import { mutate, sellerId, staff, type UserErrorJson } from './products.fixtures';

export type ImportJson = {
  readonly id: string;
  readonly status: string;
  readonly bytes: number;
  readonly bytesRead: number;
  readonly rowsRead: number;
  readonly productsCreated: number;
  readonly productsUpdated: number;
  readonly productsUnchanged: number;
  readonly productsRefused: number;
  readonly variantsAdded: number;
  readonly errorCount: number;
  readonly noticeCount: number;
  readonly failure: { readonly code: string } | null;
  readonly errors: { readonly edges: readonly { readonly cursor?: string; readonly node: ImportErrorJson }[] };
};
export type ImportErrorJson = {
  readonly row: number;
  readonly column: string | null;
  readonly code: string;
  readonly severity: string;
  readonly value: string | null;
  readonly handle: string | null;
};
export type ImportAnswer = { readonly productImport: ImportJson | null; readonly userErrors: readonly UserErrorJson[] };
type Input = Readonly<Record<string, unknown>>;
type Who = Parameters<ContextHarness['graph']>[0];

const counts =
  'id status bytes bytesRead rowsRead productsCreated productsUpdated productsUnchanged productsRefused variantsAdded errorCount noticeCount failure { code }';
export const importFields = `${counts} errors(first: 100) { edges { node { row column code severity value handle } } }`;

const exportQuery = `query ($sellerId: ID!, $format: ProductFileFormat!, $first: Int!, $after: String) {
  productsExport(sellerId: $sellerId, format: $format, first: $first, after: $after) { content pageInfo { endCursor hasNextPage } } }`;

type ExportPage = { readonly content: string; readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean } };

export const idOfAnswer = ({ productImport, userErrors }: ImportAnswer): string => {
  if (productImport === null) throw new Error(JSON.stringify(userErrors));
  return productImport.id;
};

/** Sends GraphQL requests about imports and exports. */
const transferGraph = (harness: ContextHarness) => {
  const send = async (operation: `product${string}`, input: Input, who: Who = staff): Promise<ImportAnswer> => {
    const answer = `productImport { ${importFields} } userErrors { __typename code path }`;
    return (await mutate(harness, { operation, input, answer, who })) as ImportAnswer;
  };
  const read = async (id: string, who: Who = staff): Promise<ImportJson | null> =>
    (await harness.graph(who, `query ($id: ID!) { productImport(id: $id) { ${importFields} } }`, { id })).data?.[
      'productImport'
    ] as ImportJson | null;
  const exported = async (format: string, input: Input = {}, who: Who = staff): Promise<string> => {
    let [content, after]: [string, string | null] = ['', null];
    for (;;) {
      const { data, errors } = await harness.graph(who, exportQuery, { sellerId, format, first: 2, after, ...input });
      if (errors !== undefined) throw new Error(errors[0]?.extensions['code'] as string);
      const page = data?.['productsExport'] as ExportPage;
      content += page.content;
      after = page.pageInfo.endCursor;
      if (!page.pageInfo.hasNextPage) return content;
    }
  };
  return { send, read, exported };
};

/** The `eventually` function of the spec. */
type Eventually = (probe: () => Promise<ImportJson | undefined>, options: { readonly waitingFor: string }) => Promise<ImportJson>;

/** Imports and exports files as a seller. */
export const importClient = (harness: ContextHarness, eventually: Eventually) => {
  const graph = transferGraph(harness);
  const { send, read } = graph;
  const untilFinished = (id: string, who: Who = staff): Promise<ImportJson> =>
    eventually(
      async () => {
        const found = await read(id, who);
        return found !== null && ['COMPLETED', 'FAILED', 'CANCELLED'].includes(found.status) ? found : undefined;
      },
      { waitingFor: 'the import to be over' },
    );
  return {
    ...graph,
    untilFinished,
    /** Imports a file in one request and waits for the end of the import. */
    importFile: async (content: string, input: Input = {}, who: Who = staff): Promise<ImportJson> =>
      untilFinished(idOfAnswer(await send('productsImport', { sellerId, format: 'SHOPIFY_CSV', content, ...input }, who)), who),
    /** Uploads a file in chunks; returns the ID of the running import. */
    upload: async (content: Buffer, input: Input = {}, who: Who = staff): Promise<string> => {
      const size = 200_000;
      const importId = idOfAnswer(await send('productImportStart', { sellerId, format: 'SHOPIFY_CSV', ...input }, who));
      for (let offset = 0; offset < content.length; offset += size) {
        const chunk = content.subarray(offset, offset + size).toString('base64');
        idOfAnswer(await send('productImportAppend', { importId, offset, content: chunk, encoding: 'BASE64' }, who));
      }
      return idOfAnswer(await send('productImportFinish', { importId }, who));
    },
  };
};

const heading = [
  'Handle',
  'Title',
  'Body (HTML)',
  'Vendor',
  'Type',
  'Tags',
  'Published',
  'Option1 Name',
  'Option1 Value',
  'Variant SKU',
  'Variant Grams',
  'Variant Inventory Qty',
  'Variant Price',
  'Variant Compare At Price',
  'Image Src',
  'Image Position',
  'Status',
] as const;

type Cells = Partial<Record<(typeof heading)[number], string>>;

const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A CSV file with these rows, like an export of a shop. */
export const csvOf = (rows: readonly Cells[]): string =>
  [heading.join(','), ...rows.map((row) => heading.map((column) => quoted(row[column] ?? '')).join(','))].join('\r\n');

/** The first row of a product that can be published. */
export const productRow = (handle: string, cells: Cells = {}): Cells => ({
  Handle: handle,
  Title: `The ${handle}`,
  Published: 'TRUE',
  'Option1 Name': 'Size',
  'Option1 Value': 'M',
  'Variant SKU': `${handle}-m`,
  'Variant Price': '19.90',
  'Image Src': `https://img.example/${handle}.jpg`,
  Status: 'active',
  ...cells,
});

export const variantRow = (handle: string, size: string, cells: Cells = {}): Cells => ({
  Handle: handle,
  'Option1 Value': size,
  'Variant SKU': `${handle}-${size.toLowerCase()}`,
  'Variant Price': '19.90',
  ...cells,
});
