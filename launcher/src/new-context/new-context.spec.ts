import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../command/paths';
import { checkNames } from './check-names';
import { aggregateOf, renamer } from './names';
import { contextFiles } from './template';
import { withWorkspace } from './workspace';

describe('the names of a new context', () => {
  it.each([
    ['wishlists', 'Wishlist'],
    ['stories', 'Story'],
    ['boxes', 'Box'],
    ['messages', 'Message'],
    ['support', 'Support'],
  ])('%s has a %s by default', (context, aggregate) => {
    expect(aggregateOf(context)).toBe(aggregate);
  });

  it('are spelled as each occurrence requires, in one pass, with the right article', () => {
    const rename = renamer({ context: 'offers', aggregate: 'NetworkItem' });
    const text = "workitems: WorkItems, createWorkItem, 'work-item-not-found', work_items, WORK_ITEM, A work item, a workItem, work items";
    expect(rename(text)).toBe(
      "offers: NetworkItems, createNetworkItem, 'network-item-not-found', network_items, NETWORK_ITEM, A network item, a networkItem, network items",
    );
    expect(renamer({ context: 'offers', aggregate: 'Entry' })('A work item of many work items')).toBe('An entry of many entries');
  });

  const check = (context: string, aggregate: string) => () => checkNames({ context, aggregate });

  it('are accepted if they are unique', () => {
    expect(check('wishlists', 'Wishlist')).not.toThrow();
    expect(check('vouchers', 'GiftVoucher')).not.toThrow();
  });

  it.each([
    ['Gift-cards', 'Wishlist', '3 to 30 letters'],
    ['orders', 'Wishlist', 'context orders already exists'],
    ['gateway', 'Wishlist', 'another package or service'],
    ['redis', 'Wishlist', 'another package or service'],
    ['wishlists', 'gift-card', 'is not a valid aggregate name'],
    ['wishlists', 'Order', 'The API already has Order'],
    ['wishlists', 'Title', 'title is already used'],
    ['wishlists', 'Class', 'class is already used'],
    ['wishlists', 'Value', 'values is already used'],
  ])('refuse %s with %s: %s', (context, aggregate, sentence) => {
    expect(check(context, aggregate)).toThrow(sentence);
  });
});

describe('the files of a new context', () => {
  const files = contextFiles({ context: 'vouchers', aggregate: 'GiftVoucher' });

  it('have its events in the schema package', () => {
    expect(files.get('schema/src/events/vouchers.ts')).toContain("import { event, id, sample } from './contract';");
    expect(files.get('subgraphs/vouchers/src/adapters/nats/publications.ts')).toContain(
      "import { vouchersEvents } from '@marketplace/schema';",
    );
    expect(files.get('subgraphs/vouchers/src/vouchers.int.spec.ts')).toContain(
      "import { accountsEvents, vouchersEvents } from '@marketplace/schema';",
    );
  });

  it('have its name', () => {
    expect([...files.keys()]).toContain('subgraphs/vouchers/src/adapters/postgres/migrations/0001-gift-vouchers.ts');
    expect([...files].filter(([path, text]) => /work.?item/i.test(path + text))).toEqual([]);
  });
});

describe('the workspace of a new context', () => {
  it('is added to the lock file as npm does, without other changes', () => {
    const lock = readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8');
    const after = withWorkspace(lock, 'wishlists');
    expect(after).toContain(
      '    "node_modules/@marketplace/wishlists": {\n      "resolved": "subgraphs/wishlists",\n      "link": true\n    },\n',
    );
    const without = after
      .replace(/ {4}"node_modules\/@marketplace\/wishlists": \{[^}]*\},\n/, '')
      .replace(/ {4}"subgraphs\/wishlists": \{[^}]*\},\n/, '');
    expect(without).toBe(lock);
  });
});
