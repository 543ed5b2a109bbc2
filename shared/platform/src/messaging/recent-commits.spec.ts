import type { OutboxRow } from '../database/commit-hooks';
import { recentCommits } from './recent-commits';

const row = (aggregateId: string, aggregateVersion: number, follows = aggregateVersion - 1): OutboxRow => ({
  id: `${aggregateId}-${aggregateVersion.toString()}`,
  subject: 'evt.test',
  aggregateType: 'Counter',
  aggregateId,
  aggregateVersion,
  follows,
  payload: '{}',
});

const idsOf = (rows: readonly OutboxRow[] | undefined): readonly string[] | undefined => rows?.map(({ id }) => id);

const opened = () => {
  const handover = recentCommits();
  handover.open();
  return handover;
};

describe('the recent commits', () => {
  it('contain the first event of an aggregate, and its successors', () => {
    const handover = opened();
    handover.offer([row('a', 1), row('b', 1), row('a', 2)]);
    expect(idsOf(handover.take())).toEqual(['a-1', 'b-1', 'a-2']);
    expect(idsOf(handover.take())).toEqual([]);
  });

  it('continue after sent events, also over versions without an event', () => {
    const handover = opened();
    handover.sent(row('a', 3));
    handover.offer([row('a', 4), row('a', 7, 4)]);
    expect(idsOf(handover.take())).toEqual(['a-4', 'a-7']);
  });

  it.each([
    ['nothing is known of', []],
    ['an event is missing of', [row('a', 2)]],
  ])('are unavailable while there is an aggregate that %s', (_, sent) => {
    const handover = opened();
    for (const each of sent) handover.sent(each);
    handover.offer([row('b', 1), row('a', 4)]);
    expect(handover.take()).toBeUndefined();
    expect(handover.take()).toBeUndefined();
  });

  it('leave out events read from the outbox', () => {
    const handover = opened();
    handover.offer([row('a', 4), row('b', 1)]);
    handover.found(new Set(['a-4']));
    expect(idsOf(handover.take())).toEqual(['b-1']);
  });

  it('leave out events that were sent before their commit was reported', () => {
    const handover = opened();
    handover.sent(row('a', 4));
    handover.offer([row('a', 4), row('a', 5)]);
    expect(idsOf(handover.take())).toEqual(['a-5']);
  });

  it('are limited while nothing can be sent; the outbox has the rest', () => {
    const handover = opened();
    for (let number = 0; number < 6_000; number += 1) handover.offer([row(`a${number.toString()}`, 1), row(`a${number.toString()}`, 2)]);
    expect(handover.take()).toHaveLength(5_000);
    handover.offer([row('a5999', 3)]);
    expect(handover.take()).toBeUndefined();
  });

  it('are empty on standby and after a restart', () => {
    const handover = recentCommits();
    handover.offer([row('a', 1)]);
    handover.open();
    expect(idsOf(handover.take())).toEqual([]);
    handover.offer([row('a', 1)]);
    handover.open();
    expect(idsOf(handover.take())).toEqual([]);
    handover.sent(row('a', 1));
    handover.close();
    handover.open();
    handover.offer([row('a', 2)]);
    expect(handover.take()).toBeUndefined();
  });
});
