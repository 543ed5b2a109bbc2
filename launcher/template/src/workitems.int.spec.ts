import { idOf } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { contextHarness, userActor, type ContextHarness } from '@marketplace/platform/testing';
import { accountsEvents } from '@marketplace/schema';
import * as workitemsEvents from './events';
import { context } from './main';

const owner = userActor(idOf('01900000-0000-7000-8000-0000000000a1'));
const otherUser = userActor(idOf('01900000-0000-7000-8000-0000000000a2'));
const operator = userActor(idOf('01900000-0000-7000-8000-0000000000a3'), ['operator']);

const payload = '{ workItem { id title status owner { id } closedAt } userErrors { code path } }';

describe('work items', () => {
  let harness: ContextHarness;
  beforeAll(async () => {
    harness = await contextHarness(context);
  });
  afterAll(() => harness.stop());

  type Answer = { readonly workItem: { readonly id: string } | null; readonly userErrors: readonly object[] };

  const open = async (title: string, idempotencyKey = newId<'Key'>() as string, actor = owner): Promise<Answer> => {
    const mutation = `mutation ($input: WorkItemOpenInput!) { workItemOpen(input: $input) ${payload} }`;
    return (await harness.graph(actor, mutation, { input: { title, idempotencyKey } })).data?.['workItemOpen'] as Answer;
  };
  const opened = async (): Promise<string> => (await open('Look at this')).workItem?.id ?? '';
  const close = async (workItemId: string, actor = owner): Promise<Answer> => {
    const mutation = `mutation ($input: WorkItemCloseInput!) { workItemClose(input: $input) ${payload} }`;
    return (await harness.graph(actor, mutation, { input: { workItemId, idempotencyKey: newId() } })).data?.['workItemClose'] as Answer;
  };
  const read = async (id: string, actor = owner) =>
    (await harness.graph(actor, 'query ($id: ID!) { workItem(id: $id) { id title status closedAt } }', { id })).data?.['workItem'];
  const listed = async (actor = owner): Promise<unknown> =>
    (await harness.graph(actor, '{ workItems(first: 50) { edges { node { id } } } }')).data?.['workItems'];

  it('are opened by users and published', async () => {
    const { workItem, userErrors } = await open('  Look at this ');
    expect(userErrors).toEqual([]);
    expect(workItem).toMatchObject({ title: 'Look at this', status: 'OPEN', owner: { id: owner.userId }, closedAt: null });
    const id = workItem?.id;
    expect(await harness.waitForEvent(workitemsEvents.WorkItemOpenedV1, (data) => data.workItemId === id)).toMatchObject({
      ownerId: owner.userId,
    });
    expect(await listed()).toMatchObject({ edges: expect.arrayContaining([{ node: { id } }]) });
  });

  it('are opened once per idempotency key', async () => {
    const [first, second] = [await open('Once', 'one-key'), await open('Once', 'one-key')];
    expect(second).toEqual(first);
    expect(await open('Another', 'one-key')).toMatchObject({ userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }] });
  });

  it('require a title and a signed-in user', async () => {
    expect(await open(' ')).toMatchObject({ workItem: null, userErrors: [{ code: 'TITLE_INVALID', path: ['title'] }] });
    const { errors } = await harness.graph({ kind: 'guest' }, '{ workItems { edges { node { id } } } }');
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('are closed once, by their owner', async () => {
    const id = await opened();
    expect(await close(id)).toMatchObject({ workItem: { status: 'CLOSED', closedAt: expect.any(String) }, userErrors: [] });
    expect(await close(id)).toMatchObject({ workItem: { status: 'CLOSED' }, userErrors: [] });
    const closed = (await harness.publishedEvents(workitemsEvents.WorkItemClosedV1)).filter((data) => data.workItemId === id);
    expect(closed).toEqual([{ workItemId: id, ownerId: owner.userId, reason: 'by-owner' }]);
  });

  it('are hidden from other users; operators can read but not close them', async () => {
    const id = await opened();
    expect(await read(id, otherUser)).toBeNull();
    expect(await read(id, operator)).toMatchObject({ id });
    for (const actor of [otherUser, operator])
      expect(await close(id, actor)).toMatchObject({ workItem: null, userErrors: [{ code: 'WORK_ITEM_NOT_FOUND' }] });
    expect(await listed(otherUser)).toEqual({ edges: [] });
  });

  it('start with a welcome item, however often the registration of a user is received', async () => {
    const userId = newId<'User'>();
    for (const version of [1, 1, 2]) {
      const meta = { aggregateId: userId, version, eventId: `01900000-0000-7000-8000-00000000000${version.toString()}` };
      await harness.waitUntilHandled(await harness.publish(accountsEvents.UserRegisteredV1, { userId, locale: 'en' }, meta));
    }
    expect(await listed(userActor(userId))).toEqual({ edges: [{ node: { id: userId } }] });
  });

  it('are closed after 90 days', async () => {
    const [old, fresh] = [await opened(), await opened()];
    await harness.running.db.query(`UPDATE work_items SET opened_at = now() - interval '91 days' WHERE id = $1`, [old]);
    expect(await harness.running.jobs.runNow('stale-work-items')).toBe(1);
    expect(await read(old)).toMatchObject({ status: 'CLOSED' });
    expect(await read(fresh)).toMatchObject({ status: 'OPEN' });
    expect(await harness.waitForEvent(workitemsEvents.WorkItemClosedV1, (data) => data.workItemId === old)).toMatchObject({
      reason: 'too-old',
    });
  });
});
