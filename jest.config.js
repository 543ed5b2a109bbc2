const { join } = require('node:path');

const swc = [
  '@swc/jest',
  {
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      target: 'es2022',
      keepClassNames: true,
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    },
    module: { type: 'commonjs' },
  },
];

const common = {
  rootDir: __dirname,
  testEnvironment: join(__dirname, 'shared/testing/jest/environment.cjs'),
  runtime: join(__dirname, 'shared/testing/jest/runtime.cjs'),
  // Workspaces are tested from their sources; nothing has to be built before.
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'require', 'default'] },
  transform: { '\\.ts$': swc },
  // The template of new contexts is tested where it has become one.
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/launcher/template/', '<rootDir>/.data/', '<rootDir>/.tools/'],
  setupFiles: [join(__dirname, 'shared/testing/src/setup.ts')],
  setupFilesAfterEnv: [join(__dirname, 'shared/testing/src/timeouts.ts')],
};

/** @type {import('jest').Config} */
module.exports = {
  maxWorkers: 2,
  testSequencer: join(__dirname, 'test/longest-first.cjs'),
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.int\\.spec\\.ts$', '\\.journey\\.spec\\.ts$'],
    },
    {
      ...common,
      displayName: 'integration',
      testMatch: ['**/*.int.spec.ts', '<rootDir>/test/journeys/**/*.journey.spec.ts'],
      globalSetup: join(__dirname, 'shared/testing/src/global-setup.ts'),
      globalTeardown: join(__dirname, 'shared/testing/src/global-teardown.ts'),
    },
  ],
};
