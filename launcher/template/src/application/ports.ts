import type { AggregateStore, Versioned } from '@marketplace/application';
import type { Clock, Instant, NewId, UserId } from '@marketplace/kernel';
import type { WorkItem, WorkItemCommand, WorkItemEvent, WorkItemId, WorkItemRejection } from '../domain/work-item';

export type WorkItemStore = AggregateStore<WorkItem, WorkItemCommand, WorkItemEvent, WorkItemRejection>;

/** A page of work items: those after a cursor, or the newest ones. */
export type Page = { readonly limit: number; readonly after?: WorkItemId };

/** Queries for the API and for jobs. Decisions use the store. */
export type WorkItemViews = {
  readonly ofOwner: (ownerId: UserId, page: Page) => Promise<readonly Versioned<WorkItem>[]>;
  /** The IDs of open work items, oldest first. */
  readonly openSince: (before: Instant, limit: number) => Promise<readonly WorkItemId[]>;
};

export type Ports = {
  readonly store: WorkItemStore;
  readonly views: WorkItemViews;
  readonly clock: Clock;
  readonly newId: NewId;
};
