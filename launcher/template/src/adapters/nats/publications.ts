import { eventMessage, type EventMessage } from '@marketplace/platform';
import * as workitemsEvents from '../../events';
import type { WorkItem, WorkItemEvent } from '../../domain/work-item';

/** The messages to other contexts for an event of a work item. */
export const workItemMessages = ({ id, ownerId }: WorkItem, event: WorkItemEvent, version: number): readonly EventMessage[] => {
  const aggregate = { id, version };
  const ref = { workItemId: id, ownerId };
  switch (event.type) {
    case 'WorkItemOpened':
      return [eventMessage(workitemsEvents.WorkItemOpenedV1, aggregate, ref)];
    case 'WorkItemClosed':
      return [eventMessage(workitemsEvents.WorkItemClosedV1, aggregate, { ...ref, reason: event.reason })];
  }
};
