import type { EntityManager } from 'typeorm';
import type { FacetEntry } from '../../domain/facets';
import { folded } from '../../domain/words';

/** What the values of some facets are called in columns of the index. */
export type FacetNumbers = (entry: FacetEntry) => number;

/** The numbers of one transaction: what it gives is nobody else's business until it is committed. */
export type FacetNumbering = {
  /** Numbers for these values; new ones are given, and what sellers and categories are called now is noted. */
  readonly numbersOf: (manager: EntityManager, entries: readonly FacetEntry[]) => Promise<FacetNumbers>;
  /** Remembers how far the transaction is; the result undoes what it has given since, as going back to a savepoint does. */
  readonly mark: () => () => void;
  /** From now on everybody may use what was given. */
  readonly committed: () => void;
};

export type FacetDictionary = { readonly begin: () => FacetNumbering };

type Row = { readonly id: number; readonly key: string; readonly value: string; readonly label: string; readonly parent: string | null };

/** Brands, options and attributes keep the first spelling: two sellers who write them differently would change it for ever. */
const upsert = `
  INSERT INTO facet_values AS known (key, name, value, label, folded, parent)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS entry (key, name, value, label, folded, parent)
  ORDER BY key, value
  ON CONFLICT (key, value) DO UPDATE
  SET label = excluded.label, folded = excluded.folded, parent = excluded.parent, revision = nextval('product_index_seq')
  WHERE known.key IN ('category', 'seller') AND (known.label, known.parent) IS DISTINCT FROM (excluded.label, excluded.parent)`;

const read = `
  SELECT known.id, known.key, known.value, known.label, known.parent
  FROM facet_values AS known JOIN unnest($1::text[], $2::text[]) AS entry (key, value) USING (key, value)`;

/** Beyond this many the memory of a process begins anew. */
const mostRemembered = 200_000;

const nameOf = ({ key, value }: { readonly key: string; readonly value: string }): string => `${key}\n${value}`;

const isRenamed = ({ label, parent }: Row, entry: FacetEntry): boolean =>
  (entry.key === 'category' || entry.key === 'seller') && (label !== entry.label || parent !== (entry.parent ?? null));

const byName = (a: FacetEntry, b: FacetEntry): number => (nameOf(a) < nameOf(b) ? -1 : 1);

export const facetDictionary = (): FacetDictionary => {
  const remembered = new Map<string, Row>();

  const give = async (manager: EntityManager, news: readonly FacetEntry[]): Promise<readonly Row[]> => {
    const columns = [
      news.map(({ key }) => key),
      news.map(({ name }) => name),
      news.map(({ value }) => value),
      news.map(({ label }) => label),
      news.map(({ label }) => folded(label)),
      news.map(({ parent }) => parent ?? null),
    ];
    await manager.query(upsert, columns);
    return manager.query<readonly Row[]>(read, [columns[0], columns[2]]);
  };

  return {
    begin: () => {
      let fresh: readonly Row[] = [];
      return {
        numbersOf: async (manager, entries) => {
          const wanted = new Map(entries.map((entry) => [nameOf(entry), entry]));
          const news = [...wanted.values()]
            .filter((entry) => {
              const known = remembered.get(nameOf(entry));
              return known === undefined || isRenamed(known, entry);
            })
            .sort(byName);
          if (news.length > 0) fresh = [...fresh, ...(await give(manager, news))];
          const given = new Map(fresh.map((row) => [nameOf(row), row]));
          return (entry) => {
            const row = given.get(nameOf(entry)) ?? remembered.get(nameOf(entry));
            if (row === undefined) throw new Error(`the facet ${entry.key} has no number for a value`);
            return row.id;
          };
        },
        mark: () => {
          const before = fresh;
          return () => {
            fresh = before;
          };
        },
        committed: () => {
          if (remembered.size > mostRemembered) remembered.clear();
          for (const row of fresh) remembered.set(nameOf(row), row);
        },
      };
    },
  };
};
