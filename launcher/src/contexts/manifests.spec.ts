import { contextEnvironment, variablesOf } from '@marketplace/platform';
import { contextNames } from '../command/paths';
import { settingsEnv } from './env';
import { loadContexts } from './load-context';
import { manifestOf, readManifests } from './manifests';
import { providers, valuesOf, type ContextSettings } from './provided';
import { newSecrets } from './secrets';

const nowhere = 'http://127.0.0.1:1';
const operator = { email: 'operator@demo.test', password: 'not used' };
const inputs = { secrets: newSecrets(), stripeUrl: nowhere, swiftpostUrl: nowhere, operator };

const manifests = loadContexts().map(manifestOf);

const given = (name: string, settings: ContextSettings): Readonly<Record<string, string>> =>
  valuesOf(manifests.find((manifest) => manifest.name === name)?.variables ?? [], { ...inputs, settings });

describe('a setting of a context', () => {
  afterEach(() => jest.restoreAllMocks());

  const settingsIn = (environment: Readonly<Record<string, string>>): ContextSettings => {
    jest.replaceProperty(process, 'env', environment);
    return settingsEnv();
  };

  it('is passed only to the context that declares it', () => {
    const made = {
      WAREHOUSE_FEEDS: '{"DE-BER-1":"https://wms.example/stock.csv"}',
      ABANDONED_AFTER_HOURS: '48',
      FROZEN_CART_MINUTES: '90',
    };
    const settings = settingsIn({ ...made, HOME: '/home/user' });
    expect(given('inventory', settings)).toEqual({ WAREHOUSE_FEEDS: made.WAREHOUSE_FEEDS });
    expect(given('carts', settings)).toEqual({ ABANDONED_AFTER_HOURS: '48', FROZEN_CART_MINUTES: '90' });
    for (const name of contextNames.filter((each) => !['inventory', 'carts'].includes(each)))
      expect(Object.keys(settings).filter((variable) => variable in given(name, settings))).toEqual([]);
  });

  it('is passed to every context if it is common to all', () => {
    const settings = settingsIn({ REDIS_URL: 'redis://:secret@cache.example', HOME: '/home/user' });
    expect(valuesOf(variablesOf(contextEnvironment), { ...inputs, settings })).toEqual({
      REDIS_URL: 'redis://:secret@cache.example',
    });
  });

  it('is ignored if the variable is empty', () => {
    expect(settingsIn({ WAREHOUSE_FEEDS: '', ABANDONED_AFTER_HOURS: '' })).toEqual({});
    expect(given('inventory', {})).toEqual({});
  });
});

describe('the contexts', () => {
  it('are all loaded and named like their folders', () => {
    expect(manifests.map(({ name }) => name)).toEqual(contextNames);
  });

  it('are not loaded if one is not built; the error names it and the remedy', () => {
    expect(() => loadContexts(['astrology'])).toThrow(/astrology is not built.*npm run build/);
  });

  it('need only values that the launcher provides', () => {
    const asked = manifests.flatMap(({ variables }) => variables.flatMap((each) => ('provided' in each ? [each.provided] : [])));
    expect(asked.filter((name) => !(name in providers))).toEqual([]);
    expect(() => valuesOf([{ name: 'FUTURE', provided: 'crystal-ball' }], { ...inputs, settings: {} })).toThrow(/crystal-ball/);
  });

  it('have up-to-date manifests (npm run schema)', () => {
    expect(readManifests()).toEqual(manifests);
  });
});
