/** A part of a file that is generated; everything around it is written by hand. */
export type Block = { readonly name: string; readonly body: string };

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Replaces a generated part. It stands between two comments, `generated: <name>` and `end of <name>`, in Markdown or YAML; in
 * YAML the body is indented as the comments are.
 */
export const withBlock = (text: string, { name, body }: Block): string => {
  const [begin, end] = [`generated: ${escaped(name)}`, `end of ${escaped(name)}`];
  const markdown = new RegExp(`(?<=<!-- ${begin} -->\n)[^]*?(?=<!-- ${end} -->)`);
  if (markdown.test(text)) return text.replace(markdown, () => `\n${body}\n\n`);
  const yaml = new RegExp(`(?<=^( *)# ${begin}\n)[^]*?(?=^ *# ${end}$)`, 'm');
  const [, indent] = yaml.exec(text) ?? [];
  if (indent === undefined) throw new Error(`there is no place for what is generated: no comment "generated: ${name}"`);
  const lines = body.split('\n').map((line) => (line === '' ? '' : `${indent}${line}`));
  return text.replace(yaml, () => `${lines.join('\n')}\n`);
};

/** What stands there now, or nothing where there is no such part. */
export const blockIn = (text: string, name: string): string =>
  new RegExp(`<!-- generated: ${escaped(name)} -->\n([^]*?)<!-- end of ${escaped(name)} -->`).exec(text)?.[1]?.trim() ?? '';

/** A Markdown table, aligned as Prettier aligns it. */
export const markdownTable = (rows: readonly (readonly string[])[]): string => {
  const [header = []] = rows;
  const widths = header.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[], filler = ' '): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width, filler)).join(' | ')} |`;
  return [line(header), line([], '-'), ...rows.slice(1).map((row) => line(row))].join('\n');
};
