import type { EntityManager } from 'typeorm';
import { columnsOf, pickColumns, rowSource, type Row } from '@marketplace/platform';
import type { FacetEntry } from '../../domain/facets';
import { folded } from '../../domain/words';
import { FacetValues } from './tables';

/** Returns the ID of a facet value, as stored in the index. */
export type FacetNumbers = (entry: FacetEntry) => number;

/** The IDs assigned in one transaction. No other transaction uses them before the commit. */
export type FacetNumbering = {
  /** Returns the IDs of these values. Assigns IDs to new values, and updates the labels of sellers and categories. */
  readonly numbersOf: (manager: EntityManager, entries: readonly FacetEntry[]) => Promise<FacetNumbers>;
  /** Marks a savepoint. The returned function forgets the IDs assigned since then. */
  readonly mark: () => () => void;
  /** Makes the assigned IDs available to later transactions. */
  readonly committed: () => void;
};

export type FacetDictionary = { readonly begin: () => FacetNumbering };

const Named = pickColumns(FacetValues, 'id', 'key', 'value', 'label', 'parent');
type Known = Row<typeof Named>;

const entries = rowSource(FacetValues, ['key', 'name', 'value', 'label', 'folded', 'parent'], { alias: 'entry' });

/** Brands, options and attributes keep the first spelling. Otherwise sellers with different spellings would change it constantly. */
const upsert = `
  INSERT INTO facet_values AS known (${entries.columns.join(', ')})
  SELECT * FROM ${entries.sql} ORDER BY key, value
  ON CONFLICT (key, value) DO UPDATE
  SET label = excluded.label, folded = excluded.folded, parent = excluded.parent, revision = nextval('product_index_seq')
  WHERE known.key IN ('category', 'seller') AND (known.label, known.parent) IS DISTINCT FROM (excluded.label, excluded.parent)`;

const wanted = rowSource(FacetValues, ['key', 'value'], { alias: 'entry' });

const read = `SELECT ${columnsOf(Named, 'known')} FROM facet_values AS known JOIN ${wanted.sql} USING (key, value)`;

/** The most facet values to cache; a larger cache is cleared. */
const maxCached = 200_000;

const nameOf = ({ key, value }: { readonly key: string; readonly value: string }): string => `${key}\n${value}`;

const isRenamed = ({ label, parent }: Known, entry: FacetEntry): boolean =>
  (entry.key === 'category' || entry.key === 'seller') && (label !== entry.label || parent !== (entry.parent ?? null));

const byName = (a: FacetEntry, b: FacetEntry): number => (nameOf(a) < nameOf(b) ? -1 : 1);

export const facetDictionary = (): FacetDictionary => {
  const cache = new Map<string, Known>();

  const assign = async (manager: EntityManager, changed: readonly FacetEntry[]): Promise<readonly Known[]> => {
    const rows = changed.map(({ parent = null, ...entry }) => ({ ...entry, parent, folded: folded(entry.label) }));
    await manager.query(upsert, [...entries.params(rows)]);
    return manager.query<readonly Known[]>(read, [...wanted.params(rows)]);
  };

  return {
    begin: () => {
      let fresh: readonly Known[] = [];
      return {
        numbersOf: async (manager, needed) => {
          const byNames = new Map(needed.map((entry) => [nameOf(entry), entry]));
          const changed = [...byNames.values()]
            .filter((entry) => {
              const known = cache.get(nameOf(entry));
              return known === undefined || isRenamed(known, entry);
            })
            .sort(byName);
          if (changed.length > 0) fresh = [...fresh, ...(await assign(manager, changed))];
          const assigned = new Map(fresh.map((row) => [nameOf(row), row]));
          return (entry) => {
            const row = assigned.get(nameOf(entry)) ?? cache.get(nameOf(entry));
            if (row === undefined) throw new Error(`the facet ${entry.key} has no ID for a value`);
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
          if (cache.size > maxCached) cache.clear();
          for (const row of fresh) cache.set(nameOf(row), row);
        },
      };
    },
  };
};
