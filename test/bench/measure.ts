/** The median and the 99th percentile of sorted milliseconds. */
export type Spread = { readonly median: number; readonly p99: number; readonly count: number };

export const spreadOf = (samples: readonly number[]): Spread => {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { median: at(0.5), p99: at(0.99), count: sorted.length };
};

export const timed = async <T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly milliseconds: number }> => {
  const started = performance.now();
  const value = await work();
  return { value, milliseconds: performance.now() - started };
};

/** The duration of a measurement. */
export type Effort = {
  readonly milliseconds: number;
  /** The duration for autocannon: in seconds, or this number of requests. */
  readonly requests: { readonly duration: number } | { readonly amount: number };
};

/** Repeats work concurrently until the time is over. Resolves to the number of repetitions and the duration of each. */
export const repeatFor = async (
  milliseconds: number,
  lanes: readonly (() => Promise<unknown>)[],
): Promise<{ readonly perSecond: number; readonly spread: Spread }> => {
  const samples: number[] = [];
  const started = performance.now();
  const isOver = (): boolean => performance.now() - started > milliseconds;
  await Promise.all(
    lanes.map(async (lane) => {
      while (!isOver()) samples.push((await timed(lane)).milliseconds);
    }),
  );
  return { perSecond: (samples.length / (performance.now() - started)) * 1_000, spread: spreadOf(samples) };
};

const cell = (value: string | number): string =>
  typeof value === 'number' ? value.toLocaleString('en', { maximumFractionDigits: 1 }) : value;

/** Prints rows with the same keys as an aligned table. */
export const printTable = (title: string, rows: readonly Readonly<Record<string, string | number>>[]): void => {
  const names = Object.keys(rows[0] ?? {});
  const lines = [names, ...rows.map((row) => names.map((name) => cell(row[name] ?? '')))];
  const widths = names.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const text = lines.map((line) =>
    line.map((value, column) => (column === 0 ? value.padEnd(widths[0] ?? 0) : value.padStart(widths[column] ?? 0))).join('  '),
  );
  process.stdout.write(`\n${title}\n${text.join('\n')}\n`);
};
