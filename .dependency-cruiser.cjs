const spec = '\\.spec\\.ts$';
const fixtures = '\\.(contract|fixtures)\\.ts$';
const workspace = '^(subgraphs/[^/]+|shared/[^/]+|gateway|launcher|schema|test)/';

/** A context; the template of new ones is built like one. */
const context = '(subgraphs/[^/]+|launcher/template)';
const main = `^${context}/src/main\\.ts$`;

/** Specs may use this too. */
const testTools = '^shared/testing/|node_modules/fast-check/';

/** A technology and the only places that may know it. */
const fence = (name, technology, places) => ({
  name,
  severity: 'error',
  from: { path: workspace, pathNot: places },
  to: { path: technology },
});

/** Fences between the rooms of a package: each room imports only those listed with it. Files outside of rooms wire them. */
const roomFences = (name, source, rooms) =>
  Object.entries(rooms).map(([room, below]) => ({
    name: `${name}-${room}-knows-what-is-below`,
    comment: `${source} has rooms in layers. Specs and fixtures can import upper layers.`,
    severity: 'error',
    from: { path: `^${source}/${room}/`, pathNot: [spec, fixtures] },
    to: { path: `^${source}/`, pathNot: [room, ...below].map((each) => `^${source}/${each}/`) },
  }));

const platformRooms = roomFences('platform', 'shared/platform/src', {
  core: [],
  cache: ['core'],
  migrations: ['core'],
  database: ['core', 'migrations'],
  messaging: ['core', 'database'],
  application: ['core', 'database', 'messaging'],
  graphql: ['core', 'database', 'messaging', 'application'],
});

// HTTP and WebSocket stand side by side.
const gatewayRooms = roomFences('gateway', 'gateway/src', {
  core: [],
  identity: ['core'],
  transports: ['core'],
  operations: ['core', 'identity', 'transports'],
  subscriptions: ['core', 'identity', 'operations'],
  http: ['core', 'identity', 'transports', 'operations', 'subscriptions'],
  websocket: ['core', 'identity', 'operations', 'subscriptions'],
});

