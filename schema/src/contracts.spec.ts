import { currency } from '@marketplace/kernel';
import { contracts, subjectOf, type EventContract } from './index';

const nameOf = (contract: EventContract): string => `${contract.type} v${contract.version.toString()} of ${contract.context}`;
const table = contracts.map((contract): [string, EventContract] => [nameOf(contract), contract]);

/** The texts in a value, with their paths. */
const textsOf = (value: unknown, path = ''): readonly [string, string][] => {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => textsOf(member, `${path}.${key}`));
};

const currenciesOf = (value: unknown): readonly string[] =>
  textsOf(value)
    .filter(([path]) => path.endsWith('.currency'))
    .map(([, text]) => text);

// Events are named in the past tense. Irregular forms are listed here.
const past = /(ed|Frozen|Unfrozen|Paid|Set|Sent|Withdrawn|Held|BackInStock)$/;

describe('event contracts', () => {
  it('have unique subjects', () => {
    const subjects = contracts.map(subjectOf);
    expect(new Set(subjects).size).toBe(subjects.length);
    for (const subject of subjects) expect(subject).toMatch(/^evt\.[a-z]+(\.[a-z0-9]+(-[a-z0-9]+)*){2}\.v[1-9]\d*$/);
  });

  it('exist for every context of the main flow', () => {
    const contexts = new Set(contracts.map(({ context }) => context));
    expect([...contexts].sort()).toEqual(
      expect.arrayContaining([
        'accounts',
        'carts',
        'checkout',
        'inventory',
        'orders',
        'payments',
        'products',
        'promotions',
        'reviews',
        'shipping',
      ]),
    );
  });

  it.each(table)('%s is named in the past tense and has a description', (_name, contract) => {
    expect(contract.type).toMatch(past);
    expect(contract.description).toMatch(/^[A-Z].{15,}\.$/s);
  });

  it.each(table)('%s has an example that matches its schema exactly', (_name, contract) => {
    expect(contract.data.parse(contract.example)).toEqual(contract.example);
  });

  it.each(table)('%s has an example that is plain JSON', (_name, contract) => {
    expect(JSON.parse(JSON.stringify(contract.example))).toEqual(contract.example);
  });

  it.each(table)('%s contains no personal data in plain text', (_name, contract) => {
    for (const [path, text] of textsOf(contract.example)) {
      expect([path, text]).not.toEqual([path, expect.stringMatching(/\S@\S/)]);
      expect([path, text]).not.toEqual([path, expect.stringMatching(/\b\d{13,19}\b(?!-)/)]);
      if (/email|address|password|token|phone/i.test(path)) expect([path, text]).toEqual([path, expect.stringMatching(/^k1\./)]);
    }
    for (const code of currenciesOf(contract.example)) expect(currency(code)).toBe(code);
  });
});
