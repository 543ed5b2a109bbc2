import { reindexCommand } from './arguments';

describe('the command to rebuild a read model', () => {
  it('rebuilds the product index by default', () => {
    expect(reindexCommand([])).toEqual({ model: 'PRODUCT_INDEX', action: 'rebuild' });
  });

  it('accepts a model and an action', () => {
    expect(reindexCommand(['--model', 'orders'])).toEqual({ model: 'ORDER_LIST', action: 'rebuild' });
    expect(reindexCommand(['--model=dashboards', '--rollback'])).toEqual({ model: 'SELLER_DASHBOARD', action: 'rollback' });
    expect(reindexCommand(['--cancel'])).toEqual({ model: 'PRODUCT_INDEX', action: 'cancel' });
  });

  it.each([[['--model', 'carts']], [['--model', 'toString']], [['--rollback', '--cancel']], [['--faster']], [['products']]])(
    'explains itself when asked for %j',
    (args) => {
      expect(() => reindexCommand(args)).toThrow('npm run reindex');
    },
  );
});
