import { loadContexts } from '@marketplace/launcher';
import { tableDifferences } from '@marketplace/platform/testing';
import { freshDatabase } from '@marketplace/testing';

/** Tables are described in code and created by migrations; both must agree. */
describe('the tables of', () => {
  it.each(loadContexts().map((definition) => [definition.name, definition] as const))(
    '%s are as its code describes them',
    async (name, definition) => {
      const database = await freshDatabase(`${name}_tables`);
      try {
        expect(await tableDifferences(database.url, definition)).toEqual([]);
      } finally {
        await database.drop();
      }
    },
  );
});
