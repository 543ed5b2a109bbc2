import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { checkoutEvents } from '@marketplace/schema';
import { buyer, mutation, operator, sceneOf, untilConfirmed, untilOrdered, type Client, type Scene } from './checkouts.fixtures';
import { context } from './main';

const guest: Client = { kind: 'guest' };

const stuckQuery = `query ($first: Int!, $after: String) { checkoutsStuck(first: $first, after: $after) {
  edges { node { id status waitingFor since deadlinesPassed deadline startedAt buyerId interventions { action by reason at } } } pageInfo { hasNextPage endCursor } } }`;

type Page = {
  readonly edges: readonly { readonly node: Record<string, unknown> & { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
};

describe('checkouts that make no progress', () => {
  let harness: ContextHarness;
  let scene: Scene;
  beforeAll(async () => {
    harness = await contextHarness(context);
    await harness.pauseJobs('detect-stuck-sagas');
    scene = sceneOf(harness);
  });
  afterAll(() => harness.stop());

  const sql = (text: string, ...params: readonly unknown[]) => harness.running.db.query(text, params);
  const detect = () => harness.running.jobs.runNow('detect-stuck-sagas');
  const stick = (checkoutId: string, overdue = 4) =>
    sql(
      `UPDATE checkout_sessions SET state = jsonb_set(state, '{overdue}', to_jsonb($2::int)), version = version + 1, deadline_at = now() + interval '1 hour' WHERE id = $1`,
      checkoutId,
      overdue,
    );
  /** As if the database had been made anew: nothing that a checkout keeps is worth keeping. */
  const wipe = async (): Promise<void> => {
    const guarded = ['checkout_steps', 'checkout_failures'];
    for (const table of guarded) await sql(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await sql(`TRUNCATE checkout_sessions, ${guarded.join(', ')}, checkout_alerts, outbox_events, inbox, idempotency_keys, dead_letters`);
    for (const table of guarded) await sql(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  };
  const page = async (after?: string, first = 100): Promise<Page> =>
    (await harness.graph(operator, stuckQuery, { first, ...(after === undefined ? {} : { after }) })).data?.['checkoutsStuck'] as Page;

  it('are counted when they ask again and again in vain, also between two deadlines', async () => {
    const before = await detect();
    const { checkoutId } = await scene.begin();
    await stick(checkoutId, 3);
    expect(await detect()).toBe(before);
    await stick(checkoutId);
    expect(await detect()).toBe(before + 1);
    await sql(`UPDATE checkout_sessions SET deadline_at = NULL WHERE id = $1`, checkoutId);
    expect(await detect()).toBe(before);
  });

  it('are told of once, until they have moved and stand still again', async () => {
    const refs = await scene.begin();
    const alerts = async () => (await sql('SELECT 1 FROM checkout_alerts WHERE session_id = $1', refs.checkoutId)).length;
    await stick(refs.checkoutId);
    await detect();
    await detect();
    expect(await alerts()).toBe(1);
    await scene.say(scene.answers(refs).cartFrozen);
    await detect();
    expect(await alerts()).toBe(1);
    await stick(refs.checkoutId);
    await detect();
    expect(await alerts()).toBe(2);
  });

  it('are listed for operators page by page, with whom they wait for, and for nobody else', async () => {
    const begun: string[] = [];
    for (let count = 0; count < 3; count += 1) begun.push((await scene.begin()).checkoutId);
    for (const id of begun) await stick(id);
    const all = await page();
    expect(all.edges.map(({ node }) => node.id)).toEqual(expect.arrayContaining(begun));
    expect(all.edges.find(({ node }) => node.id === begun[0])?.node).toMatchObject({
      status: 'STARTED',
      waitingFor: ['CARTS'],
      deadlinesPassed: 4,
      deadline: expect.any(String),
      buyerId: buyer.userId,
      interventions: [],
    });
    const [first] = all.edges;
    const head = await page(undefined, 1);
    expect([head.edges[0]?.node.id, head.pageInfo.hasNextPage]).toEqual([first?.node.id, true]);
    const rest = await page(head.pageInfo.endCursor ?? '');
    expect(rest.edges.map(({ node }) => node.id)).toEqual(all.edges.slice(1).map(({ node }) => node.id));
    const refused: readonly (readonly [Client, string])[] = [
      [buyer, 'FORBIDDEN'],
      [guest, 'UNAUTHENTICATED'],
    ];
    const wish = { checkoutId: begun[0], idempotencyKey: newId() };
    for (const [actor, code] of refused) {
      for (const [document, variables] of [
        [stuckQuery, { first: 1 }],
        [mutation('checkoutResume'), { input: wish }],
        [mutation('checkoutCompensate'), { input: { ...wish, reason: 'because' } }],
      ] as const)
        expect((await harness.graph(actor, document, variables)).errors).toMatchObject([{ extensions: { code } }]);
    }
    expect(await scene.read(begun[0] ?? '')).toMatchObject({ status: 'STARTED' });
  });

  it('ask again when an operator resumes them, once for a repeated request, and the log says who it was', async () => {
    const refs = await scene.begin();
    const { checkoutId } = refs;
    const answers = scene.answers(refs);
    await scene.say(...untilConfirmed(answers));
    await stick(checkoutId);
    const asked = async () =>
      (await harness.publishedEvents(checkoutEvents.PaymentCaptureRequestedV1)).filter((each) => each.checkoutId === checkoutId).length;
    const input = { checkoutId, idempotencyKey: newId() };
    for (let count = 0; count < 2; count += 1)
      expect(await scene.mutate(operator, 'checkoutResume', input)).toMatchObject({
        checkout: { status: 'ORDERS_CONFIRMED' },
        userErrors: [],
      });
    expect(await asked()).toBe(2);
    expect((await page()).edges.map(({ node }) => node.id)).not.toContain(checkoutId);
    const log = await sql(`SELECT status FROM checkout_steps WHERE saga_id = $1 AND step_type = 'RESUME'`, checkoutId);
    expect(log).toEqual([{ status: `user:${operator.userId}` }]);
    await stick(checkoutId);
    expect((await page()).edges.find(({ node }) => node.id === checkoutId)?.node['interventions']).toMatchObject([
      { action: 'RESUME', by: `user:${operator.userId}`, reason: null },
    ]);
  });

  it('are undone by an operator before the capture, with the reason in the log, and not after it', async () => {
    const refs = await scene.begin();
    const { checkoutId } = refs;
    const answers = scene.answers(refs);
    await scene.say(...untilOrdered(answers));
    const input = { checkoutId, reason: 'asked for by telephone', idempotencyKey: newId() };
    expect(await scene.mutate(operator, 'checkoutCompensate', { ...input, reason: '' })).toMatchObject({
      userErrors: [{ code: 'INVALID_REASON' }],
    });
    expect(await scene.mutate(operator, 'checkoutCompensate', input)).toMatchObject({
      checkout: { status: 'ABORTING', abortReason: { code: 'ABORTED_BY_OPERATOR' } },
    });
    const log = await sql(`SELECT status FROM checkout_steps WHERE saga_id = $1 AND step_type = 'COMPENSATE'`, checkoutId);
    expect(log).toEqual([{ status: `user:${operator.userId} asked for by telephone` }]);

    const later = await scene.begin();
    await scene.say(...untilConfirmed(scene.answers(later)));
    const tooLate = { checkoutId: later.checkoutId, reason: 'too late', idempotencyKey: newId() };
    expect(await scene.mutate(operator, 'checkoutCompensate', tooLate)).toMatchObject({ userErrors: [{ code: 'CHECKOUT_PAST_ABORT' }] });
    const nobody = { ...tooLate, checkoutId: newId() };
    expect(await scene.mutate(operator, 'checkoutCompensate', nobody)).toMatchObject({ userErrors: [{ code: 'CHECKOUT_NOT_FOUND' }] });
  });

  it('are forgotten when the database is wiped: what still comes for them changes nothing, and new ones begin', async () => {
    const refs = await scene.begin({ keepOnDecline: true });
    const answers = scene.answers(refs);
    await scene.say(answers.cartFrozen, answers.stockReserved);
    await wipe();
    await scene.say(
      answers.quoted,
      answers.discountsQuoted,
      answers.orderCreated,
      () => answers.declined(),
      answers.captured,
      answers.orderPaid,
      answers.stockReleased,
      answers.cartUnfrozen,
    );
    for (const table of ['checkout_sessions', 'checkout_steps', 'outbox_events', 'dead_letters'])
      expect([table, await sql(`SELECT 1 FROM ${table}`)]).toEqual([table, []]);
    expect(await scene.read(refs.checkoutId)).toBeNull();
    const retry = { checkoutId: refs.checkoutId, paymentMethod: { token: 'pm_2' }, idempotencyKey: newId() };
    expect(await scene.mutate(buyer, 'checkoutPaymentRetry', retry)).toMatchObject({ userErrors: [{ code: 'CHECKOUT_NOT_FOUND' }] });

    const fresh = await scene.begin();
    const news = scene.answers(fresh);
    await scene.say(...untilConfirmed(news), news.captured, news.orderPaid, news.stockTaken);
    expect(await scene.read(fresh.checkoutId)).toMatchObject({ status: 'COMPLETED' });
  });
});
