import { documentedVariables, outlineOf, type ContextOutline, type DocumentedVariable } from '@marketplace/platform';
import { loadContexts } from './load-context';
import { manifestOf, type Manifest } from './manifests';
import { valuesOf } from './provided';
import { newSecrets } from './secrets';

/** A context as everything that is generated describes it. */
export type DescribedContext = ContextOutline & { readonly manifest: Manifest; readonly environment: readonly DocumentedVariable[] };

// Nothing calls them: a context is only wired to say what its graph is.
const nowhere = 'http://127.0.0.1:9';

/** Settings that make a context do more than usual, so that all of it is described. */
const examplesIn = ({ variables }: Manifest): Readonly<Record<string, string>> =>
  Object.fromEntries(
    variables.flatMap((each) => ('setting' in each && each.example !== undefined ? [[each.name, each.example] as const] : [])),
  );

/** Wires each context, without servers, and asks what it consists of. */
export const describeContexts = (): Promise<readonly DescribedContext[]> =>
  Promise.all(
    loadContexts().map(async (definition) => {
      const manifest = manifestOf(definition);
      const inputs = { secrets: newSecrets(), stripeUrl: nowhere, swiftpostUrl: nowhere, settings: examplesIn(manifest) };
      const environment = documentedVariables(definition.env);
      return { manifest, environment, ...(await outlineOf(definition, valuesOf(manifest.variables, inputs))) };
    }),
  );
