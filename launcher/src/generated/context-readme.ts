import type { Job } from '@marketplace/application';
import { contracts, type EventContract } from '@marketplace/schema';
import type { DescribedContext } from '../contexts/outlines';
import { blockIn, markdownTable, withBlock } from './blocks';

/** A line of a table: the code says what there is, and people say what it means. */
type Line = {
  /** What people's text is kept under. */
  readonly key: string;
  /** Lines of one group may share a text: "checkout `A`, `B`". */
  readonly group: string;
  readonly more: readonly string[];
  /** Stands there until somebody says it better. */
  readonly text: string;
};

type Written = { readonly keys: readonly string[]; readonly text: string };

const namesIn = (cell: string): readonly string[] => [...cell.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => name);

const groupIn = (cell: string): string => cell.slice(0, Math.max(0, cell.indexOf('`'))).trim();

/** The lines of a table as people left it. */
const writtenIn = (block: string): readonly Written[] =>
  block
    .split('\n')
    .filter((line) => line.startsWith('| ') && line.includes('`'))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => {
      const [first = '', text = ''] = [cells[0], cells.at(-1)];
      return { keys: namesIn(first).map((name) => `${groupIn(first)} ${name}`.trim()), text: text.trim() };
    });

const cellsOf = (lines: readonly Line[], text: string): readonly string[] => {
  const [first] = lines;
  const names = lines.map(({ key, group }) => `\`${key.slice(group === '' ? 0 : group.length + 1)}\``).join(', ');
  return [first === undefined || first.group === '' ? names : `${first.group} ${names}`, ...(first?.more ?? []), text];
};

/** The table of what there is now: lines that are gone go, and new ones come at the end; order and texts stay people's. */
const tableOf = (header: readonly string[], lines: readonly Line[], block: string): string => {
  if (lines.length === 0) return 'None.';
  const byKey = new Map(lines.map((line) => [line.key, line]));
  const kept = writtenIn(block).flatMap(({ keys, text }) => {
    const same = keys.flatMap((key) => {
      const line = byKey.get(key);
      byKey.delete(key);
      return line ?? [];
    });
    return same.length === 0 ? [] : [cellsOf(same, text)];
  });
  return markdownTable([header, ...kept, ...[...byKey.values()].map((line) => cellsOf([line], line.text))]);
};

const nameOf = ({ type, version }: EventContract): string => (version === 1 ? type : `${type}V${version.toString()}`);

const listenedTo = (contract: EventContract): Line => ({
  key: `${contract.context} ${nameOf(contract)}`,
  group: contract.context,
  more: [],
  text: contract.description,
});

const announced = (contract: EventContract): Line => ({ key: nameOf(contract), group: '', more: [], text: contract.description });

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

const run = ({ name, every, inEveryReplica = false }: Job): Line => ({
  key: name,
  group: '',
  more: [`${durationText(every)}${inEveryReplica ? ', in each replica' : ''}`],
  text: '',
});

/** The events that a context listens to and announces, and its jobs, as tables of its README. */
export const contextReadme = (text: string, { manifest: { name }, listens, jobs }: DescribedContext): string => {
  const blocks = [
    { name: 'listens', header: ['event', 'effect'], lines: listens.map(listenedTo) },
    { name: 'announces', header: ['event', 'description'], lines: contracts.filter(({ context }) => context === name).map(announced) },
    { name: 'jobs', header: ['job', 'every', 'task'], lines: jobs.map(run) },
  ];
  return blocks
    .map((block) => ({ name: block.name, body: tableOf(block.header, block.lines, blockIn(text, block.name)) }))
    .reduce(withBlock, text);
};

/** The first cells of lines without an explanation. */
export const unexplainedIn = (readme: string): readonly string[] =>
  ['listens', 'announces', 'jobs'].flatMap((name) =>
    writtenIn(blockIn(readme, name)).flatMap(({ keys, text }) => (text === '' ? [keys.join(', ')] : [])),
  );
