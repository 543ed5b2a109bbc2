import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import type { Versioned } from '@marketplace/application';
import { connectionOf, DateTime, enumOf, field, IdempotencyKey, payloadOf, stubOf, type Stub } from '@marketplace/platform/graphql';
import type { WorkItem, WorkItemId } from '../../domain/work-item';

const WorkItemStatusType = enumOf<WorkItem['status']>('WorkItemStatus', 'Where a work item stands.', {
  OPEN: 'Its owner can close it.',
  CLOSED: 'Closed by its owner, or after being open for too long.',
});

const ProfileStub = stubOf('PublicProfile', 'A person, as everybody may see them.', { idDescription: 'The id of the person.' });

@Directive('@key(fields: "id")')
@ObjectType('WorkItem', { description: 'Something that its owner means to do.' })
export class WorkItemType {
  @Field(() => ID, { description: 'The id of the work item.' })
  id!: string;

  @Field(() => String, { description: 'What it is about.' })
  title!: string;

  @Field(() => WorkItemStatusType, { description: 'Where it stands.' })
  status!: string;

  @Field(() => ProfileStub, { nullable: true, description: 'Whose it is.' })
  owner!: Stub | null;

  @Field(() => DateTime, { description: 'When it was opened.' })
  openedAt!: string;

  @Field(() => DateTime, { nullable: true, description: 'When it was closed; null while it is open.' })
  closedAt!: string | null;
}

export const WorkItemConnectionType = connectionOf('WorkItem', WorkItemType);

@InputType('WorkItemOpenInput', { description: 'What to open.' })
export class WorkItemOpenInput {
  @Field(() => String, { description: 'What it is about, 1 to 200 characters.' })
  title!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputType('WorkItemCloseInput', { description: 'What to close.' })
export class WorkItemCloseInput {
  @Field(() => ID, { description: 'The work item.' })
  workItemId!: WorkItemId;

  @IdempotencyKey()
  idempotencyKey!: string;
}

export const WorkItemPayload = payloadOf('WorkItemPayload', 'The work item after the change, or why there was none.', {
  workItem: field(() => WorkItemType, 'The work item after the change; null when it was refused.'),
});

export const toWorkItemType = ({ state }: Versioned<WorkItem>): WorkItemType => ({
  id: state.id,
  title: state.title,
  status: state.status,
  owner: { id: state.ownerId },
  openedAt: state.openedAt,
  closedAt: state.status === 'CLOSED' ? state.closedAt : null,
});
