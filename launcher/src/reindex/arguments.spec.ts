import { reindexCommand } from './arguments';

describe('the command to build a read model anew', () => {
  it('means the product index when nothing is said', () => {
    expect(reindexCommand([])).toEqual({ model: 'PRODUCT_INDEX', deed: 'rebuild' });
  });

  it('takes the model and what to do with it', () => {
    expect(reindexCommand(['--model', 'orders'])).toEqual({ model: 'ORDER_LIST', deed: 'rebuild' });
    expect(reindexCommand(['--model=dashboards', '--rollback'])).toEqual({ model: 'SELLER_DASHBOARD', deed: 'rollback' });
    expect(reindexCommand(['--cancel'])).toEqual({ model: 'PRODUCT_INDEX', deed: 'cancel' });
  });

  it.each([[['--model', 'carts']], [['--model', 'toString']], [['--rollback', '--cancel']], [['--faster']], [['products']]])(
    'explains itself when asked for %j',
    (args) => {
      expect(() => reindexCommand(args)).toThrow('npm run reindex');
    },
  );
});
