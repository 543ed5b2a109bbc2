import type { AggregateStore, Versioned } from '@marketplace/application';
import type { Clock, Instant, NewId, UserId } from '@marketplace/kernel';
import type { WorkItem, WorkItemCommand, WorkItemEvent, WorkItemId, WorkItemRejection } from '../domain/work-item';

export type WorkItemStore = AggregateStore<WorkItem, WorkItemCommand, WorkItemEvent, WorkItemRejection>;

/** Which work items of a list to read: those behind one of them, or the newest. */
export type Page = { readonly limit: number; readonly after?: WorkItemId };

/** Reads for the graph and for jobs; never for decisions. */
export type WorkItemViews = {
  readonly ofOwner: (ownerId: UserId, page: Page) => Promise<readonly Versioned<WorkItem>[]>;
  /** The oldest first. */
  readonly openSince: (before: Instant, limit: number) => Promise<readonly WorkItemId[]>;
};

export type Ports = {
  readonly store: WorkItemStore;
  readonly views: WorkItemViews;
  readonly clock: Clock;
  readonly newId: NewId;
};
