import { z } from 'zod';
import { event, id, sample } from '@marketplace/schema';

const workitems = { context: 'workitems', version: 1, aggregate: 'WorkItem' } as const;

const workItemId = '01900000-0000-7000-8000-0000000000f0';

export const WorkItemOpenedV1 = event({
  ...workitems,
  type: 'WorkItemOpened',
  description: 'A user opened a work item.',
  data: z.object({ workItemId: id, ownerId: id }),
  example: { workItemId, ownerId: sample.user },
});

export const WorkItemClosedV1 = event({
  ...workitems,
  type: 'WorkItemClosed',
  description: 'A work item was closed by its owner, or because it was open for too long.',
  data: z.object({ workItemId: id, ownerId: id, reason: z.enum(['by-owner', 'too-old']) }),
  example: { workItemId, ownerId: sample.user, reason: 'by-owner' },
});
