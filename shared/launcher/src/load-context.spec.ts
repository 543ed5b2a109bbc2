import { contexts } from './contexts';
import { loadContexts } from './load-context';

describe('the contexts', () => {
  it('are all loaded, each as what its main says it is', () => {
    expect(loadContexts().map(({ definition }) => definition.name)).toEqual(contexts.map(({ name }) => name));
  });

  it('are not loaded without one that is not built: the error names it and says what to do', () => {
    const missing = { name: 'astrology', variables: () => ({}) };
    expect(() => loadContexts([missing])).toThrow(/astrology is not built.*npm run build/);
  });
});
