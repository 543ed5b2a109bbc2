import { after, before, idOf, instant, milliseconds, type Decider } from '@marketplace/kernel';
import { specification } from '@marketplace/testing';
import { decide, evolve, open, openPeriod, type WorkItem, type WorkItemCommand, type WorkItemEvent } from './work-item';

const at = instant('2026-11-21T08:30:00.000Z');
const terms = {
  id: idOf<'WorkItem'>('01900000-0000-7000-8000-000000000001'),
  ownerId: idOf<'User'>('01900000-0000-7000-8000-000000000002'),
  title: 'Look at this',
  openedAt: at,
};
const opened: WorkItemEvent = { type: 'WorkItemOpened', ...terms };
const closed = (reason: 'by-owner' | 'too-old', when = at): WorkItemEvent => ({ type: 'WorkItemClosed', reason, at: when });
const close = (reason: 'by-owner' | 'too-old', when = at): WorkItemCommand => ({ type: 'CloseWorkItem', reason, at: when });

const decider: Decider<WorkItemCommand, WorkItemEvent, WorkItem, string> = { initial: evolve(undefined, opened), decide, evolve };
const given = specification(decider);

describe('opening a work item', () => {
  it('trims the title', () => {
    expect(open({ ...terms, title: '  Look at this ' })).toEqual([opened]);
  });

  it.each(['', '   ', 'x'.repeat(201)])('rejects the title "%s"', (title) => {
    expect(open({ ...terms, title })).toMatchObject({ refused: 'title-invalid' });
  });
});

describe('closing a work item', () => {
  it('closes an open work item', () => {
    given().when(close('by-owner')).then(closed('by-owner'));
  });

  it('does nothing the second time', () => {
    given(closed('by-owner')).when(close('by-owner')).thenNothing();
    given(closed('by-owner')).when(close('too-old')).thenNothing();
  });

  it('is rejected as too old before 90 days have passed', () => {
    const late = after(at, openPeriod);
    const early = before(late, milliseconds(1));
    given().when(close('too-old', early)).thenRefuses('work-item-not-old');
    given().when(close('too-old', late)).then(closed('too-old', late));
  });
});
