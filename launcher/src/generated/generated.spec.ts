import { minutes, seconds } from '@marketplace/kernel';
import { ordersEvents, paymentsEvents } from '@marketplace/schema';
import type { DescribedContext } from '../contexts/outlines';
import type { Manifest } from '../contexts/manifests';
import { withBlock } from './blocks';
import { composeFile } from './compose-file';
import { contextReadme, undescribedRows } from './context-readme';
import { architecture, configuration, projectReadme } from './project-documents';

const manifest: Manifest = {
  name: 'wishlists',
  title: 'Wishlists',
  owns: 'wishlists of buyers',
  variables: [
    { name: 'CARRIER_URL', provided: 'carrier-url' },
    { name: 'EXPIRY_HOURS', setting: 'lifetime of an entry in hours', standard: '8' },
    { name: 'HELP_URL', setting: 'URL of the documentation' },
  ],
};

const run = () => Promise.resolve(0);
const context: DescribedContext = {
  manifest,
  environment: [
    { name: 'CARRIER_URL', description: undefined, provided: 'carrier-url', isSetting: false, isRequired: true },
    { name: 'EXPIRY_HOURS', description: 'lifetime of an entry in hours', isSetting: true, isRequired: false, standard: '8' },
    { name: 'HELP_URL', description: 'URL of the documentation', isSetting: true, isRequired: false },
  ],
  sdl: '',
  handledEvents: [paymentsEvents.PaymentCapturedV1, paymentsEvents.PaymentVoidedV1, ordersEvents.OrderPaidV1],
  jobs: [
    { name: 'old-entries', every: minutes(5), run },
    { name: 'warm-up', every: seconds(90), inEveryReplica: true, run },
  ],
};

const readme = (listens = '', announces = '', jobs = ''): string =>
  [
    '# wishlists',
    ...Object.entries({ listens, announces, jobs }).map(([name, body]) => `<!-- generated: ${name} -->\n${body}\n<!-- end of ${name} -->`),
    'The end.',
  ].join('\n\n');

describe('the generated tables of a README', () => {
  it('have a row for each event and job, with the known description', () => {
    const text = contextReadme(readme(), context);
    expect(text).toContain(`| payments \`PaymentVoided\`   | ${paymentsEvents.PaymentVoidedV1.description}`);
    expect(text).toMatch(/\| `old-entries` \| 5 min +\| +\|/);
    expect(text).toMatch(/\| `warm-up` +\| 90 s, in each replica \|/);
    expect(text).toContain('<!-- generated: announces -->\n\nNone.\n\n<!-- end of announces -->');
    expect(undescribedRows(text)).toEqual(['old-entries', 'warm-up']);
  });

  it('keep edited descriptions, the order of rows, and events that share a description', () => {
    const listens = [
      '| event | effect |',
      '| --- | --- |',
      '| orders `OrderPaid` | marks the entry as bought |',
      '| payments `PaymentVoided`, `PaymentCaptured` | checks the entry again |',
    ].join('\n');
    const text = contextReadme(readme(listens), context);
    expect(text).toMatch(
      /orders `OrderPaid` +\| marks the entry as bought +\|\n\| payments `PaymentVoided`, `PaymentCaptured` \| checks the entry again/,
    );
  });

  it('lose obsolete rows and get new ones', () => {
    const listens =
      '| event | effect |\n| --- | --- |\n| payments `PaymentVoided`, `PaymentForgotten` | off |\n| carts `CartLost` | off, too |';
    const text = contextReadme(readme(listens), context);
    expect(text).toMatch(/\| payments `PaymentVoided` +\| off +\|/);
    expect(text).not.toMatch(/PaymentForgotten|CartLost/);
    expect(text).toContain('orders `OrderPaid`');
  });

  it('do not change when they are generated again', () => {
    const once = contextReadme(readme(), context);
    expect(contextReadme(once, context)).toBe(once);
    expect(once.endsWith('\n\nThe end.')).toBe(true);
  });
});

describe('a generated block', () => {
  it('is rejected without its comments', () => {
    expect(() => withBlock('# a file', { name: 'map', body: '' })).toThrow('Missing comment "generated: map"');
  });

  it('is indented in YAML like its comments', () => {
    const text = 'a:\n  # generated: b\n  old: 1\n  # end of b\nc: 1\n';
    expect(withBlock(text, { name: 'b', body: 'b:\n\n  new: $1' })).toBe('a:\n  # generated: b\n  b:\n\n    new: $1\n  # end of b\nc: 1\n');
  });
});

describe('docker-compose.yml', () => {
  it('sets the provided variables of a context and passes its settings', () => {
    const places = ['contexts', 'what the gateway waits for', 'where the contexts are'];
    const text = composeFile(places.map((name) => `  # generated: ${name}\n  # end of ${name}\n`).join(''), [manifest]);
    expect(text).toContain('      CARRIER_URL: ${SWIFTPOST_BASE_URL:-http://127.0.0.1:4243}\n');
    expect(text).toContain('      EXPIRY_HOURS: ${EXPIRY_HOURS:-8}\n      HELP_URL: ${HELP_URL:-}\n');
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
      '| [wishlists](../subgraphs/wishlists/README.md) | wishlists of buyers |',
    );
  });

  it('list every variable with its description and default', () => {
    const text = configuration(blocks('start', 'gateway', 'every context', 'contexts'), [context]);
    expect(text).toMatch(/\| `EXPIRY_HOURS` +\| lifetime of an entry in hours +\| `8` +\|/);
    expect(text).toMatch(/\| `HELP_URL` .*\| none +\|/);
    expect(text).toMatch(/\| `CARRIER_URL` +\| The URL of the carrier\. +\| required \|/);
    expect(text).toMatch(/\| `IDENTITY_KEY` .*\| required/);
  });
});
