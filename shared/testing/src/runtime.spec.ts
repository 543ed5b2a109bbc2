import { runInThisContext } from 'node:vm';
import { GraphQLError } from 'graphql';
import { eventually } from './eventually';

const { createRequire } = process.getBuiltinModule('node:module');

type Environment = { readonly teardown: () => Promise<void> };
type EnvironmentClass = new (config: unknown) => Environment;

describe('the runtime of the tests', () => {
  it('takes libraries from the module cache of the worker, and loads the modules of the project for each suite', async () => {
    // As between two suites.
    jest.resetModules();
    const [library, own] = [await import('graphql'), jest.requireActual<{ readonly eventually: unknown }>('./eventually')];
    expect(library.GraphQLError).toBe(GraphQLError);
    expect(own.eventually).not.toBe(eventually);
  });

  it('runs suites in the scope of the worker', () => {
    expect(runInThisContext('Array')).toBe(Array);
    expect(runInThisContext('globalThis')).toBe(globalThis);
  });
});

describe('the environment of a suite', () => {
  const scope = globalThis as Record<string, unknown>;
  const worker = process as unknown as { env: Record<string, string | undefined>; exit: unknown };
  const environment = (): Environment => {
    const SharedScope = createRequire(__filename)('../jest/environment.cjs') as EnvironmentClass;
    return new SharedScope({ projectConfig: { testEnvironmentOptions: { customExportConditions: [] }, fakeTimers: {} } });
  };

  it('undoes what a suite changes of the process', async () => {
    const { exit } = worker;
    const variables = { ...worker.env };
    const suite = environment();
    worker.env['RUNTIME_SPEC'] = 'set by a suite';
    delete worker.env['PATH'];
    worker.exit = () => {
      throw new Error('replaced by a suite');
    };
    await suite.teardown();
    expect(worker.exit).toBe(exit);
    expect({ ...worker.env }).toEqual(variables);
  });

  it('begins without the types that the decorators of another suite have registered', () => {
    scope['TypeGraphQLMetadataStorage'] = { fields: ['of another suite'] };
    environment();
    expect(scope['TypeGraphQLMetadataStorage']).toBeUndefined();
  });
});
