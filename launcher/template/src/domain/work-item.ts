import { after, days, isBefore, refuse, type Decision, type Id, type Instant, type UserId } from '@marketplace/kernel';

export type WorkItemId = Id<'WorkItem'>;

/** Properties that do not change after the first event. */
type Terms = { readonly id: WorkItemId; readonly ownerId: UserId; readonly title: string; readonly openedAt: Instant };

export type CloseReason = 'by-owner' | 'too-old';

export type WorkItem =
  (Terms & { readonly status: 'OPEN' }) | (Terms & { readonly status: 'CLOSED'; readonly closedAt: Instant; readonly reason: CloseReason });

export type WorkItemEvent =
  ({ readonly type: 'WorkItemOpened' } & Terms) | { readonly type: 'WorkItemClosed'; readonly reason: CloseReason; readonly at: Instant };

export type WorkItemCommand = { readonly type: 'CloseWorkItem'; readonly reason: CloseReason; readonly at: Instant };

export type WorkItemRejection = 'work-item-not-old';

/** The maximum time that a work item can stay open. */
export const openPeriod = days(90);

const maxTitleLength = 200;

/** Opens a work item. */
export const open = ({ title, ...terms }: Terms): Decision<WorkItemEvent, 'title-invalid'> => {
  const text = title.trim();
  if (text === '' || text.length > maxTitleLength) return refuse('title-invalid', { path: ['title'] });
  return [{ type: 'WorkItemOpened', ...terms, title: text }];
};

const isOld = ({ openedAt }: WorkItem, at: Instant): boolean => !isBefore(at, after(openedAt, openPeriod));

/** Decides a command: returns events, no events if it was executed before, or a refusal. */
export const decide = ({ reason, at }: WorkItemCommand, item: WorkItem): Decision<WorkItemEvent, WorkItemRejection> => {
  if (item.status === 'CLOSED') return [];
  if (reason === 'too-old' && !isOld(item, at)) return refuse('work-item-not-old');
  return [{ type: 'WorkItemClosed', reason, at }];
};

/** Applies an event to the state, which is undefined before the first event. */
export const evolve = (item: WorkItem | undefined, event: WorkItemEvent): WorkItem => {
  if (event.type === 'WorkItemOpened') {
    const { type: _, ...terms } = event;
    return { status: 'OPEN', ...terms };
  }
  if (item === undefined) throw new Error(`${event.type} cannot be the first event of a work item`);
  return { ...item, status: 'CLOSED', closedAt: event.at, reason: event.reason };
};
