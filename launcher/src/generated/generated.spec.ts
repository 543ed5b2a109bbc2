import { minutes, seconds } from '@marketplace/kernel';
import { ordersEvents, paymentsEvents } from '@marketplace/schema';
import type { DescribedContext } from '../contexts/outlines';
import type { Manifest } from '../contexts/manifests';
import { withBlock } from './blocks';
import { composeFile } from './compose-file';
import { contextReadme, unexplainedIn } from './context-readme';
import { architecture, configuration, projectReadme } from './project-documents';

const manifest: Manifest = {
  name: 'wishlists',
  title: 'Wishlists',
  owns: 'what people dream of',
  variables: [
    { name: 'CARRIER_URL', provided: 'carrier-url' },
    { name: 'DREAM_HOURS', setting: 'how long a dream lasts', standard: '8' },
    { name: 'DREAM_BOOK', setting: 'where dreams are explained' },
  ],
};

const run = () => Promise.resolve(0);
const context: DescribedContext = {
  manifest,
  environment: [
    { name: 'CARRIER_URL', description: undefined, provided: 'carrier-url', isSetting: false, isRequired: true },
    { name: 'DREAM_HOURS', description: 'how long a dream lasts', isSetting: true, isRequired: false, standard: '8' },
    { name: 'DREAM_BOOK', description: 'where dreams are explained', isSetting: true, isRequired: false },
  ],
  sdl: '',
  listens: [paymentsEvents.PaymentCapturedV1, paymentsEvents.PaymentVoidedV1, ordersEvents.OrderPaidV1],
  jobs: [
    { name: 'old-dreams', every: minutes(5), run },
    { name: 'warm-up', every: seconds(90), inEveryReplica: true, run },
  ],
};

const readme = (listens = '', announces = '', jobs = ''): string =>
  [
    '# wishlists',
    ...Object.entries({ listens, announces, jobs }).map(([name, body]) => `<!-- generated: ${name} -->\n${body}\n<!-- end of ${name} -->`),
    'The end.',
  ].join('\n\n');

describe('the tables of a README', () => {
  it('have a line for everything that the code listens to and does, with the meaning that is known', () => {
    const text = contextReadme(readme(), context);
    expect(text).toContain(`| payments \`PaymentVoided\`   | ${paymentsEvents.PaymentVoidedV1.description}`);
    expect(text).toMatch(/\| `old-dreams` \| 5 min +\| +\|/);
    expect(text).toMatch(/\| `warm-up` +\| 90 s, in each replica \|/);
    expect(text).toContain('<!-- generated: announces -->\n\nNone.\n\n<!-- end of announces -->');
    expect(unexplainedIn(text)).toEqual(['old-dreams', 'warm-up']);
  });

  it('keep what people wrote, the order of lines, and events that share a text', () => {
    const listens = [
      '| event | effect |',
      '| --- | --- |',
      '| orders `OrderPaid` | a dream has come true |',
      '| payments `PaymentVoided`, `PaymentCaptured` | it is looked at again |',
    ].join('\n');
    const text = contextReadme(readme(listens), context);
    expect(text).toMatch(
      /orders `OrderPaid` +\| a dream has come true +\|\n\| payments `PaymentVoided`, `PaymentCaptured` \| it is looked at again/,
    );
  });

  it('lose what is gone, and gain what is new', () => {
    const listens =
      '| event | effect |\n| --- | --- |\n| payments `PaymentVoided`, `PaymentForgotten` | off |\n| carts `CartLost` | off, too |';
    const text = contextReadme(readme(listens), context);
    expect(text).toMatch(/\| payments `PaymentVoided` +\| off +\|/);
    expect(text).not.toMatch(/PaymentForgotten|CartLost/);
    expect(text).toContain('orders `OrderPaid`');
  });

  it('are the same when they are generated again', () => {
    const once = contextReadme(readme(), context);
    expect(contextReadme(once, context)).toBe(once);
    expect(once.endsWith('\n\nThe end.')).toBe(true);
  });
});

describe('a generated part', () => {
  it('is refused where it has no place', () => {
    expect(() => withBlock('# a file', { name: 'map', body: '' })).toThrow('no place for what is generated: no comment "generated: map"');
  });

  it('is indented in YAML as its comments are', () => {
    const text = 'a:\n  # generated: b\n  old: 1\n  # end of b\nc: 1\n';
    expect(withBlock(text, { name: 'b', body: 'b:\n\n  new: $1' })).toBe('a:\n  # generated: b\n  b:\n\n    new: $1\n  # end of b\nc: 1\n');
  });
});

describe('docker-compose.yml', () => {
  it('gives a context what it is provided with, and lets its settings be made', () => {
    const places = ['contexts', 'what the gateway waits for', 'where the contexts are'];
    const text = composeFile(places.map((name) => `  # generated: ${name}\n  # end of ${name}\n`).join(''), [manifest]);
    expect(text).toContain('      CARRIER_URL: ${SWIFTPOST_BASE_URL:-http://127.0.0.1:4243}\n');
    expect(text).toContain('      DREAM_HOURS: ${DREAM_HOURS:-8}\n      DREAM_BOOK: ${DREAM_BOOK:-}\n');
    expect(text).toContain('  wishlists: { condition: service_healthy }\n');
    expect(text).toContain('  WISHLISTS_URL: http://wishlists:4000\n');
  });
});

describe('the documents of the project', () => {
  const blocks = (...names: readonly string[]): string =>
    names.map((name) => `<!-- generated: ${name} -->\n<!-- end of ${name} -->\n`).join('');

  it('show contexts and the external services that they call', () => {
    expect(projectReadme(blocks('map'), [manifest])).toContain('  wishlists -. HTTP .-> carrier([carrier])\n');
    expect(architecture(blocks('contexts'), [manifest])).toContain(
      '| [wishlists](../subgraphs/wishlists/README.md) | what people dream of |',
    );
  });

  it('list every variable with its description and default', () => {
    const text = configuration(blocks('start', 'gateway', 'every context', 'contexts'), [context]);
    expect(text).toMatch(/\| `DREAM_HOURS` +\| how long a dream lasts +\| `8` +\|/);
    expect(text).toMatch(/\| `DREAM_BOOK` .*\| none +\|/);
    expect(text).toMatch(/\| `CARRIER_URL` +\| The URL of the carrier\. +\| required \|/);
    expect(text).toMatch(/\| `IDENTITY_KEY` .*\| required/);
  });
});
