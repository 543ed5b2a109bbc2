import type { Job } from '@marketplace/application';
import { contracts, type EventContract } from '@marketplace/schema';
import type { DescribedContext } from '../contexts/outlines';
import { blockIn, markdownTable, withBlock } from './blocks';

/** A table row. Names come from the code; the description can be edited by hand. */
type Row = {
  /** The key of an edited description. */
  readonly key: string;
  /** Rows of one group can share a description: "checkout `A`, `B`". */
  readonly group: string;
  readonly more: readonly string[];
  /** The description until it is edited. */
  readonly text: string;
};

type ExistingRow = { readonly keys: readonly string[]; readonly text: string };

const namesIn = (cell: string): readonly string[] => [...cell.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => name);

const groupIn = (cell: string): string => cell.slice(0, Math.max(0, cell.indexOf('`'))).trim();

/** The rows of the current table, with edited descriptions. */
const existingRows = (block: string): readonly ExistingRow[] =>
  block
    .split('\n')
    .filter((row) => row.startsWith('| ') && row.includes('`'))
    .map((row) => row.split('|').slice(1, -1))
    .map((cells) => {
      const [first = '', text = ''] = [cells[0], cells.at(-1)];
      return { keys: namesIn(first).map((name) => `${groupIn(first)} ${name}`.trim()), text: text.trim() };
    });

const cellsOf = (rows: readonly Row[], text: string): readonly string[] => {
  const [first] = rows;
  const names = rows.map(({ key, group }) => `\`${key.slice(group === '' ? 0 : group.length + 1)}\``).join(', ');
  return [first === undefined || first.group === '' ? names : `${first.group} ${names}`, ...(first?.more ?? []), text];
};

/** Updates a table: removes obsolete rows and appends new ones. The order and edited descriptions stay. */
const tableOf = (header: readonly string[], rows: readonly Row[], block: string): string => {
  if (rows.length === 0) return 'None.';
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const existing = existingRows(block).flatMap(({ keys, text }) => {
    const matching = keys.flatMap((key) => {
      const row = byKey.get(key);
      byKey.delete(key);
      return row ?? [];
    });
    return matching.length === 0 ? [] : [cellsOf(matching, text)];
  });
  return markdownTable([header, ...existing, ...[...byKey.values()].map((row) => cellsOf([row], row.text))]);
};

const nameOf = ({ type, version }: EventContract): string => (version === 1 ? type : `${type}V${version.toString()}`);

const handledEventRow = (contract: EventContract): Row => ({
  key: `${contract.context} ${nameOf(contract)}`,
  group: contract.context,
  more: [],
  text: contract.description,
});

const publishedEventRow = (contract: EventContract): Row => ({ key: nameOf(contract), group: '', more: [], text: contract.description });

const units = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const;

const durationText = (duration: number): string => {
  const [length, unit] = units.find(([each]) => duration % each === 0) ?? [1, 'ms'];
  return `${(duration / length).toString()} ${unit}`;
};

const jobRow = ({ name, every, inEveryReplica = false }: Job): Row => ({
  key: name,
  group: '',
  more: [`${durationText(every)}${inEveryReplica ? ', in each replica' : ''}`],
  text: '',
});

/** Generates the tables of a context's README: handled events, published events and jobs. */
export const contextReadme = (text: string, { manifest: { name }, handledEvents, jobs }: DescribedContext): string => {
  const blocks = [
    { name: 'listens', header: ['event', 'effect'], rows: handledEvents.map(handledEventRow) },
    {
      name: 'announces',
      header: ['event', 'description'],
      rows: contracts.filter(({ context }) => context === name).map(publishedEventRow),
    },
    { name: 'jobs', header: ['job', 'every', 'task'], rows: jobs.map(jobRow) },
  ];
  return blocks
    .map((block) => ({ name: block.name, body: tableOf(block.header, block.rows, blockIn(text, block.name)) }))
    .reduce(withBlock, text);
};

/** The first cells of rows without a description. */
export const undescribedRows = (readme: string): readonly string[] =>
  ['listens', 'announces', 'jobs'].flatMap((name) =>
    existingRows(blockIn(readme, name)).flatMap(({ keys, text }) => (text === '' ? [keys.join(', ')] : [])),
  );
