import { idOf } from '@marketplace/kernel';
import { on, type Listening } from '@marketplace/platform';
import { accountsEvents } from '@marketplace/schema';
import type { WorkItems } from '../../application/work-items';

/** The events of other contexts that concern work items. */
export const subscriptions = ({ welcome }: Pick<WorkItems, 'welcome'>): readonly Listening[] => [
  on(accountsEvents.UserRegisteredV1, ({ data }, cause) => welcome(idOf(data.userId), cause)),
];
