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

type NewWorkItem = { readonly id: WorkItemId; readonly ownerId: UserId; readonly title: string };

export type WorkItems = ReturnType<typeof createWorkItems>;

/** The use cases of work items. Requests of clients are authorized here; event handlers act for the platform. */
export const createWorkItems = ({ store, views, clock, newId }: Ports) => {
  const create = async (item: NewWorkItem, cause: Cause): Promise<WorkItemId | Refusal<'title-invalid'>> => {
    const events = open({ ...item, openedAt: clock() });
    if (isRefused(events)) return events;
    await store.save([{ before: undefined, events }], cause);
    return item.id;
  };

  return {
    /** True when the actor may read the work item. For all others it does not exist. */
    mayRead: (actor: Actor, { ownerId }: WorkItem): boolean => isUser(actor, ownerId) || isOperator(actor),

    open: async (title: string, cause: Cause): Promise<WorkItemId | Refusal<'title-invalid' | 'login-required'>> =>
      cause.actor.kind === 'user' ? create({ id: newId(), ownerId: cause.actor.userId, title }, cause) : refuse('login-required'),

    /** Opens the first work item of a user. It has the ID of the user, so that a repeated message finds it. */
    welcome: async (ownerId: UserId, cause: Cause): Promise<void> => {
      const id: WorkItemId = idOf(ownerId);
      if ((await store.find(id)) === undefined) await create({ id, ownerId, title: 'Complete your profile' }, cause);
    },

    close: async (id: WorkItemId, cause: Cause): Promise<WorkItemId | Refusal<'work-item-not-found'>> => {
      const item = await store.find(id);
      if (item === undefined || !isUser(cause.actor, item.state.ownerId)) return refuse('work-item-not-found');
      await store.execute(item, { type: 'CloseWorkItem', reason: 'by-owner', at: clock() }, cause);
      return id;
    },

    /** The work items of the actor, newest first. */
    own: async (page: Page, actor: Actor): Promise<readonly Versioned<WorkItem>[] | Refusal<'login-required'>> =>
      actor.kind === 'user' ? views.ofOwner(actor.userId, page) : refuse('login-required'),
  };
};

/** A job that closes work items that were open for too long. */
export const staleWorkItems = ({ store, views }: Pick<Ports, 'store' | 'views'>): Job =>
  dueJob<WorkItemId>({
    name: 'stale-work-items',
    every: minutes(1),
    due: (limit, now) => views.openSince(before(now, openPeriod), limit),
    handle: (id, cause, { now }) => store.handle(id, { type: 'CloseWorkItem', reason: 'too-old', at: now }, cause),
  });
