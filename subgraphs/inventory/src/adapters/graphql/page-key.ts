import { badUserInput, decodeCursor } from '@marketplace/platform/graphql';

/** The key that a list goes on behind; "" is its beginning. What is no cursor of the list is refused. */
export const keyAfter = (after: string | null | undefined, isKey: (key: string) => boolean = () => true): string => {
  const [key = ''] = typeof after === 'string' ? decodeCursor(after, 1) : [];
  if (typeof after === 'string' && !isKey(key)) throw badUserInput('`after` is not a cursor of this list.');
  return key;
};
