import { createHash } from 'node:crypto';
import { canonicalJson, idOf, isId } from '@marketplace/kernel';
import { badUserInput, decodeCursor, encodeCursor } from '@marketplace/platform/graphql';
import type { CursorPosition, SearchEngine } from '../../application/ports';
import type { Listing } from '../../application/search-requests';

const partCount = 3;

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');

/**
 * Encodes and decodes the cursors of one search. The signature ties a position to its search and detects changes. It is no
 * secret, so a client can forge one: the engine checks that the position is possible in this list.
 */
export const cursorsOf = (listing: Listing, { isValidPosition }: Pick<SearchEngine, 'isValidPosition'>) => {
  const common = hash(canonicalJson(listing));
  const signature = ({ value, id }: CursorPosition): string => hash(`${common} ${value} ${id}`).slice(0, 16);
  return {
    encode: (position: CursorPosition): string => encodeCursor([signature(position), position.value, position.id]),
    decode: (cursor: string): CursorPosition => {
      const [given = '', value = '', id = ''] = decodeCursor(cursor, partCount);
      const position: CursorPosition = { value, id: idOf(id) };
      if (!isId(id) || given !== signature(position) || !isValidPosition(listing, position))
        throw badUserInput('`after` is not a cursor of this search. Pass a cursor that this search returned, with the same arguments.');
      return position;
    },
  };
};
