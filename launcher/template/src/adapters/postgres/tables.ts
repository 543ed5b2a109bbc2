import { id, integer, table, text, timestamp, updatedAt } from '@marketplace/platform';
import type { CloseReason, WorkItem } from '../../domain/work-item';

export const WorkItems = table('work_items', {
  id: id<'WorkItem'>().primary(),
  version: integer(),
  ownerId: id<'User'>(),
  title: text(),
  status: text<WorkItem['status']>(),
  openedAt: timestamp(),
  closedAt: timestamp().nullable(),
  closeReason: text<CloseReason>().nullable(),
  updatedAt: updatedAt(),
});
