/** A generated block of a file. The rest of the file is written by hand. */
export type Block = { readonly name: string; readonly body: string };

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Replaces a generated block. It is delimited by two comments, `generated: <name>` and `end of <name>`, in Markdown or YAML. In
 * YAML the body is indented like the comments.
 */
export const withBlock = (text: string, { name, body }: Block): string => {
  const [begin, end] = [`generated: ${escaped(name)}`, `end of ${escaped(name)}`];
  const markdown = new RegExp(`(?<=<!-- ${begin} -->\n)[^]*?(?=<!-- ${end} -->)`);
  if (markdown.test(text)) return text.replace(markdown, () => `\n${body}\n\n`);
  const yaml = new RegExp(`(?<=^( *)# ${begin}\n)[^]*?(?=^ *# ${end}$)`, 'm');
  const [, indent] = yaml.exec(text) ?? [];
  if (indent === undefined) throw new Error(`Missing comment "generated: ${name}"`);
  const lines = body.split('\n').map((line) => (line === '' ? '' : `${indent}${line}`));
  return text.replace(yaml, () => `${lines.join('\n')}\n`);
};

/** The current body of a block, or an empty text if the block is missing. */
export const blockIn = (text: string, name: string): string =>
  new RegExp(`<!-- generated: ${escaped(name)} -->\n([^]*?)<!-- end of ${escaped(name)} -->`).exec(text)?.[1]?.trim() ?? '';

/** Formats a Markdown table as Prettier does. */
export const markdownTable = (rows: readonly (readonly string[])[]): string => {
  const [header = []] = rows;
  const widths = header.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[], filler = ' '): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width, filler)).join(' | ')} |`;
  return [line(header), line([], '-'), ...rows.slice(1).map((row) => line(row))].join('\n');
};
