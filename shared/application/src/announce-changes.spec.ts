import { seconds, systemOf, type Cause } from '@marketplace/kernel';
import { announceChanges } from './announce-changes';
import { runJob } from './testing/run-job';

type Thing = { readonly id: string; readonly marks: readonly bigint[] };

/** Things whose changes left marks, and a job that announces them. */
const marked = (things: readonly Thing[]) => {
  let left = [...things];
  const announced: string[][] = [];
  const causes: Cause[] = [];
  const limits: number[] = [];
  const job = announceChanges<Thing>({
    name: 'announce-things',
    every: seconds(1),
    changed: (limit) => {
      limits.push(limit);
      const batch: Thing[] = [];
      for (let marks = 0; left.length > batch.length && marks < limit; marks += batch.at(-1)?.marks.length ?? 0)
        batch.push(...left.slice(batch.length, batch.length + 1));
      return Promise.resolve(batch);
    },
    announce: (batch, cause) => {
      announced.push(batch.map(({ id }) => id));
      causes.push(cause);
      left = left.slice(batch.length);
      return Promise.resolve();
    },
  });
  return { job, announced, causes, limits };
};

const thing = (id: string, marks: number): Thing => ({ id, marks: Array.from({ length: marks }, (_, mark) => BigInt(mark)) });

describe('announcements of changes', () => {
  it('are one for a burst of changes of a thing', async () => {
    const { job, announced, causes } = marked([thing('a', 30), thing('b', 1)]);
    expect(await runJob(job)).toBe(2);
    expect(announced).toEqual([['a', 'b']]);
    expect(causes).toEqual([{ actor: systemOf('spec'), correlationId: 'flow-1' }]);
  });

  it('are none where nothing has changed', async () => {
    const { job, announced } = marked([]);
    expect(await runJob(job)).toBe(0);
    expect(announced).toEqual([]);
  });

  it('go on while a batch was full of marks, each batch in a flow of its own', async () => {
    const { job, announced, causes } = marked([thing('a', 1_500), thing('b', 500), thing('c', 1)]);
    expect(await runJob(job)).toBe(3);
    expect(announced).toEqual([['a', 'b'], ['c']]);
    expect(causes.map(({ correlationId }) => correlationId)).toEqual(['flow-1', 'flow-2']);
  });

  it('leave the rest of a long queue to the next run', async () => {
    const { job, announced } = marked(Array.from({ length: 25 }, (_, number) => thing(`thing ${number}`, 2_000)));
    expect(await runJob(job)).toBe(20);
    expect(announced).toHaveLength(20);
  });
});
