import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

// What two specs share is written as one is.
const specs = [
  '**/*.spec.ts',
  '**/*.contract.ts',
  'test/journeys/{scenarios,bad-input,guarantees,changed-plans,shopping,unauthorized,invalid-values}.ts',
];
const scripts = ['**/*.js', '**/*.mjs', '**/*.cjs'];

// For single files, and in an editor, types come from the workspace of each. For `eslint .`, one program of all workspaces takes 40 %
// less time than one for each.
const types = process.argv.includes('.') ? { project: 'test/tsconfig.lint.json' } : { projectService: true };

const environment = { object: 'process', property: 'env', message: 'The environment is read once, in env.ts.' };

const syntax = [
  { selector: 'TSEnumDeclaration', message: 'A union of strings says the same and needs no import.' },
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only: one name for one thing.' },
  ...[
    "CallExpression[callee.property.name='save'][callee.object.name=/([rR]epository|[mM]anager)$/]",
    "CallExpression[callee.property.name='save'][callee.object.property.name=/([rR]epository|[mM]anager)$/]",
    "CallExpression[callee.property.name='save'][callee.object.callee.property.name='getRepository']",
  ].map((selector) => ({ selector, message: 'save() overwrites what others wrote since. Write by compare-and-swap on version.' })),
];

const outsideWorld = [
  { selector: "NewExpression[callee.name='Date']", message: 'Time is an Instant that is passed in.' },
  { selector: 'Decorator', message: 'Decorators belong to adapters.' },
];

const timersAndIo = ['console', 'process', 'fetch', 'crypto', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map(
  (name) => ({
    name,
    message: 'Domain and application do not read it themselves: pass it in.',
  }),
);

export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', '.data/', '.tools/', '.nx/', 'coverage/'] },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { ...types, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { allowDefaultCaseForExhaustiveSwitch: false }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // type-graphql's classes describe shapes; resolvers answer with plain objects of those shapes.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'func-style': ['error', 'expression'],
      'max-lines': ['error', { max: 250 }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 3],
      'no-restricted-properties': ['error', environment],
      'no-restricted-syntax': ['error', ...syntax],
    },
  },
  {
    files: ['{subgraphs/*,launcher/template}/src/{domain,application}/**/*.ts', 'shared/application/src/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...timersAndIo],
      'no-restricted-properties': [
        'error',
        environment,
        { object: 'Date', property: 'now', message: 'Time is an Instant that is passed in.' },
        { object: 'Math', property: 'random', message: 'Chance is not part of a decision.' },
      ],
      'no-restricted-syntax': ['error', ...syntax, ...outsideWorld],
    },
  },
  // Use cases, adapters and the platform's parts are closures over what they need; within one, each function is short.
  {
    files: ['{subgraphs/*,launcher/template}/src/{application,adapters}/**/*.ts', 'shared/platform/src/**/*.ts'],
    rules: { 'max-lines-per-function': ['error', { max: 110, skipBlankLines: true, skipComments: true }] },
  },
  // SQL is as long as its tables are many; a composition root is as long as what it wires.
  { files: ['**/migrations/*.ts', '{subgraphs/*,launcher/template}/src/main.ts'], rules: { 'max-lines-per-function': 'off' } },
  // Arguments of a resolver are the arguments of its field, and the request's context.
  {
    files: ['{subgraphs/*,launcher/template}/src/adapters/graphql/**/*.ts', 'shared/platform/src/graphql/*.ts'],
    rules: { 'max-params': ['error', 5] },
  },
  { files: ['**/env.ts'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: specs,
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': 'off',
      'max-params': 'off',
      // Jest's matchers (expect.any and others) are typed as any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  // Jest takes both from the default export.
  { files: ['shared/testing/src/global-*.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: scripts,
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        module: 'writable',
        require: 'readonly',
        __dirname: 'readonly',
        Buffer: 'readonly',
        performance: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        AbortController: 'readonly',
      },
    },
    rules: { 'no-restricted-syntax': 'off', 'no-restricted-properties': 'off', '@typescript-eslint/no-require-imports': 'off' },
  },
);
