import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { Versioned } from '@marketplace/application';
import {
  byKey,
  entity,
  idKeyset,
  mutation,
  mutations,
  PageArgs,
  pick,
  readConnection,
  type Connection,
  type Entity,
  type GraphContext,
} from '@marketplace/platform/graphql';
import type { WorkItemStore } from '../../application/ports';
import type { WorkItems } from '../../application/work-items';
import type { WorkItem, WorkItemId } from '../../domain/work-item';
import {
  toWorkItemType,
  WorkItemCloseInput,
  WorkItemConnectionType,
  WorkItemOpenInput,
  WorkItemPayload,
  WorkItemType,
} from './work-item.types';

type Row = Versioned<WorkItem>;

export const workItemEntity = ({ findMany }: Pick<WorkItemStore, 'findMany'>, { mayRead }: WorkItems): Entity<Row, WorkItemType> =>
  entity('WorkItem', {
    load: async (ids: readonly WorkItemId[]) => byKey(await findMany(ids), ({ state }) => state.id),
    mayRead: (actor, { state }) => mayRead(actor, state),
    toType: toWorkItemType,
  });

type Dependencies = { readonly workItems: WorkItems; readonly workItem: Entity<Row, WorkItemType> };

const list = { keyset: idKeyset(({ state }: Row) => state.id), toNode: toWorkItemType };

@Resolver(() => WorkItemType)
export class WorkItemResolver {
  constructor(private readonly dependencies: Dependencies) {}

  @Query(() => WorkItemType, {
    nullable: true,
    description: 'A work item. Null if it does not exist or you cannot access it; operators can access all work items.',
  })
  workItem(@Arg('id', () => ID, { description: 'The ID of the work item.' }) id: string, @Ctx() context: GraphContext) {
    return this.dependencies.workItem.show(id, context);
  }

  @Query(() => WorkItemConnectionType, { description: 'The work items of the signed-in user, newest first.' })
  workItems(@Args(() => PageArgs) args: PageArgs, @Ctx() context: GraphContext): Promise<Connection<WorkItemType>> {
    return readConnection(args, context, { ...list, read: (page) => this.dependencies.workItems.own(page, context.actor) });
  }
}

const messages = {
  'work-item-not-found': 'The work item was not found.',
  'title-invalid': 'Enter a title of 1 to 200 characters.',
};

/** The mutations of work items. */
export const workItemMutations = ({ workItems, workItem }: Dependencies): object => {
  const answer = async (id: WorkItemId, context: GraphContext) => ({ workItem: await workItem.showChanged(id, context) });
  return mutations({
    workItemOpen: mutation({
      description: 'Opens a work item.',
      input: WorkItemOpenInput,
      payload: WorkItemPayload,
      errors: pick(messages, 'title-invalid'),
      run: ({ title }, { cause }) => workItems.open(title, cause),
      answer,
    }),
    workItemClose: mutation({
      description: 'Closes a work item of the signed-in user.',
      input: WorkItemCloseInput,
      payload: WorkItemPayload,
      ids: { workItemId: 'work-item-not-found' },
      errors: pick(messages, 'work-item-not-found'),
      run: ({ workItemId }, { cause }) => workItems.close(workItemId, cause),
      answer,
    }),
  });
};
