import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { defined } from '@marketplace/kernel';
import { variablesOf, type ContextDefinition, type ContextManifest, type Variable } from '@marketplace/platform';
import { StartFailure } from '@marketplace/servers';
import { contextNames, manifestsFile } from '../command/paths';

/** The manifest of a context with its variables; `npm run schema` writes it to `schema/contexts.json`. */
export type Manifest = ContextManifest & { readonly variables: readonly Variable[] };

export const manifestOf = ({ name, title, owns, optional, env }: ContextDefinition): Manifest => ({
  name,
  title,
  owns,
  ...defined({ optional }),
  variables: variablesOf(env),
});

const variable = z
  .object({ name: z.string() })
  .and(
    z
      .object({ provided: z.string() })
      .or(z.object({ setting: z.string(), example: z.string().exactOptional(), standard: z.string().exactOptional() })),
  );

const manifests = z.array(
  z.object({
    name: z.string(),
    title: z.string(),
    owns: z.string(),
    optional: z.string().exactOptional(),
    variables: z.array(variable),
  }),
);

/** Reads the manifests of all contexts without loading their code. */
export const readManifests = (): readonly Manifest[] => {
  const known = manifests.parse(JSON.parse(readFileSync(manifestsFile, 'utf8')));
  const missing = contextNames.filter((name) => !known.some((manifest) => manifest.name === name));
  if (missing.length > 0) throw new StartFailure(`schema/contexts.json does not list ${missing.join(', ')}. Run \`npm run schema\`.`);
  return known.filter(({ name }) => contextNames.includes(name));
};
