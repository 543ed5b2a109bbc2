import { seconds, systemOf, type Cause } from '@marketplace/kernel';
import { announceChanges } from './announce-changes';
import { runJob } from './testing/run-job';

type Thing = { readonly id: string; readonly marks: readonly bigint[] };

/** Changed entities, and a job that publishes them. */
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

describe('publishing of changes', () => {
  it('publishes one event for several changes of an entity', async () => {
    const { job, announced, causes } = marked([thing('a', 30), thing('b', 1)]);
    expect(await runJob(job)).toBe(2);
    expect(announced).toEqual([['a', 'b']]);
    expect(causes).toEqual([{ actor: systemOf('spec'), correlationId: 'flow-1' }]);
  });

  it('publishes nothing if nothing has changed', async () => {
    const { job, announced } = marked([]);
    expect(await runJob(job)).toBe(0);
    expect(announced).toEqual([]);
  });

  it('continues while batches are full, each with its own correlation ID', async () => {
    const { job, announced, causes } = marked([thing('a', 1_500), thing('b', 500), thing('c', 1)]);
    expect(await runJob(job)).toBe(3);
    expect(announced).toEqual([['a', 'b'], ['c']]);
    expect(causes.map(({ correlationId }) => correlationId)).toEqual(['flow-1', 'flow-2']);
  });

  it('leaves the rest of a long queue to the next run', async () => {
    const { job, announced } = marked(Array.from({ length: 25 }, (_, number) => thing(`thing ${number}`, 2_000)));
    expect(await runJob(job)).toBe(20);
    expect(announced).toHaveLength(20);
  });
});
