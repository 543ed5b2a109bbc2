import { contextEnvironment, variablesOf, type Variable } from '@marketplace/platform';
import type { Manifest } from '../contexts/manifests';
import { markdownTable, withBlock } from './blocks';

/** Companies outside, by what a context is provided with to call them. */
const companies: Readonly<Record<string, string>> = {
  'payment-provider-url': 'provider([payment provider])',
  'carrier-url': 'carrier([carrier])',
};

const calls = ({ name, variables }: Manifest): readonly string[] =>
  variables.flatMap((each) => {
    const company = 'provided' in each ? companies[each.provided] : undefined;
    return company === undefined ? [] : [`  ${name} -. HTTP .-> ${company}`];
  });

const map = (manifests: readonly Manifest[]): string => {
  const all = manifests.map(({ name }) => name).join(' & ');
  return [
    '```mermaid',
    'flowchart TB',
    '  client([web, mobile, partners]) -- HTTP, WebSocket, SSE --> gateway',
    `  gateway --> ${all}`,
    ...manifests.map(({ name }) => `  ${name}[${name}<br/>${name}_db]`),
    `  ${all} <-- events --> nats[(NATS JetStream)]`,
    ...manifests.flatMap(calls),
    '```',
  ].join('\n');
};

const contexts = (manifests: readonly Manifest[]): string =>
  markdownTable([['context', 'owns'], ...manifests.map(({ name, owns }) => [`[${name}](subgraphs/${name}/README.md)`, owns])]);

const settingsOf = (where: string, variables: readonly Variable[]): readonly (readonly string[])[] =>
  variables.flatMap((each) => {
    if (!('setting' in each)) return [];
    const standard = each.standard === undefined || each.standard === '' ? 'none' : `\`${each.standard}\``;
    return [[`\`${each.name}\``, each.setting, where, standard]];
  });

const settings = (manifests: readonly Manifest[]): string =>
  markdownTable([
    ['setting', 'what it is', 'of', 'default'],
    ...settingsOf('every context', variablesOf(contextEnvironment)),
    ...manifests.flatMap(({ name, variables }) => settingsOf(`[${name}](subgraphs/${name}/README.md)`, variables)),
  ]);

/** The README of the project, with its map of contexts and their settings. */
export const projectReadme = (text: string, manifests: readonly Manifest[]): string =>
  [
    { name: 'settings', body: settings(manifests) },
    { name: 'map', body: map(manifests) },
    { name: 'contexts', body: contexts(manifests) },
  ].reduce(withBlock, text);
