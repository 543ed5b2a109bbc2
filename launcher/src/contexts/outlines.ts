import { documentedVariables, outlineOf, type ContextOutline, type DocumentedVariable } from '@marketplace/platform';
import { loadContexts } from './load-context';
import { manifestOf, type Manifest } from './manifests';
import { valuesOf } from './provided';
import { newSecrets } from './secrets';

/** The description of a context for the generated files. */
export type DescribedContext = ContextOutline & { readonly manifest: Manifest; readonly environment: readonly DocumentedVariable[] };

// Never called: contexts are wired only to read their schema.
const unusedUrl = 'http://127.0.0.1:9';

/** Example values of settings, so that optional parts of a context are described too. */
const examplesIn = ({ variables }: Manifest): Readonly<Record<string, string>> =>
  Object.fromEntries(
    variables.flatMap((each) => ('setting' in each && each.example !== undefined ? [[each.name, each.example] as const] : [])),
  );

/** Wires each context without servers and reads its schema, events and jobs. */
export const describeContexts = (): Promise<readonly DescribedContext[]> =>
  Promise.all(
    loadContexts().map(async (definition) => {
      const manifest = manifestOf(definition);
      const inputs = { secrets: newSecrets(), stripeUrl: unusedUrl, swiftpostUrl: unusedUrl, settings: examplesIn(manifest) };
      const environment = documentedVariables(definition.env);
      return { manifest, environment, ...(await outlineOf(definition, valuesOf(manifest.variables, inputs))) };
    }),
  );
