import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartFailure } from '@marketplace/servers';
import { contextNames, repositoryRoot, supergraphFile } from '../command/paths';
import { identifiersOf, tableOf, type NewContext } from './names';
import { identifiersInUse } from './template';

const keywords =
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield await async of type';

/** Table names that need quotes in SQL. */
const sqlKeywords = ['references', 'values'];

/** True when a package or a service has the name. */
const isNameInUse = (context: string): boolean =>
  existsSync(join(repositoryRoot, 'node_modules/@marketplace', context)) ||
  new RegExp(`^ {2}${context}:`, 'm').test(readFileSync(join(repositoryRoot, 'docker-compose.yml'), 'utf8'));

const reject = (sentence: string): never => {
  throw new StartFailure(sentence);
};

/** True when the API has a type or root field of the same name. */
const isInGraph = (aggregate: string): boolean => {
  const graph = readFileSync(supergraphFile, 'utf8');
  const fields = identifiersOf(aggregate).filter((name) => /^[a-z]/.test(name));
  return new RegExp(`^(type|enum|input|interface|union|scalar) ${aggregate}\\b`, 'm').test(graph) || isRootField(graph, fields);
};

const isRootField = (graph: string, names: readonly string[]): boolean => {
  const [, query = ''] = /^type Query\b[^{]*\{([^]*?)^\}/m.exec(graph) ?? [];
  return new RegExp(`^ {2}(${names.join('|')})[(:]`, 'm').test(query);
};

/** Throws if a name is not valid or not unique as database, service, type and identifier. */
export const checkNames = ({ context, aggregate }: NewContext): void => {
  if (!/^[a-z]{3,30}$/.test(context)) reject(`"${context}" is not a valid context name: use 3 to 30 letters from a to z.`);
  if (contextNames.includes(context)) reject(`The context ${context} already exists.`);
  if (isNameInUse(context)) reject(`${context} is the name of another package or service. Choose another name.`);
  const another = 'Choose another name with --aggregate.';
  if (!/^([A-Z][a-z0-9]+)+$/.test(aggregate) || aggregate.length > 40)
    reject(`"${aggregate}" is not a valid aggregate name: use one or more words, such as GiftCard. ${another}`);
  if (isInGraph(aggregate)) reject(`The API already has ${aggregate}. ${another}`);
  const used = new Set([...keywords.split(' '), ...identifiersInUse()]);
  const clash = identifiersOf(aggregate).find((name) => used.has(name));
  if (clash !== undefined || sqlKeywords.includes(tableOf(aggregate)))
    reject(`${clash ?? tableOf(aggregate)} is already used in the code of a context. ${another}`);
};
