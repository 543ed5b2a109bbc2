import { sdlOf } from '@marketplace/platform';
import { contexts } from '../contexts/contexts';
import { loadContexts } from '../contexts/load-context';
import { newSecrets } from '../contexts/secrets';

/** The SDL of every subgraph, by name, as the contexts give it. */
export type SubgraphSdls = ReadonlyMap<string, string>;

// Nothing calls them: a context is only wired to say what its graph is.
const nowhere = 'http://127.0.0.1:9';

/** Wires each context, without servers, and asks what its subgraph looks like. */
export const readSubgraphs = async (): Promise<SubgraphSdls> => {
  const operator = { email: 'operator@schema.test', password: 'schema-Pass-1' };
  const settings = { secrets: newSecrets(), stripeUrl: nowhere, swiftpostUrl: nowhere, operator, choices: {} };
  const sdls = loadContexts(contexts).map(async ({ entry, definition }) => {
    // The first operator would be looked up in the database.
    const { BOOTSTRAP_OPERATOR_EMAIL: _email, BOOTSTRAP_OPERATOR_PASSWORD: _password, ...variables } = entry.variables(settings);
    return [entry.name, await sdlOf(definition, variables)] as const;
  });
  return new Map(await Promise.all(sdls));
};
