import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gatewayEnvironment } from '@marketplace/gateway';
import { contextEnvironment, documentedVariables, type DocumentedVariable } from '@marketplace/platform';
import { launcherEnvironment } from '../command/launcher-environment';
import { repositoryRoot } from '../command/paths';
import type { Manifest } from '../contexts/manifests';
import type { DescribedContext } from '../contexts/outlines';
import { providerOf } from '../contexts/provided';
import { markdownTable, withBlock } from './blocks';

/** External services, by what a context is provided with to call them. */
const externalServices: Readonly<Record<string, string>> = {
  'payment-provider-url': 'provider([payment provider])',
  'carrier-url': 'carrier([carrier])',
};

const calls = ({ name, variables }: Manifest): readonly string[] =>
  variables.flatMap((each) => {
    const service = 'provided' in each ? externalServices[each.provided] : undefined;
    return service === undefined ? [] : [`  ${name} -. HTTP .-> ${service}`];
  });

const map = (manifests: readonly Manifest[]): string =>
  [
    '```mermaid',
    'flowchart TB',
    '  client([web, mobile, partners]) -- HTTP, WebSocket, SSE --> gateway',
    `  gateway --> ${manifests.map(({ name }) => `${name}[(${name})]`).join(' & ')}`,
    `  ${manifests.map(({ name }) => name).join(' & ')} <-- events --> nats{{NATS JetStream}}`,
    ...manifests.flatMap(calls),
    '```',
  ].join('\n');

const variableTable = (variables: readonly DocumentedVariable[]): string =>
  markdownTable([
    ['variable', 'description', 'default'],
    ...variables.map(({ name, description, provided, standard, isRequired }) => {
      const usual = standard === undefined || standard === '' ? 'none' : `\`${standard}\``;
      const text = description ?? (provided === undefined ? '' : providerOf(provided).description);
      return [`\`${name}\``, text, isRequired ? 'required' : usual];
    }),
  ]);

/** The root README, with the map of contexts. */
export const projectReadme = (text: string, manifests: readonly Manifest[]): string =>
  withBlock(text, { name: 'map', body: map(manifests) });

/** `docs/architecture.md`, with the table of contexts. */
export const architecture = (text: string, manifests: readonly Manifest[]): string => {
  const rows = manifests.map(({ name, owns }) => [`[${name}](../subgraphs/${name}/README.md)`, owns]);
  return withBlock(text, { name: 'contexts', body: markdownTable([['context', 'owns'], ...rows]) });
};

const ofContext = ({ manifest: { name, title }, environment }: DescribedContext): readonly string[] =>
  environment.length === 0 ? [] : [`### ${title}`, `See [${name}](../subgraphs/${name}/README.md).`, variableTable(environment)];

/** `docs/configuration.md`: every environment variable of every process. */
export const configuration = (text: string, contexts: readonly DescribedContext[]): string =>
  [
    { name: 'start', body: variableTable(documentedVariables(launcherEnvironment)) },
    { name: 'gateway', body: variableTable(documentedVariables(gatewayEnvironment)) },
    { name: 'every context', body: variableTable(documentedVariables(contextEnvironment)) },
    { name: 'contexts', body: contexts.flatMap(ofContext).join('\n\n') },
  ].reduce(withBlock, text);

/** `docs/frontends.md`, with the tested code of `test/frontends`. */
export const frontends = (text: string): string => {
  const folder = join(repositoryRoot, 'test/frontends');
  return readdirSync(folder)
    .filter((name) => text.includes(`generated: ${name}`))
    .map((name) => ({ name, body: `\`\`\`ts\n${readFileSync(join(folder, name), 'utf8').trimEnd()}\n\`\`\`` }))
    .reduce(withBlock, text);
};
