import { Client } from 'pg';

/**
 * The queries for a product page, and the product of each row. Copies are rows with other IDs, slugs and SKUs, written directly to the
 * database, because only reads are measured.
 */
const productTables = [
  ['products', 'id'],
  ['product_variants', 'product_id'],
  ['product_listing', 'product_id'],
] as const;

/** Copies rows: every text of the first list is replaced by that of the second. */
const copyFunction = `
  CREATE FUNCTION pg_temp.copied(line text, originals text[], replacements text[]) RETURNS json LANGUAGE plpgsql IMMUTABLE AS $$
  BEGIN
    FOR place IN 1 .. cardinality(originals) LOOP line := replace(line, originals[place], replacements[place]); END LOOP;
    RETURN line::json;
  END $$`;

/** Creates the ID of a copy from the original ID and the number of the copy, in the format of version 7. */
const newId = `overlay(overlay(md5(old || copy)::uuid::text placing '7' from 15) placing '8' from 20)`;

/** The replacements for every product and copy. */
const makeCopies = `
  CREATE TEMPORARY TABLE copies AS
  SELECT o.product, o.ids, copy,
    ARRAY(SELECT old::text FROM unnest(o.ids) AS old) || ARRAY(SELECT to_json(old)::text FROM unnest(o.names) AS old) AS originals,
    ARRAY(SELECT ${newId} FROM unnest(o.ids::text[]) AS old) || ARRAY(SELECT to_json(old || '-' || copy)::text FROM unnest(o.names) AS old) AS replacements
  FROM originals o, generate_series($1::int, $2::int) AS copy`;

const withClient = async <T>(url: string, database: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const place = new URL(url);
  place.pathname = `/${database}`;
  const client = new Client({ connectionString: place.href });
  await client.connect();
  try {
    // Without triggers and foreign keys: copies are as valid as their originals.
    await client.query('SET session_replication_role = replica');
    await client.query(copyFunction);
    // Atomically: a job would find an incomplete product and complete it.
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    await client.query('ANALYZE');
    return result;
  } finally {
    await client.end();
  }
};

/** The values of a product that must differ in a copy. */
type Original = { readonly product: string; readonly ids: readonly string[]; readonly names: readonly string[] };

const originals = `
  CREATE TEMPORARY TABLE originals AS
  SELECT p.id AS product, array_agg(v.id) || p.id AS ids, array_agg(v.sku) || p.slug AS names
  FROM products p JOIN product_variants v ON v.product_id = p.id WHERE p.status = 'PUBLISHED' GROUP BY p.id`;

const copyTable = (table: string, key: string): string => `
  INSERT INTO ${table} SELECT (json_populate_record(NULL::${table}, pg_temp.copied(to_json(t)::text, c.originals, c.replacements))).*
  FROM copies c JOIN ${table} t ON t.${key} = c.product`;

const copyProducts = (url: string, from: number, to: number): Promise<readonly Original[]> =>
  withClient(url, 'products_db', async (client) => {
    await client.query(originals);
    await client.query(makeCopies, [from, to]);
    for (const [table, key] of productTables) await client.query(copyTable(table, key));
    return (await client.query<Original>('SELECT * FROM originals')).rows;
  });

type Part = { readonly products: readonly Original[]; readonly from: number; readonly to: number };

const temporaryOriginals = (client: Client, { products }: Part) =>
  client.query(
    `CREATE TEMPORARY TABLE originals AS SELECT (row->>'product')::uuid AS product,
       ARRAY(SELECT json_array_elements_text(row->'ids')::uuid) AS ids, ARRAY(SELECT json_array_elements_text(row->'names')) AS names
     FROM json_array_elements($1::json) AS row`,
    [JSON.stringify(products)],
  );

const copyStock = (url: string, part: Part): Promise<void> =>
  withClient(url, 'inventory_db', async (client) => {
    await temporaryOriginals(client, part);
    await client.query(makeCopies, [part.from, part.to]);
    for (const table of ['variants_known', 'stock_items']) {
      const own = table === 'stock_items' ? ` || ARRAY[t.id::text]` : '';
      const newOwn = table === 'stock_items' ? ` || ARRAY[(SELECT ${newId} FROM (SELECT t.id::text AS old) AS one)]` : '';
      await client.query(
        `INSERT INTO ${table} SELECT (json_populate_record(NULL::${table}, pg_temp.copied(to_json(t)::text, c.originals${own}, c.replacements${newOwn}))).*
         FROM copies c, unnest(c.ids) AS variant JOIN ${table} t ON t.variant_id = variant`,
      );
    }
  });

/** Inserts the facts of the copies into search, which builds their documents. Resolves to the number of products. */
const copyFacts = (url: string, part: Part): Promise<number> =>
  withClient(url, 'search_db', async (client) => {
    await temporaryOriginals(client, part);
    await client.query(makeCopies, [part.from, part.to]);
    await client.query(
      `INSERT INTO index_parts SELECT (json_populate_record(NULL::index_parts, pg_temp.copied(to_json(t)::text, c.originals, c.replacements))).*
       FROM copies c, unnest(c.ids::text[]) AS thing JOIN index_parts t ON t.subject = thing`,
    );
    const { rowCount } = await client.query(
      `INSERT INTO index_dirty (index_version, concern, subject)
       SELECT index_version, 'product', key FROM index_parts WHERE kind = 'listing'
       AND NOT EXISTS (SELECT FROM product_index p WHERE p.index_version = index_parts.index_version AND p.product_id = index_parts.key::uuid)`,
    );
    return rowCount ?? 0;
  });

/** Copies every product, with new numbers. Resolves to the number of products that search has to index. */
export const copyProductsTo = async (url: string, { from, to }: { readonly from: number; readonly to: number }): Promise<number> => {
  const products = await copyProducts(url, from, to);
  await copyStock(url, { products, from, to });
  return copyFacts(url, { products, from, to });
};
