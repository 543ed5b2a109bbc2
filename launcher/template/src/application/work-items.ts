import { dueJob, type Job, type Versioned } from '@marketplace/application';
import {
  before,
  idOf,
  isOperator,
  isRefused,
  isUser,
  minutes,
  refuse,
  type Actor,
  type Cause,
  type Refusal,
  type UserId,
} from '@marketplace/kernel';
import { open, openPeriod, type WorkItem, type WorkItemId } from '../domain/work-item';
import type { Page, Ports } from './ports';

type New = { readonly id: WorkItemId; readonly ownerId: UserId; readonly title: string };

export type WorkItems = ReturnType<typeof createWorkItems>;

/** The use cases of work items. What carries a client's actor is authorised here; what answers a message acts for the platform. */
export const createWorkItems = ({ store, views, clock, newId }: Ports) => {
  const begin = async (item: New, cause: Cause): Promise<WorkItemId | Refusal<'title-invalid'>> => {
    const events = open({ ...item, openedAt: clock() });
    if (isRefused(events)) return events;
    await store.save([{ before: undefined, events }], cause);
    return item.id;
  };

  return {
    /** Whether the actor may see it at all; to everyone else it does not exist. */
    mayRead: (actor: Actor, { ownerId }: WorkItem): boolean => isUser(actor, ownerId) || isOperator(actor),

    open: async (title: string, cause: Cause): Promise<WorkItemId | Refusal<'title-invalid' | 'login-required'>> =>
      cause.actor.kind === 'user' ? begin({ id: newId(), ownerId: cause.actor.userId, title }, cause) : refuse('login-required'),

    /** The first work item has the id of its owner, so that a second message about the same user finds it. */
    welcome: async (ownerId: UserId, cause: Cause): Promise<void> => {
      const id: WorkItemId = idOf(ownerId);
      if ((await store.find(id)) === undefined) await begin({ id, ownerId, title: 'Look around' }, cause);
    },

    close: async (id: WorkItemId, cause: Cause): Promise<WorkItemId | Refusal<'work-item-not-found'>> => {
      const item = await store.find(id);
      if (item === undefined || !isUser(cause.actor, item.state.ownerId)) return refuse('work-item-not-found');
      await store.carryOut(item, { type: 'CloseWorkItem', reason: 'by-owner', at: clock() }, cause);
      return id;
    },

    /** The actor's own, newest first. */
    own: async (page: Page, actor: Actor): Promise<readonly Versioned<WorkItem>[] | Refusal<'login-required'>> =>
      actor.kind === 'user' ? views.ofOwner(actor.userId, page) : refuse('login-required'),
  };
};

/** Closes what was open too long. */
export const staleWorkItems = ({ store, views }: Pick<Ports, 'store' | 'views'>): Job =>
  dueJob<WorkItemId>({
    name: 'stale-work-items',
    every: minutes(1),
    due: (limit, now) => views.openSince(before(now, openPeriod), limit),
    handle: (id, cause, { now }) => store.handle(id, { type: 'CloseWorkItem', reason: 'too-old', at: now }, cause),
  });
