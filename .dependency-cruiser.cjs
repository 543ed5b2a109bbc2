const spec = '\\.spec\\.ts$';
const fixtures = '\\.(contract|fixtures)\\.ts$';
const workspace = '^(subgraphs/[^/]+|shared/[^/]+|gateway|schema|test)/';

/** What a spec may use besides what its subject may. */
const testTools = '^shared/testing/|node_modules/fast-check/';

/** A technology and the only places that may know it. */
const fence = (name, technology, places) => ({
  name,
  severity: 'error',
  from: { path: workspace, pathNot: places },
  to: { path: technology },
});

/** The rooms of the platform, each with those below it, which are all that it may use. */
const platformRooms = {
  core: [],
  cache: ['core'],
  migrations: ['core'],
  database: ['core', 'migrations'],
  messaging: ['core', 'database'],
  application: ['core', 'database', 'messaging'],
  graphql: ['core', 'database', 'messaging', 'application'],
};

const roomFences = Object.entries(platformRooms).map(([room, below]) => ({
  name: `platform-${room}-knows-what-is-below`,
  comment: 'The rooms of the platform stand on each other: core, database, messaging, application, graphql, server.',
  severity: 'error',
  from: { path: `^shared/platform/src/${room}/`, pathNot: [spec, fixtures] },
  to: { path: '^shared/platform/src/', pathNot: [room, ...below].map((each) => `^shared/platform/src/${each}/`) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment: 'The domain imports itself and the kernel: no package, no node module, no other folder.',
      severity: 'error',
      from: { path: '^subgraphs/([^/]+)/src/domain/', pathNot: spec },
      to: { pathNot: ['^subgraphs/$1/src/domain/', '^shared/kernel/'] },
    },
    {
      name: 'domain-specs-are-pure',
      comment: 'A spec of the domain adds given-when-then and property tests, nothing else.',
      severity: 'error',
      from: { path: `^subgraphs/([^/]+)/src/domain/.*${spec}` },
      to: { pathNot: ['^subgraphs/$1/src/domain/', '^shared/kernel/', testTools] },
    },
    {
      name: 'application-knows-no-technology',
      comment: 'Use cases, sagas, views and jobs speak to ports; contracts of events are all that they know of others.',
      severity: 'error',
      from: { path: '^subgraphs/([^/]+)/src/application/', pathNot: spec },
      to: { pathNot: ['^subgraphs/$1/src/(domain|application)/', '^shared/kernel/', '^schema/'] },
    },
    {
      name: 'application-specs-know-no-technology',
      severity: 'error',
      from: { path: `^subgraphs/([^/]+)/src/application/.*${spec}` },
      to: { pathNot: ['^subgraphs/$1/src/(domain|application)/', '^shared/kernel/', '^schema/', testTools] },
    },
    {
      name: 'only-main-wires-adapters',
      comment: 'main.ts is the one place that knows which adapter stands behind which port.',
      severity: 'error',
      from: { path: workspace, pathNot: ['^subgraphs/[^/]+/src/adapters/', '^subgraphs/[^/]+/src/main\\.ts$', spec] },
      to: { path: '^subgraphs/[^/]+/src/adapters/' },
    },
    {
      name: 'adapters-do-not-know-each-other',
      comment: 'GraphQL may not reach into PostgreSQL: both meet in the application.',
      severity: 'error',
      from: { path: '^subgraphs/([^/]+)/src/adapters/([^/]+)/', pathNot: spec },
      to: { path: '^subgraphs/$1/src/adapters/', pathNot: '^subgraphs/$1/src/adapters/$2/' },
    },
    {
      name: 'nobody-imports-main',
      comment: 'A composition root is started, not used.',
      severity: 'error',
      from: { path: '^subgraphs/', pathNot: spec },
      to: { path: '^subgraphs/[^/]+/src/main\\.ts$' },
    },
    {
      name: 'no-subgraph-imports-another',
      comment: 'Contexts meet in events and in the graph only.',
      severity: 'error',
      from: { path: '^subgraphs/([^/]+)/' },
      to: { path: '^subgraphs/', pathNot: '^subgraphs/$1/' },
    },
    {
      name: 'subgraphs-know-the-platform-only',
      comment: 'Gateway, launcher, servers and simulators stand around a context, never in it.',
      severity: 'error',
      from: { path: '^subgraphs/', pathNot: spec },
      to: { path: '^(gateway|test|shared)/', pathNot: '^shared/(kernel|platform)/' },
    },
    fence('typeorm-stays-in-its-adapter', 'node_modules/typeorm/', ['^subgraphs/[^/]+/src/adapters/postgres/', '^shared/platform/', spec]),
    fence('type-graphql-stays-in-its-adapter', 'node_modules/type-graphql/', [
      '^subgraphs/[^/]+/src/adapters/graphql/',
      '^shared/platform/',
      spec,
    ]),
    fence('graphql-platform-stays-in-its-adapter', '^shared/platform/src/graphql/', [
      '^subgraphs/[^/]+/src/(adapters/graphql/|main\\.ts$)',
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
      name: 'schema-depends-on-kernel',
      comment: 'A contract is a promise; it must not change because some technology did.',
      severity: 'error',
      from: { path: '^schema/', pathNot: spec },
      to: { path: '^(shared|gateway|test)/', pathNot: '^shared/kernel/' },
    },
    {
      name: 'shared-knows-no-subgraph',
      comment: 'Only the launcher, which starts all contexts, knows them; and of each only its main.',
      severity: 'error',
      from: { path: '^(shared|schema|gateway)/', pathNot: '^shared/launcher/' },
      to: { path: '^subgraphs/' },
    },
    {
      name: 'launcher-knows-only-mains',
      severity: 'error',
      from: { path: '^(shared/launcher|test)/' },
      to: { path: '^subgraphs/', pathNot: '^subgraphs/[^/]+/src/main\\.ts$' },
    },
    {
      name: 'production-knows-no-tests',
      severity: 'error',
      from: { path: workspace, pathNot: [spec, fixtures, '^shared/testing/', '^shared/platform/src/testing/', '^test/'] },
      to: { path: ['^shared/testing/', '^test/', spec, fixtures, 'node_modules/(jest|@jest|fast-check)/'] },
    },
    ...roomFences,
    { name: 'no-cycles', severity: 'error', from: { path: workspace }, to: { circular: true } },
    {
      name: 'no-orphans',
      comment: 'A file that nobody imports and that imports nobody is left over. Jest loads its setup files by path.',
      severity: 'error',
      from: { orphan: true, path: workspace, pathNot: ['\\.d\\.ts$', '\\.[cm]?js$', spec, '^shared/testing/src/(setup|patience)\\.ts$'] },
      to: {},
    },
    {
      name: 'nothing-unresolved',
      comment: 'An import that does not resolve would slip past every rule above.',
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
