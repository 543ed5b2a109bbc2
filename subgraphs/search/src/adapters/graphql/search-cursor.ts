import { createHash } from 'node:crypto';
import { canonicalJson, idOf, isId } from '@marketplace/kernel';
import { badUserInput, decodeCursor, encodeCursor } from '@marketplace/platform/graphql';
import type { Place, SearchEngine } from '../../application/ports';
import type { Listing } from '../../application/search-requests';

const parts = 3;

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');

/**
 * The cursors of one list. A place means something in its own list only, and only as it was given: the mark says both. It is no
 * secret, so that everybody can make one: the engine says whether the list may have such a place at all.
 */
export const cursorsOf = (listing: Listing, { isPlace }: Pick<SearchEngine, 'isPlace'>) => {
  const common = hash(canonicalJson(listing));
  const mark = ({ value, id }: Place): string => hash(`${common} ${value} ${id}`).slice(0, 16);
  return {
    encode: (place: Place): string => encodeCursor([mark(place), place.value, place.id]),
    decode: (cursor: string): Place => {
      const [given = '', value = '', id = ''] = decodeCursor(cursor, parts);
      const place: Place = { value, id: idOf(id) };
      if (!isId(id) || given !== mark(place) || !isPlace(listing, place)) throw badUserInput('`after` is not a cursor of this search.');
      return place;
    },
  };
};
