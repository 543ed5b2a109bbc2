import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { repositoryRoot } from '../command/paths';
import { renamer, type NewContext } from './names';

/** A context as small as one can be that has everything: it is built and linted where it is, and never runs there. */
const folder = join(repositoryRoot, 'launcher/template');

type File = { readonly path: string; readonly text: string };

const templateFiles = (): readonly File[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\/(dist|node_modules)(\/|$)/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(folder, path), text: readFileSync(path, 'utf8') }));

const contractsFile = 'src/events.ts';

/** The template has its events beside it; those of a context are in the package that all contexts know. */
const withEventsOf = (context: string, text: string): string => {
  const own = new RegExp(`import \\* as ${context}Events from '[./]+/events';\n`);
  if (!own.test(text)) return text;
  const others = /import { (.*) } from '@marketplace\/schema';\n/;
  return others.test(text)
    ? text.replace(own, '').replace(others, `import { $1, ${context}Events } from '@marketplace/schema';\n`)
    : text.replace(own, `import { ${context}Events } from '@marketplace/schema';\n`);
};

/** The files of a new context, by their paths below the root. */
export const contextFiles = (about: NewContext): ReadonlyMap<string, string> => {
  const { context } = about;
  const renamed = renamer(about);
  return new Map(
    templateFiles().map(({ path, text }) =>
      path === contractsFile
        ? [`schema/src/events/${context}.ts`, renamed(text).replace("from '@marketplace/schema'", "from './contract'")]
        : [`subgraphs/${context}/${renamed(path)}`, withEventsOf(context, renamed(text))],
    ),
  );
};

/** Names that the template's code uses for something else than its aggregate. */
export const identifiersInUse = (): ReadonlySet<string> => {
  const own = renamer({ context: '', aggregate: 'X' });
  const code = templateFiles()
    .filter(({ path }) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .map(({ text }) => own(text).replace(/\/\*[^]*?\*\/|\/\/.*|'[^'\n]*'|"[^"\n]*"|`[^`]*`/g, ''));
  return new Set(code.flatMap((text) => text.match(/\b[A-Za-z_]\w*\b/g) ?? []));
};
