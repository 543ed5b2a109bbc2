import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartFailure } from '@marketplace/servers';
import { contextNames, repositoryRoot, supergraphFile } from '../command/paths';
import { identifiersOf, tableOf, type NewContext } from './names';
import { identifiersInUse } from './template';

const keywords =
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield await async of type';

/** Tables that would need quotes. */
const sqlKeywords = ['references', 'values'];

/** Packages and services with a name of their own. */
const isTaken = (context: string): boolean =>
  existsSync(join(repositoryRoot, 'node_modules/@marketplace', context)) ||
  new RegExp(`^ {2}${context}:`, 'm').test(readFileSync(join(repositoryRoot, 'docker-compose.yml'), 'utf8'));

const refuse = (sentence: string): never => {
  throw new StartFailure(sentence);
};

/** Whether the graph has a type, or a field to ask for, that the new context would have too. */
const isInGraph = (aggregate: string): boolean => {
  const graph = readFileSync(supergraphFile, 'utf8');
  const fields = identifiersOf(aggregate).filter((name) => /^[a-z]/.test(name));
  return new RegExp(`^(type|enum|input|interface|union|scalar) ${aggregate}\\b`, 'm').test(graph) || isRootField(graph, fields);
};

const isRootField = (graph: string, names: readonly string[]): boolean => {
  const [, query = ''] = /^type Query\b[^{]*\{([^]*?)^\}/m.exec(graph) ?? [];
  return new RegExp(`^ {2}(${names.join('|')})[(:]`, 'm').test(query);
};

/** Refuses names that could not be those of a database, a service, a type and the code of a context. */
export const checkNames = ({ context, aggregate }: NewContext): void => {
  if (!/^[a-z]{3,30}$/.test(context)) refuse(`"${context}" cannot be the name of a context: 3 to 30 letters from a to z.`);
  if (contextNames.includes(context)) refuse(`There is a context ${context} already.`);
  if (isTaken(context)) refuse(`${context} is the name of another package or service. Choose another.`);
  const another = 'Choose another with --aggregate.';
  if (!/^([A-Z][a-z0-9]+)+$/.test(aggregate) || aggregate.length > 40)
    refuse(`"${aggregate}" cannot be the name of an aggregate: one or more words such as GiftCard. ${another}`);
  if (isInGraph(aggregate)) refuse(`The graph has ${aggregate} already. ${another}`);
  const used = new Set([...keywords.split(' '), ...identifiersInUse()]);
  const clash = identifiersOf(aggregate).find((name) => used.has(name));
  if (clash !== undefined || sqlKeywords.includes(tableOf(aggregate)))
    refuse(`${clash ?? tableOf(aggregate)} means something else in the code of a context. ${another}`);
};
