import type { Versioned } from '@marketplace/application';
import { connectionOf, enumOf, inputType, objectType, payloadOf, stubOf, t } from '@marketplace/platform/graphql';
import type { WorkItem, WorkItemId } from '../../domain/work-item';

const WorkItemStatusType = enumOf<WorkItem['status']>('WorkItemStatus', 'Where a work item stands.', {
  OPEN: 'Its owner can close it.',
  CLOSED: 'Closed by its owner, or after being open for too long.',
});

const ProfileStub = stubOf('PublicProfile', 'A person, as everybody may see them.', { idDescription: 'The id of the person.' });

export const WorkItemType = objectType(
  'WorkItem',
  'Something that its owner means to do.',
  {
    id: t.id('The id of the work item.'),
    title: t.string('What it is about.'),
    status: t.of(WorkItemStatusType, 'Where it stands.'),
    owner: t.of(ProfileStub, 'Whose it is.').nullable(),
    openedAt: t.dateTime('When it was opened.'),
    closedAt: t.dateTime('When it was closed; null while it is open.').nullable(),
  },
  { key: 'id' },
);
export type WorkItemType = InstanceType<typeof WorkItemType>;

export const WorkItemConnectionType = connectionOf('WorkItem', WorkItemType);

export const WorkItemOpenInput = inputType('WorkItemOpenInput', 'What to open.', {
  title: t.string('What it is about, 1 to 200 characters.'),
  idempotencyKey: t.idempotencyKey(),
});

export const WorkItemCloseInput = inputType('WorkItemCloseInput', 'What to close.', {
  workItemId: t.id<WorkItemId>('The work item.'),
  idempotencyKey: t.idempotencyKey(),
});

export const WorkItemPayload = payloadOf('WorkItemPayload', 'The work item after the change, or why there was none.', {
  workItem: t.of(WorkItemType, 'The work item after the change; null when it was refused.'),
});

export const toWorkItemType = ({ state }: Versioned<WorkItem>): WorkItemType => ({
  id: state.id,
  title: state.title,
  status: state.status,
  owner: { id: state.ownerId },
  openedAt: state.openedAt,
  closedAt: state.status === 'CLOSED' ? state.closedAt : null,
});
