import { outgoing, type OutgoingEvent } from '@marketplace/platform';
import * as workitemsEvents from '../../events';
import type { WorkItem, WorkItemEvent } from '../../domain/work-item';

/** What other contexts receive of a work item. */
export const ofWorkItem = ({ id, ownerId }: WorkItem, event: WorkItemEvent, version: number): readonly OutgoingEvent[] => {
  const aggregate = { id, version };
  const ref = { workItemId: id, ownerId };
  switch (event.type) {
    case 'WorkItemOpened':
      return [outgoing(workitemsEvents.WorkItemOpenedV1, aggregate, ref)];
    case 'WorkItemClosed':
      return [outgoing(workitemsEvents.WorkItemClosedV1, aggregate, { ...ref, reason: event.reason })];
  }
};
