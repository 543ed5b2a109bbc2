import { defined } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { checkoutEvents } from '@marketplace/schema';
import {
  buyer,
  mutation,
  operator,
  checkoutDriver,
  untilConfirmed,
  untilOrdered,
  type Client,
  type CheckoutDriver,
} from './checkouts.fixtures';
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
  let driver: CheckoutDriver;
  beforeAll(async () => {
    harness = await contextHarness(context);
    await harness.pauseJobs('detect-stuck-sagas');
    driver = checkoutDriver(harness);
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
  /** Empties the database, as if it had been recreated. */
  const wipe = async (): Promise<void> => {
    const guarded = ['checkout_steps', 'checkout_failures'];
    for (const table of guarded) await sql(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await sql(`TRUNCATE checkout_sessions, ${guarded.join(', ')}, checkout_alerts, outbox_events, inbox, idempotency_keys, dead_letters`);
    for (const table of guarded) await sql(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  };
  const page = async (after?: string, first = 100): Promise<Page> =>
    (await harness.graph(operator, stuckQuery, { first, ...defined({ after }) })).data?.['checkoutsStuck'] as Page;

  it('are counted after repeated requests without an answer, also between two deadlines', async () => {
    const before = await detect();
    const { checkoutId } = await driver.begin();
    await stick(checkoutId, 3);
    expect(await detect()).toBe(before);
    await stick(checkoutId);
    expect(await detect()).toBe(before + 1);
    await sql(`UPDATE checkout_sessions SET deadline_at = NULL WHERE id = $1`, checkoutId);
    expect(await detect()).toBe(before);
  });

  it('raise one alert, and another only after progress', async () => {
    const refs = await driver.begin();
    const alerts = async () => (await sql('SELECT 1 FROM checkout_alerts WHERE session_id = $1', refs.checkoutId)).length;
    await stick(refs.checkoutId);
    await detect();
    await detect();
    expect(await alerts()).toBe(1);
    await driver.publish(driver.answers(refs).cartFrozen);
    await detect();
    expect(await alerts()).toBe(1);
    await stick(refs.checkoutId);
    await detect();
    expect(await alerts()).toBe(2);
  });

  it('are listed page by page with the awaited parties, for operators only', async () => {
    const begun: string[] = [];
    for (let count = 0; count < 3; count += 1) begun.push((await driver.begin()).checkoutId);
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
    const resume = { checkoutId: begun[0], idempotencyKey: newId() };
    for (const [actor, code] of refused) {
      for (const [document, variables] of [
        [stuckQuery, { first: 1 }],
        [mutation('checkoutResume'), { input: resume }],
        [mutation('checkoutCompensate'), { input: { ...resume, reason: 'because' } }],
      ] as const)
        expect((await harness.graph(actor, document, variables)).errors).toMatchObject([{ extensions: { code } }]);
    }
    expect(await driver.read(begun[0] ?? '')).toMatchObject({ status: 'STARTED' });
  });

  it('send requests again when an operator resumes them, once per idempotency key, and log the operator', async () => {
    const refs = await driver.begin();
    const { checkoutId } = refs;
    const answers = driver.answers(refs);
    await driver.publish(...untilConfirmed(answers));
    await stick(checkoutId);
    const asked = async () =>
      (await harness.publishedEvents(checkoutEvents.PaymentCaptureRequestedV1)).filter((each) => each.checkoutId === checkoutId).length;
    const input = { checkoutId, idempotencyKey: newId() };
    for (let count = 0; count < 2; count += 1)
      expect(await driver.mutate(operator, 'checkoutResume', input)).toMatchObject({
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

  it('can be undone by an operator before the capture, with a logged reason, and not after it', async () => {
    const refs = await driver.begin();
    const { checkoutId } = refs;
    const answers = driver.answers(refs);
    await driver.publish(...untilOrdered(answers));
    const input = { checkoutId, reason: 'asked for by telephone', idempotencyKey: newId() };
    expect(await driver.mutate(operator, 'checkoutCompensate', { ...input, reason: '' })).toMatchObject({
      userErrors: [{ code: 'INVALID_REASON' }],
    });
    expect(await driver.mutate(operator, 'checkoutCompensate', input)).toMatchObject({
      checkout: { status: 'ABORTING', abortReason: { code: 'ABORTED_BY_OPERATOR' } },
    });
    const log = await sql(`SELECT status FROM checkout_steps WHERE saga_id = $1 AND step_type = 'COMPENSATE'`, checkoutId);
    expect(log).toEqual([{ status: `user:${operator.userId} asked for by telephone` }]);

    const later = await driver.begin();
    await driver.publish(...untilConfirmed(driver.answers(later)));
    const tooLate = { checkoutId: later.checkoutId, reason: 'too late', idempotencyKey: newId() };
    expect(await driver.mutate(operator, 'checkoutCompensate', tooLate)).toMatchObject({ userErrors: [{ code: 'CHECKOUT_PAST_ABORT' }] });
    const unknown = { ...tooLate, checkoutId: newId() };
    expect(await driver.mutate(operator, 'checkoutCompensate', unknown)).toMatchObject({ userErrors: [{ code: 'CHECKOUT_NOT_FOUND' }] });
  });

  it('are gone when the database is wiped: late events are ignored, and new checkouts can start', async () => {
    const refs = await driver.begin({ keepOnDecline: true });
    const answers = driver.answers(refs);
    await driver.publish(answers.cartFrozen, answers.stockReserved);
    await wipe();
    await driver.publish(
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
    expect(await driver.read(refs.checkoutId)).toBeNull();
    const retry = { checkoutId: refs.checkoutId, paymentMethod: { token: 'pm_2' }, idempotencyKey: newId() };
    expect(await driver.mutate(buyer, 'checkoutPaymentRetry', retry)).toMatchObject({ userErrors: [{ code: 'CHECKOUT_NOT_FOUND' }] });

    const fresh = await driver.begin();
    const freshAnswers = driver.answers(fresh);
    await driver.publish(...untilConfirmed(freshAnswers), freshAnswers.captured, freshAnswers.orderPaid, freshAnswers.stockTaken);
    expect(await driver.read(fresh.checkoutId)).toMatchObject({ status: 'COMPLETED' });
  });
});
