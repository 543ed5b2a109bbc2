import { idOf } from '@marketplace/kernel';
import { handle, type EventHandler } from '@marketplace/platform';
import { accountsEvents } from '@marketplace/schema';
import type { WorkItems } from '../../application/work-items';

/** The handlers of events from other contexts. */
export const subscriptions = ({ welcome }: Pick<WorkItems, 'welcome'>): readonly EventHandler[] => [
  handle(accountsEvents.UserRegisteredV1, ({ data }, cause) => welcome(idOf(data.userId), cause)),
];
