import { join } from 'node:path';
import { breachesWith, type Breach } from './small-marketplace';

type Violation = { readonly rule: string; readonly that: string; readonly file: string; readonly text: string };

const violation = (rule: string, that: string, [file, text]: readonly [string, string]): Violation => ({ rule, that, file, text });

const demo = 'subgraphs/demo/src';

const violations: readonly Violation[] = [
  violation('domain-is-pure', 'a domain that reads files', [`${demo}/domain/a.ts`, "import 'node:fs';"]),
  violation('domain-is-pure', 'a domain that uses a package', [`${demo}/domain/b.ts`, "import 'typeorm';"]),
  violation('domain-is-pure', 'a domain that knows the application', [`${demo}/domain/c.ts`, "import '../application/things';"]),
  violation('domain-is-pure', 'a domain that knows the contracts', [`${demo}/domain/d.ts`, "import '@marketplace/schema';"]),
  violation('domain-is-pure', 'a domain that borrows a type', [
    `${demo}/domain/e.ts`,
    "import type { Row } from '../adapters/postgres/rows';",
  ]),
  violation('domain-specs-are-pure', 'a spec of the domain with a database', [
    `${demo}/domain/f.spec.ts`,
    "import '@marketplace/platform';",
  ]),
  violation('domain-is-pure', 'a domain that knows the kit of use cases', [`${demo}/domain/g.ts`, "import '@marketplace/application';"]),
  violation('application-knows-no-technology', 'a use case with the platform', [
    `${demo}/application/a.ts`,
    "import '@marketplace/platform';",
  ]),
  violation('application-knows-no-technology', 'a use case with an adapter', [
    `${demo}/application/b.ts`,
    "import '../adapters/postgres/things';",
  ]),
  violation('application-knows-no-technology', 'a use case with a node module', [`${demo}/application/c.ts`, "import 'node:crypto';"]),
  violation('application-specs-know-no-technology', 'a spec of a use case with NATS', [`${demo}/application/d.spec.ts`, "import 'nats';"]),
  violation('only-main-wires-adapters', 'a second place that wires', [`${demo}/wiring.ts`, "import './adapters/postgres/things';"]),
  violation('only-main-wires-adapters', 'a launcher that reaches into a context', [
    'launcher/src/a.ts',
    "import '../../subgraphs/demo/src/adapters/postgres/things';",
  ]),
  violation('adapters-do-not-know-each-other', 'GraphQL over PostgreSQL', [
    `${demo}/adapters/graphql/a.ts`,
    "import '../postgres/things';",
  ]),
  violation('main-is-not-imported', 'an adapter that uses main', [`${demo}/adapters/graphql/b.ts`, "import '../../main';"]),
  violation('no-subgraph-imports-another', 'a neighbour by path', [`${demo}/adapters/nats/a.ts`, "import '../../../../other/src/main';"]),
  violation('no-subgraph-imports-another', 'a neighbour by name', [`${demo}/adapters/nats/b.ts`, "import '@marketplace/other';"]),
  violation('no-subgraph-imports-another', "a neighbour's type", [
    `${demo}/adapters/nats/c.ts`,
    "import type { A } from '@marketplace/other';",
  ]),
  violation('subgraphs-know-the-platform-only', 'a context with servers', [`${demo}/adapters/nats/d.ts`, "import '@marketplace/servers';"]),
  violation('typeorm-stays-in-its-adapter', 'TypeORM in GraphQL', [`${demo}/adapters/graphql/c.ts`, "import 'typeorm';"]),
  violation('typeorm-stays-in-its-adapter', 'TypeORM in the gateway', ['gateway/src/a.ts', "import 'typeorm';"]),
  violation('type-graphql-stays-in-its-adapter', 'type-graphql in PostgreSQL', [
    `${demo}/adapters/postgres/a.ts`,
    "import 'type-graphql';",
  ]),
  violation('graphql-platform-stays-in-its-adapter', 'GraphQL types in PostgreSQL', [
    `${demo}/adapters/postgres/b.ts`,
    "import '@marketplace/platform/graphql';",
  ]),
  violation('nats-stays-in-platform', 'a context that speaks to NATS itself', [`${demo}/adapters/nats/e.ts`, "import 'nats';"]),
  violation('kernel-depends-on-nothing', 'a kernel with a package', ['shared/kernel/src/a.ts', "import 'typeorm';"]),
  violation('kernel-depends-on-nothing', 'a kernel with the schema', ['shared/kernel/src/b.ts', "import '@marketplace/schema';"]),
  violation('shared-application-depends-on-kernel', 'a kit of use cases with the platform', [
    'shared/application/src/a.ts',
    "import '@marketplace/platform';",
  ]),
  violation('shared-application-depends-on-kernel', 'a kit of use cases with the contracts', [
    'shared/application/src/b.ts',
    "import '@marketplace/schema';",
  ]),
  violation('shared-application-depends-on-kernel', 'a kit of use cases with a node module', [
    'shared/application/src/c.ts',
    "import 'node:timers';",
  ]),
  violation('schema-depends-on-kernel', 'contracts with technology', ['schema/src/a.ts', "import '@marketplace/platform';"]),
  violation('shared-knows-no-subgraph', 'a platform that knows a context', ['shared/platform/src/a.ts', "import '@marketplace/demo';"]),
  violation('shared-knows-no-subgraph', 'a gateway that knows a context', ['gateway/src/b.ts', "import '@marketplace/demo';"]),
  violation('launcher-knows-only-mains', 'a launcher that uses a domain', [
    'launcher/src/b.ts',
    "import '../../subgraphs/demo/src/domain/thing';",
  ]),
  violation('shared-is-the-ground-floor', 'servers that know the gateway', ['shared/servers/src/a.ts', "import '@marketplace/gateway';"]),
  violation('launcher-is-the-roof', 'a gateway that knows the launcher', ['gateway/src/d.ts', "import '@marketplace/launcher';"]),
  violation('production-knows-no-tests', 'a platform with test tools', ['shared/platform/src/b.ts', "import '@marketplace/testing';"]),
  violation('production-knows-no-tests', 'a use case that runs jobs as specs do', [
    `${demo}/application/f.ts`,
    "import '@marketplace/application/testing';",
  ]),
  violation('production-knows-no-tests', 'a use case with fixtures', [`${demo}/application/e.ts`, "import '../domain/thing.fixtures';"]),
  ...[
    ['core', 'database'],
    ['cache', 'database'],
    ['migrations', 'database'],
    ['database', 'messaging'],
    ['messaging', 'application'],
    ['application', 'graphql'],
    ['graphql', 'server'],
  ].map(([folder = '', above = '']) =>
    violation(`platform-${folder}-knows-what-is-below`, `a folder below ${above} that uses it`, [
      `shared/platform/src/${folder}/upward.ts`,
      `import '../${above}/upward';`,
    ]),
  ),
  ...[
    ['core', 'identity/identity'],
    ['identity', 'operations/operations'],
    ['transports', 'identity/identity'],
    ['operations', 'subscriptions/subscriptions'],
    ['subscriptions', 'http/http'],
    ['http', 'websocket/websocket'],
    ['websocket', 'gateway'],
  ].map(([folder = '', above = '']) =>
    violation(`gateway-${folder}-knows-what-is-below`, `a gateway folder that uses ${above}`, [
      `gateway/src/${folder}/upward.ts`,
      `import '../${above}';`,
    ]),
  ),
  ...[
    ['command', 'client/client'],
    ['contexts', 'processes/supervisor'],
    ['processes', 'contexts/contexts'],
    ['marketplace', 'demo/demo'],
    ['client', 'marketplace/marketplace'],
    ['demo', 'start/start'],
    ['online-retail', 'demo/demo'],
    ['reindex', 'marketplace/marketplace'],
    ['generated', 'schema/schema'],
    ['schema', 'marketplace/marketplace'],
    ['new-context', 'schema/schema'],
    ['compose', 'client/client'],
    ['graphql', 'marketplace/marketplace'],
    ['start', 'reindex/reindex'],
  ].map(([folder = '', above = '']) =>
    violation(`launcher-${folder}-knows-what-is-below`, `a launcher folder that uses ${above}`, [
      `launcher/src/${folder}/upward.ts`,
      `import '../${above}';`,
    ]),
  ),
  violation('domain-is-pure', 'a domain in the template of new contexts', ['launcher/template/src/domain/a.ts', "import '../main';"]),
  violation('no-cycles', 'a cycle', ['shared/platform/src/cycle-a.ts', "import './cycle-b';"]),
  violation('no-orphans', 'an unused file', ['shared/platform/src/left-over.ts', 'export const nothing = 0;']),
  violation('nothing-unresolved', 'an unresolvable import', ['gateway/src/c.ts', "import './not-there';"]),
];

/** Files that the violations above depend on; none is a violation itself. */
const props = {
  'shared/platform/src/server/upward.ts': 'export const nothing = 0;',
  'shared/platform/src/cycle-b.ts': "import './cycle-a';",
  'subgraphs/demo/src/domain/thing.fixtures.ts': "import './thing';",
};

describe('the dependency rules', () => {
  let breaches: readonly Breach[] = [];

  beforeAll(async () => {
    breaches = await breachesWith({ ...props, ...Object.fromEntries(violations.map(({ file, text }) => [file, text])) });
  });

  it('allow a valid marketplace', async () => {
    expect(await breachesWith({})).toEqual([]);
  });

  it.each(violations)('$rule is violated by $that', ({ rule, file }) => {
    expect(breaches).toContainEqual({ rule, file });
  });

  it('are each violated by an example', () => {
    const { forbidden } = jest.requireActual<{ readonly forbidden: readonly { readonly name: string }[] }>(
      join(__dirname, '../../.dependency-cruiser.cjs'),
    );
    const seen = new Set(violations.map(({ rule }) => rule));
    expect(forbidden.map(({ name }) => name).filter((name) => !seen.has(name))).toEqual([]);
  });
});
