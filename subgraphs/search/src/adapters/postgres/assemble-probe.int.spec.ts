import { EntityManager } from 'typeorm';
import { migrate, openDatabase } from '@marketplace/platform';
import { freshDatabase } from '@marketplace/testing';
import { assembler } from './assembler';
import { ReadModels1700000001000 } from './migrations/1700000001000-read-models';
import { ProductIndex1700000002000 } from './migrations/1700000002000-product-index';

const rnd = (() => { let s = 42; return () => { s = (s * 1103515245 + 12345) & 0x7fffffff; return s / 0x7fffffff; }; })();
const letters = 'abcdefghijklmnopqrstuvwxyz';
const vocab = Array.from({ length: 8000 }, () => Array.from({ length: 4 + Math.floor(rnd() * 7) }, () => letters[Math.floor(rnd() * 26)]).join(''));
const word = () => vocab[Math.floor(vocab.length * rnd() ** 3)] ?? 'x';
const text = (n: number) => Array.from({ length: n }, word).join(' ');
const id = (n: number, kind: number) => `01900000-0000-7000-8${kind.toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`;

it('probe', async () => {
  const database = await freshDatabase('search');
  const options = { name: 'search', url: database.url, poolSize: 2 };
  await migrate(options, [ReadModels1700000001000, ProductIndex1700000002000]);
  const db = await openDatabase(options);
  const times = new Map<string, { n: number; ms: number; max: number }>();
  const original = EntityManager.prototype.query;
  EntityManager.prototype.query = async function (this: EntityManager, sql: string, params?: unknown[]) {
    const at = performance.now();
    try { return await original.call(this, sql, params as never); } finally {
      const ms = performance.now() - at;
      const key = sql.replace(/\s+/g, ' ').trim().slice(0, 90);
      const t = times.get(key) ?? { n: 0, ms: 0, max: 0 };
      times.set(key, { n: t.n + 1, ms: t.ms + ms, max: Math.max(t.max, ms) });
    }
  } as never;
  const load = async (version: number, from: number, to: number) => {
    for (let start = from; start < to; start += 1000) {
      const rows: unknown[] = [];
      for (let n = start; n < Math.min(to, start + 1000); n += 1) {
        const productId = id(n, 1), variants = [id(n * 2, 2), id(n * 2 + 1, 2)];
        const base = { index_version: version, version: 1 };
        rows.push({ ...base, kind: 'listing', key: productId, subject: productId, data: { productId, sellerId: id(n % 50, 3), slug: `p-${n}`, title: text(4), description: text(80), language: 'en', brand: `Brand ${n % 200}`, tags: [word()], categoryId: id(n % 30, 4), image: null, attributes: [{ name: 'Material', value: word() }], variants: variants.map((variantId, i) => ({ variantId, sku: `SKU${n}X${i}`, options: [{ name: 'Size', value: String(i) }], prices: [{ currency: 'USD', amount: String(100 + n) }, { currency: 'EUR', amount: String(90 + n) }] })) } });
        rows.push({ ...base, kind: 'status', key: productId, subject: productId, data: { listed: true } });
        rows.push({ ...base, kind: 'first-published', key: productId, subject: productId, version: -1, data: { at: '2026-01-01T00:00:00.000Z' } });
        for (const v of variants) {
          rows.push({ ...base, kind: 'variant', key: v, subject: v, data: { productId } });
          rows.push({ ...base, kind: 'stock', key: v, subject: v, data: { buyable: true } });
        }
      }
      await db.query(`INSERT INTO index_parts SELECT * FROM json_populate_recordset(NULL::index_parts, $1::json)`, [JSON.stringify(rows)]);
    }
    await db.query(`INSERT INTO index_dirty (index_version, concern, subject) SELECT index_version, 'product', key FROM index_parts WHERE kind = 'listing' AND index_version = $1
      AND key NOT IN (SELECT product_id::text FROM product_index WHERE index_version = $1)`, [version]);
  };
  const { assemble } = assembler(db);
  const run = async (name: string) => {
    times.clear();
    const at = performance.now();
    let total = 0;
    for (let taken = 1; taken > 0; total += taken) { const t = performance.now(); taken = await assemble().catch((e: unknown) => { console.log(name, 'FAILED', String(e), (performance.now() - t).toFixed(0)); return 0; }); process.stderr.write(`${name} batch ${taken} ${(performance.now() - t).toFixed(0)} ms\n`); }
    process.stderr.write(`== ${name}: ${total} in ${(performance.now() - at).toFixed(0)} ms\n`);
    for (const [key, t] of [...times].sort((a, b) => b[1].ms - a[1].ms).slice(0, 8)) process.stderr.write(`   ${t.ms.toFixed(0).padStart(7)} ms n=${t.n} max=${t.max.toFixed(0)} ${key}\n`);
  };
  const no = Number(process.env['PROBE_N'] ?? '10000');
  await load(1, 0, 1000);
  await run('first 1000, no stats');
  await db.query('ANALYZE index_words'); await db.query('ANALYZE index_parts'); await db.query('ANALYZE product_index'); await db.query('ANALYZE index_facets'); await db.query('ANALYZE facet_values'); await db.query('ANALYZE index_dirty');
  await load(1, 1000, no);
  await run(`up to ${no}, stats of 1000`);
  await db.query('ANALYZE index_words'); await db.query('ANALYZE index_parts'); await db.query('ANALYZE product_index');await db.query('ANALYZE index_dirty');
  await db.query(`INSERT INTO read_model_versions (model, version, status) VALUES ('product_index', 2, 'BUILDING')`);
  await db.query('SELECT product_index_create(2)');
  await load(2, 0, no);
  await run(`version 2 from 0 to ${no}, stats of version 1`);
  await db.close();
  await database.drop();
}, 1_200_000);
