import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventFile, eventSchema } from '@marketplace/launcher';
import { contracts } from '@marketplace/schema';

const folder = join(__dirname, '../../schema');

describe('the published events', () => {
  it.each(contracts.map((contract) => [contract.type, contract] as const))('%s accepts its example', (_, contract) => {
    expect(contract.data.parse(contract.example)).toEqual(contract.example);
  });

  it.each(contracts.map((contract) => [contract.type, contract] as const))(
    '%s is committed as JSON Schema (npm run schema)',
    async (_, contract) => {
      expect(await readFile(join(folder, eventFile(contract)), 'utf8')).toBe(eventSchema(contract));
    },
  );

  it('match the committed files', async () => {
    expect((await readdir(join(folder, 'events'))).sort()).toEqual(
      contracts.map((contract) => eventFile(contract).replace('events/', '')).sort(),
    );
  });

  it('have one contract each', () => {
    expect(new Set(contracts.map(eventFile)).size).toBe(contracts.length);
  });
});
