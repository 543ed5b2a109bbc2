import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { repositoryRoot } from '../command/paths';
import { renamer, type NewContext } from './names';

/** A minimal complete context. It is compiled and linted in place, but never runs. */
const folder = join(repositoryRoot, 'launcher/template');

type File = { readonly path: string; readonly text: string };

const templateFiles = (): readonly File[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\/(dist|node_modules)(\/|$)/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(folder, path), text: readFileSync(path, 'utf8') }));

const contractsFile = 'src/events.ts';

/** Replaces imports of the template's own events with imports from the schema package, where the events of contexts are. */
const withEventsOf = (context: string, text: string): string => {
  const own = new RegExp(`import \\* as ${context}Events from '[./]+/events';\n`);
  if (!own.test(text)) return text;
  const others = /import { (.*) } from '@marketplace\/schema';\n/;
  return others.test(text)
    ? text.replace(own, '').replace(others, `import { $1, ${context}Events } from '@marketplace/schema';\n`)
    : text.replace(own, `import { ${context}Events } from '@marketplace/schema';\n`);
};

/** The files of a new context, by path below the root. */
export const contextFiles = (names: NewContext): ReadonlyMap<string, string> => {
  const { context } = names;
  const renamed = renamer(names);
  return new Map(
    templateFiles().map(({ path, text }) =>
      path === contractsFile
        ? [`schema/src/events/${context}.ts`, renamed(text).replace("from '@marketplace/schema'", "from './contract'")]
        : [`subgraphs/${context}/${renamed(path)}`, withEventsOf(context, renamed(text))],
    ),
  );
};

/** Identifiers in the template that are not names of its aggregate. */
export const identifiersInUse = (): ReadonlySet<string> => {
  const own = renamer({ context: '', aggregate: 'X' });
  const code = templateFiles()
    .filter(({ path }) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .map(({ text }) => own(text).replace(/\/\*[^]*?\*\/|\/\/.*|'[^'\n]*'|"[^"\n]*"|`[^`]*`/g, ''));
  return new Set(code.flatMap((text) => text.match(/\b[A-Za-z_]\w*\b/g) ?? []));
};
