import { instant, systemOf, type Cause, type ProductId } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { concernOf, fact, type ListingFact, type Fact, type FactKind } from '../../domain/facts';
import { documentBuilder } from './document-builder';
import { searchDatabase, type EmptyDatabase } from './engine-under-test.fixtures';
import { quarantineStore } from './lag-views';
import { factStore } from './fact-store';

const cause: Cause = { actor: systemOf('search'), correlationId: 'spec' };

export const listingOf = (productId: ProductId, about: Partial<ListingFact> & { readonly title: string }): ListingFact => ({
  productId,
  sellerId: newId<'Seller'>(),
  slug: 'slug',
  description: '',
  language: 'en',
  brand: null,
  tags: [],
  categoryId: newId<'Category'>(),
  image: null,
  attributes: [],
  variants: [{ variantId: newId<'Variant'>(), sku: 's', options: [], prices: [{ currency: 'USD', amount: '100' }] }],
  ...about,
});

export const published = (listing: ListingFact, version = 1): readonly Fact[] => [
  fact('listing', { subject: listing.productId, version }, listing),
  fact('status', { subject: listing.productId, version }, { listed: true }),
  fact('first-published', { subject: listing.productId, version: -version }, { at: instant('2026-11-21T08:30:00.000Z') }),
];

/** A product index on a database of its own, with functions to save facts and to corrupt them. */
export const indexUnderTest = async (database: EmptyDatabase) => {
  const db = await searchDatabase(database, 4);
  const alerts: (readonly [string, Readonly<Record<string, unknown>>])[] = [];
  const save = (parts: readonly Fact[]) => factStore(db).save(parts, 'kept', cause);
  const publish = async (about: Partial<ListingFact> & { readonly title: string }): Promise<ListingFact> => {
    const listing = listingOf(newId<'Product'>(), about);
    await save(published(listing));
    return listing;
  };
  const work = async () => {
    const { buildBatch } = documentBuilder(db, (name, facts) => alerts.push([name, facts]));
    let updates = 0;
    for (let handled = 1; handled > 0; updates += handled) handled = await buildBatch();
    return updates;
  };
  /** Corrupts a fact and queues an update for it. */
  const corrupt = async (kind: FactKind, key: string, data: string) => {
    const [corrupted] = await db.query<{ subject: string }>(
      'UPDATE index_parts SET data = data || $3::jsonb WHERE kind = $1 AND key = $2 RETURNING subject',
      [kind, key, data],
    );
    await db.query('INSERT INTO index_dirty (index_version, concern, subject) VALUES (1, $1, $2)', [
      concernOf(kind),
      corrupted?.subject ?? key,
    ]);
  };
  const shown = async () =>
    (
      await db.query<{ title: string }>(
        `SELECT document ->> 'title' AS title FROM product_index WHERE document IS NOT NULL ORDER BY document ->> 'title'`,
      )
    ).map(({ title }) => title);
  const quarantined = async () =>
    (await quarantineStore(db).list(50)).map(({ version, concern, subject, attempts }) => ({ version, concern, subject, attempts }));
  const waiting = async () => (await factStore(db).backlog(1)).rows;
  return {
    db,
    alerts,
    save,
    publish,
    work,
    corrupt,
    shown,
    quarantined,
    waiting,
    stop: async () => {
      await db.close();
      await database.drop();
    },
  };
};

export type IndexUnderTest = Awaited<ReturnType<typeof indexUnderTest>>;
