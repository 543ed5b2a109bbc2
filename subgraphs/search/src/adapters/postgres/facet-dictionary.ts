import type { EntityManager } from 'typeorm';
import { columnsOf, narrowed, rowSource, type Row } from '@marketplace/platform';
import type { FacetEntry } from '../../domain/facets';
import { folded } from '../../domain/words';
import { FacetValues } from './tables';

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

const Named = narrowed(FacetValues, 'id', 'key', 'value', 'label', 'parent');
type Known = Row<typeof Named>;

const entries = rowSource(FacetValues, ['key', 'name', 'value', 'label', 'folded', 'parent'], { alias: 'entry' });

/** Brands, options and attributes keep the first spelling: two sellers who write them differently would change it for ever. */
const upsert = `
  INSERT INTO facet_values AS known (${entries.columns.join(', ')})
  SELECT * FROM ${entries.sql} ORDER BY key, value
  ON CONFLICT (key, value) DO UPDATE
  SET label = excluded.label, folded = excluded.folded, parent = excluded.parent, revision = nextval('product_index_seq')
  WHERE known.key IN ('category', 'seller') AND (known.label, known.parent) IS DISTINCT FROM (excluded.label, excluded.parent)`;

const wanted = rowSource(FacetValues, ['key', 'value'], { alias: 'entry' });

const read = `SELECT ${columnsOf(Named, 'known')} FROM facet_values AS known JOIN ${wanted.sql} USING (key, value)`;

/** When it remembers more than this, a process forgets them all. */
const mostRemembered = 200_000;

const nameOf = ({ key, value }: { readonly key: string; readonly value: string }): string => `${key}\n${value}`;

const isRenamed = ({ label, parent }: Known, entry: FacetEntry): boolean =>
  (entry.key === 'category' || entry.key === 'seller') && (label !== entry.label || parent !== (entry.parent ?? null));

const byName = (a: FacetEntry, b: FacetEntry): number => (nameOf(a) < nameOf(b) ? -1 : 1);

export const facetDictionary = (): FacetDictionary => {
  const remembered = new Map<string, Known>();

  const give = async (manager: EntityManager, news: readonly FacetEntry[]): Promise<readonly Known[]> => {
    const rows = news.map(({ parent = null, ...entry }) => ({ ...entry, parent, folded: folded(entry.label) }));
    await manager.query(upsert, [...entries.params(rows)]);
    return manager.query<readonly Known[]>(read, [...wanted.params(rows)]);
  };

  return {
    begin: () => {
      let fresh: readonly Known[] = [];
      return {
        numbersOf: async (manager, needed) => {
          const byNames = new Map(needed.map((entry) => [nameOf(entry), entry]));
          const news = [...byNames.values()]
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
