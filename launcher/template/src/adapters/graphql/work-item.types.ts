import type { Versioned } from '@marketplace/application';
import { connectionOf, enumOf, inputType, objectType, payloadOf, stubOf, t } from '@marketplace/platform/graphql';
import type { WorkItem, WorkItemId } from '../../domain/work-item';

const WorkItemStatusType = enumOf<WorkItem['status']>('WorkItemStatus', 'The status of a work item.', {
  OPEN: 'Open; the owner can close it.',
  CLOSED: 'Closed by the owner, or automatically after 90 days.',
});

const ProfileStub = stubOf('PublicProfile', 'A user account.', { idDescription: 'The ID of the user.' });

export const WorkItemType = objectType(
  'WorkItem',
  'A task of a user.',
  {
    id: t.id('The ID of the work item.'),
    title: t.string('The title of the work item.'),
    status: t.of(WorkItemStatusType, 'The status of the work item.'),
    owner: t.of(ProfileStub, 'The user who owns the work item.').nullable(),
    openedAt: t.dateTime('The date and time when the work item was opened.'),
    closedAt: t.dateTime('The date and time when the work item was closed. Null while it is open.').nullable(),
  },
  { key: 'id' },
);
export type WorkItemType = InstanceType<typeof WorkItemType>;

export const WorkItemConnectionType = connectionOf('WorkItem', WorkItemType);

export const WorkItemOpenInput = inputType('WorkItemOpenInput', 'The input of `workItemOpen`.', {
  title: t.string('The title of the work item. 1 to 200 characters.'),
  idempotencyKey: t.idempotencyKey(),
});

export const WorkItemCloseInput = inputType('WorkItemCloseInput', 'The input of `workItemClose`.', {
  workItemId: t.id<WorkItemId>('The ID of the work item.'),
  idempotencyKey: t.idempotencyKey(),
});

export const WorkItemPayload = payloadOf('WorkItemPayload', 'The result of a change to a work item.', {
  workItem: t.of(WorkItemType, 'The work item after the change. Null if the change was rejected.'),
});

export const toWorkItemType = ({ state }: Versioned<WorkItem>): WorkItemType => ({
  id: state.id,
  title: state.title,
  status: state.status,
  owner: { id: state.ownerId },
  openedAt: state.openedAt,
  closedAt: state.status === 'CLOSED' ? state.closedAt : null,
});
