import type { SignedInClient } from '../client/accounts';
import type { UserError } from '../client/graph-client';
import { graphStream } from '../client/graph-stream';

const counts =
  'id status bytes bytesRead rowsRead productsCreated productsUpdated productsUnchanged productsRefused variantsAdded errorCount noticeCount';
const payload = `productImport { ${counts} failure { code message } } userErrors { code message }`;

const documents = {
  start: `mutation ImportStart($input: ProductImportStartInput!) { productImportStart(input: $input) { ${payload} } }`,
  append: `mutation ImportAppend($input: ProductImportAppendInput!) { productImportAppend(input: $input) { ${payload} } }`,
  finish: `mutation ImportFinish($input: ProductImportFinishInput!) { productImportFinish(input: $input) { ${payload} } }`,
  progress: `subscription ImportProgress($importId: ID!) { productImportProgress(importId: $importId) { ${counts} failure { code message } } }`,
  errors: `query ImportErrors($id: ID!, $after: String) { productImport(id: $id) { errors(first: 100, after: $after) {
    edges { node { row column code message severity value handle } } pageInfo { endCursor hasNextPage } } } }`,
};

export type ImportState = {
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
  readonly failure: { readonly code: string; readonly message: string } | null;
};

export type ImportError = {
  readonly row: number;
  readonly column: string | null;
  readonly code: string;
  readonly message: string;
  readonly severity: string;
  readonly value: string | null;
  readonly handle: string | null;
};

type Answer = { readonly productImport: ImportState | null; readonly userErrors: readonly UserError[] };

type Operation = 'productImportStart' | 'productImportAppend' | 'productImportFinish';

const send = async (client: SignedInClient, [operation, document]: readonly [Operation, string], input: object): Promise<ImportState> => {
  const answer = (await client.request<Record<Operation, Answer>>(document, { input }))[operation];
  const [error] = answer.userErrors;
  if (error !== undefined || answer.productImport === null)
    throw new Error(`The import was rejected:  ${error?.code ?? ''} (${error?.message ?? ''})`);
  return answer.productImport;
};

/** Well below the limit of one request. */
const bytesPerChunk = 200_000;

/** Joins lines into chunks. */
export const chunksOf = function* (lines: Iterable<string>): Generator<string, void, undefined> {
  let [chunk, size] = ['', 0];
  for (const line of lines) {
    const bytes = Buffer.byteLength(line);
    if (size > 0 && size + bytes > bytesPerChunk) {
      yield chunk;
      [chunk, size] = ['', 0];
    }
    chunk += line;
    size += bytes;
  }
  if (size > 0) yield chunk;
};

export type Upload = { readonly sellerId: string; readonly categoryId: string; readonly currency: string };

/** Uploads JSON lines in chunks. Returns the started import. */
export const upload = async (
  client: SignedInClient,
  { sellerId, categoryId, currency }: Upload,
  lines: Iterable<string>,
): Promise<ImportState> => {
  const started = await send(client, ['productImportStart', documents.start], { sellerId, categoryId, currency, format: 'JSON_LINES' });
  let offset = 0;
  for (const content of chunksOf(lines)) {
    ({ bytes: offset } = await send(client, ['productImportAppend', documents.append], { importId: started.id, offset, content }));
  }
  return send(client, ['productImportFinish', documents.finish], { importId: started.id });
};

/** Follows an import until it ends. */
export const followImport = async (
  client: SignedInClient,
  wsUrl: string,
  { importId, onProgress }: { readonly importId: string; readonly onProgress: (state: ImportState) => void },
): Promise<ImportState> => {
  const stream = graphStream(wsUrl, client.token);
  let last: ImportState | undefined;
  try {
    for await (const { productImportProgress } of stream.follow<{ productImportProgress: ImportState }>(documents.progress, { importId })) {
      last = productImportProgress;
      onProgress(last);
    }
  } finally {
    await stream.close();
  }
  if (last === undefined) throw new Error(`No progress was reported for import ${importId}.`);
  return last;
};

type ErrorPage = {
  readonly productImport: {
    readonly errors: {
      readonly edges: readonly { readonly node: ImportError }[];
      readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
    };
  };
};

/** All errors in the rows of an import. */
export const importErrors = async (client: SignedInClient, id: string): Promise<readonly ImportError[]> => {
  const faults: ImportError[] = [];
  let after: string | null = null;
  for (;;) {
    const { productImport }: ErrorPage = await client.request<ErrorPage>(documents.errors, { id, after });
    faults.push(...productImport.errors.edges.map(({ node }) => node));
    after = productImport.errors.pageInfo.endCursor;
    if (!productImport.errors.pageInfo.hasNextPage) return faults;
  }
};
