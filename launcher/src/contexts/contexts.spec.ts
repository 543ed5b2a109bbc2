import { contexts, everywhere, type ContextChoices } from './contexts';
import { choicesEnv } from './env';
import { loadContexts } from './load-context';
import { newSecrets } from './secrets';

const nowhere = 'http://127.0.0.1:1';
const operator = { email: 'operator@demo.test', password: 'not used' };
const settings = { secrets: newSecrets(), stripeUrl: nowhere, swiftpostUrl: nowhere, operator };

const told = (name: string, choices: ContextChoices): Readonly<Record<string, string>> =>
  contexts.find((context) => context.name === name)?.variables({ ...settings, choices }) ?? {};

describe('what whoever starts the marketplace chooses for its contexts', () => {
  afterEach(() => jest.restoreAllMocks());

  const choicesIn = (environment: Readonly<Record<string, string>>): ContextChoices => {
    jest.replaceProperty(process, 'env', environment);
    return choicesEnv();
  };

  it('reaches the context that it is for, and no other', () => {
    const choices = {
      WAREHOUSE_FEEDS: '{"DE-BER-1":"https://wms.example/stock.csv"}',
      ABANDONED_AFTER_HOURS: '48',
      FROZEN_CART_MINUTES: '90',
    };
    expect(choicesIn({ ...choices, HOME: '/home/somebody' })).toEqual(choices);
    expect(told('inventory', choices)).toEqual({ WAREHOUSE_FEEDS: choices.WAREHOUSE_FEEDS });
    expect(told('carts', choices)).toEqual({ ABANDONED_AFTER_HOURS: '48', FROZEN_CART_MINUTES: '90' });
    for (const { name } of contexts.filter((context) => !['inventory', 'carts'].includes(context.name)))
      expect(Object.keys(choices).filter((choice) => choice in told(name, choices))).toEqual([]);
  });

  it('reaches every context where all of them can use it', () => {
    const choices = choicesIn({ REDIS_URL: 'redis://:secret@cache.example' });
    expect(everywhere({ ...settings, choices })).toEqual(choices);
  });

  it('is nothing where a variable is empty', () => {
    expect(choicesIn({ WAREHOUSE_FEEDS: '', ABANDONED_AFTER_HOURS: '' })).toEqual({});
    expect(told('inventory', {})).toEqual({});
  });
});

describe('the contexts', () => {
  it('are all loaded, each as what its main says it is', () => {
    expect(loadContexts().map(({ definition }) => definition.name)).toEqual(contexts.map(({ name }) => name));
  });

  it('are not loaded without one that is not built: the error names it and says what to do', () => {
    const missing = { name: 'astrology', variables: () => ({}) };
    expect(() => loadContexts([missing])).toThrow(/astrology is not built.*npm run build/);
  });
});
