import { instant, systemOf, type Cause, type ProductId } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { concernOf, part, type ListingPart, type Part, type PartKind } from '../../domain/parts';
import { assembler } from './assembler';
import { searchDatabase, type EmptyDatabase } from './engine-under-test.fixtures';
import { setAsideStore } from './lag-views';
import { partStore } from './part-store';

const cause: Cause = { actor: systemOf('search'), correlationId: 'spec' };

export const listingOf = (productId: ProductId, about: Partial<ListingPart> & { readonly title: string }): ListingPart => ({
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

export const published = (listing: ListingPart, version = 1): readonly Part[] => [
  part('listing', { subject: listing.productId, version }, listing),
  part('status', { subject: listing.productId, version }, { listed: true }),
  part('first-published', { subject: listing.productId, version: -version }, { at: instant('2026-11-21T08:30:00.000Z') }),
];

/** A product index on a database that nobody else uses, with the means to tell it facts and to spoil them. */
export const indexUnderTest = async (database: EmptyDatabase) => {
  const db = await searchDatabase(database, 4);
  const alerts: (readonly [string, Readonly<Record<string, unknown>>])[] = [];
  const learn = (parts: readonly Part[]) => partStore(db).learn(parts, 'kept', cause);
  const publish = async (about: Partial<ListingPart> & { readonly title: string }): Promise<ListingPart> => {
    const listing = listingOf(newId<'Product'>(), about);
    await learn(published(listing));
    return listing;
  };
  const work = async () => {
    const { assemble } = assembler(db, (name, facts) => alerts.push([name, facts]));
    let notes = 0;
    for (let taken = 1; taken > 0; notes += taken) taken = await assemble();
    return notes;
  };
  /** Makes a fact what nobody could have announced, and has it looked at. */
  const spoil = async (kind: PartKind, key: string, data: string) => {
    const [spoilt] = await db.query<{ subject: string }>(
      'UPDATE index_parts SET data = data || $3::jsonb WHERE kind = $1 AND key = $2 RETURNING subject',
      [kind, key, data],
    );
    await db.query('INSERT INTO index_dirty (index_version, concern, subject) VALUES (1, $1, $2)', [
      concernOf(kind),
      spoilt?.subject ?? key,
    ]);
  };
  const shown = async () =>
    (
      await db.query<{ title: string }>(
        `SELECT document ->> 'title' AS title FROM product_index WHERE document IS NOT NULL ORDER BY document ->> 'title'`,
      )
    ).map(({ title }) => title);
  const setAside = async () =>
    (await setAsideStore(db).list(50)).map(({ version, concern, subject, attempts }) => ({ version, concern, subject, attempts }));
  const waiting = async () => (await partStore(db).backlog(1)).rows;
  return {
    db,
    alerts,
    learn,
    publish,
    work,
    spoil,
    shown,
    setAside,
    waiting,
    stop: async () => {
      await db.close();
      await database.drop();
    },
  };
};

export type IndexUnderTest = Awaited<ReturnType<typeof indexUnderTest>>;