// Programs use a running marketplace as clients do. Only `start` runs one, and loads the demo into it.
const launcherRooms = roomFences('launcher', 'launcher/src', {
  command: [],
  contexts: ['command'],
  processes: ['command'],
  marketplace: ['command', 'contexts', 'processes'],
  client: ['command'],
  demo: ['command', 'client'],
  'online-retail': ['command', 'client'],
  reindex: ['command', 'client'],
  graphql: ['command', 'client'],
  generated: ['command', 'contexts'],
  schema: ['command', 'contexts', 'generated'],
  'new-context': ['command', 'contexts', 'generated'],
  compose: ['command', 'contexts'],
  start: ['command', 'contexts', 'marketplace', 'demo'],
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment: 'The domain imports only itself and the kernel: no package, no Node module, no other folder.',
      severity: 'error',
      from: { path: `^${context}/src/domain/`, pathNot: spec },
      to: { pathNot: ['^$1/src/domain/', '^shared/kernel/'] },
    },
    {
      name: 'domain-specs-are-pure',
      comment: 'A spec of the domain adds given-when-then and property tests, nothing else.',
      severity: 'error',
      from: { path: `^${context}/src/domain/.*${spec}` },
      to: { pathNot: ['^$1/src/domain/', '^shared/kernel/', testTools] },
    },
    {
      name: 'application-knows-no-technology',
      comment: 'Use cases, sagas, views and jobs use ports. Of other contexts they know only the event contracts.',
      severity: 'error',
      from: { path: `^${context}/src/application/`, pathNot: spec },
      to: { pathNot: ['^$1/src/(domain|application)/', '^shared/(kernel|application)/', '^schema/'] },
    },
    {
      name: 'application-specs-know-no-technology',
      severity: 'error',
      from: { path: `^${context}/src/application/.*${spec}` },
      to: { pathNot: ['^$1/src/(domain|application)/', '^shared/(kernel|application)/', '^schema/', testTools] },
    },
    {
      name: 'only-main-wires-adapters',
      comment: 'Only main.ts connects ports with adapters.',
      severity: 'error',
      from: { path: workspace, pathNot: [`^${context}/src/adapters/`, main, spec] },
      to: { path: `^${context}/src/adapters/` },
    },
    {
      name: 'adapters-do-not-know-each-other',
      comment: 'GraphQL may not reach into PostgreSQL: both meet in the application.',
      severity: 'error',
      from: { path: `^${context}/src/adapters/([^/]+)/`, pathNot: spec },
      to: { path: '^$1/src/adapters/', pathNot: '^$1/src/adapters/$2/' },
    },
    {
      name: 'main-is-not-imported',
      comment: 'A composition root is started, not used.',
      severity: 'error',
      from: { path: `^${context}/`, pathNot: spec },
      to: { path: main },
    },
    {
      name: 'no-subgraph-imports-another',
      comment: 'Contexts communicate through events and the graph only.',
      severity: 'error',
      from: { path: `^${context}/` },
      to: { path: `^${context}/`, pathNot: '^$1/' },
    },
    {
      name: 'subgraphs-know-the-platform-only',
      comment: 'A context does not import the gateway, launcher, servers or simulators.',
      severity: 'error',
      from: { path: `^${context}/`, pathNot: [spec, fixtures] },
      to: { path: '^(gateway|launcher|test|shared)/', pathNot: ['^$1/', '^shared/(kernel|application|platform)/'] },
    },
    fence('typeorm-stays-in-its-adapter', 'node_modules/typeorm/', [`^${context}/src/adapters/postgres/`, '^shared/platform/', spec]),
    fence('type-graphql-stays-in-its-adapter', 'node_modules/type-graphql/', [
      `^${context}/src/adapters/graphql/`,
      '^shared/platform/',
      spec,
    ]),
    fence('graphql-platform-stays-in-its-adapter', '^shared/platform/src/graphql/', [
      `^${context}/src/(adapters/graphql/|main\\.ts$)`,
      '^shared/platform/',
      '^gateway/',
      spec,
    ]),
    fence('nats-stays-in-platform', 'node_modules/(nats|@nats-io)/', ['^shared/platform/', spec]),
    {
      name: 'kernel-depends-on-nothing',
      severity: 'error',
      from: { path: '^shared/kernel/', pathNot: spec },
      to: { pathNot: '^shared/kernel/' },
    },
    {
      name: 'shared-application-depends-on-kernel',
      comment: 'The building blocks of use cases are as free of technology as the use cases.',
      severity: 'error',
      from: { path: '^shared/application/', pathNot: spec },
      to: { pathNot: ['^shared/application/', '^shared/kernel/'] },
    },
    {
      name: 'schema-depends-on-kernel',
      comment: 'Event contracts do not depend on a technology.',
      severity: 'error',
      from: { path: '^schema/', pathNot: spec },
      to: { path: '^(shared|gateway|launcher|test)/', pathNot: '^shared/kernel/' },
    },
    {
      name: 'shared-knows-no-subgraph',
      comment: 'Only the launcher imports contexts, and only their main.ts.',
      severity: 'error',
      from: { path: '^(shared|schema|gateway)/' },
      to: { path: '^subgraphs/' },
    },
    {
      name: 'shared-is-the-ground-floor',
      comment: 'Everything depends on shared/, so it imports nothing above it.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(gateway|launcher)/' },
    },
    {
      name: 'launcher-is-the-roof',
      comment: 'The launcher starts everything, so only tests of the whole system import it.',
      severity: 'error',
      from: { path: workspace, pathNot: '^(launcher|test)/' },
      to: { path: '^launcher/' },
    },
    {
      name: 'launcher-knows-only-mains',
      severity: 'error',
      from: { path: ['^launcher/src/', '^test/'] },
      to: { path: `^${context}/`, pathNot: main },
    },
    {
      name: 'production-knows-no-tests',
      severity: 'error',
      from: { path: workspace, pathNot: [spec, fixtures, '^shared/testing/', '^shared/(application|platform)/src/testing/', '^test/'] },
      to: {
        path: ['^shared/testing/', '^shared/application/src/testing/', '^test/', spec, fixtures, 'node_modules/(jest|@jest|fast-check)/'],
      },
    },
    ...platformRooms,
    ...gatewayRooms,
    ...launcherRooms,
    { name: 'no-cycles', severity: 'error', from: { path: workspace }, to: { circular: true } },
    {
      name: 'no-orphans',
      comment: 'A file without imports in either direction is unused. Jest and `migrationsIn` load files by path.',
      severity: 'error',
      from: {
        orphan: true,
        path: workspace,
        pathNot: [
          '\\.d\\.ts$',
          '\\.[cm]?js$',
          spec,
          '^shared/testing/src/(setup|timeouts)\\.ts$',
          '/postgres/migrations/\\d{4}-[^/]+\\.ts$',
        ],
      },
      to: {},
    },
    {
      name: 'nothing-unresolved',
      comment: 'An import that does not resolve would escape all rules above.',
      severity: 'error',
      from: { path: workspace },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'require', 'node', 'default', 'types'],
      mainFields: ['main', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
