import { newId, startContext, type RunningContext } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { checkoutEvents, inventoryEvents } from '@marketplace/schema';
import { buyer, operator, sceneOf, stranger, untilOrdered, type Scene } from './checkouts.fixtures';
import { context } from './main';

type Refs = Awaited<ReturnType<Scene['begin']>>;

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, position) => position);

describe('a checkout that several hands reach for at once', () => {
  let harness: ContextHarness;
  let scene: Scene;
  let replica: RunningContext;
  beforeAll(async () => {
    harness = await contextHarness(context);
    scene = sceneOf(harness);
    const { database, brokerUrl, broker } = harness;
    replica = await startContext(context, {
      environment: {
        DATABASE_URL: database.url,
        NATS_URL: brokerUrl,
        IDENTITY_KEY: 'test-identity-key-of-at-least-32-characters',
        SEALING_KEY: Buffer.alloc(32).toString('base64'),
        DATABASE_POOL_SIZE: 5,
        LOG_LEVEL: 'silent',
      },
      variables: {},
      broker,
    });
  });
  afterAll(async () => {
    await replica.stop();
    await harness.stop();
  });

  const declined = async (): Promise<Refs> => {
    const refs = await scene.begin({ keepOnDecline: true });
    const answers = scene.answers(refs);
    await scene.say(...untilOrdered(answers), () => answers.declined('insufficient_funds'));
    return refs;
  };
  const retry = async (checkoutId: string, token = 'pm_card_second') => {
    const input = { checkoutId, paymentMethod: { token }, idempotencyKey: newId() };
    return (await scene.mutate(buyer, 'checkoutPaymentRetry', input)).userErrors.map(({ code }) => code);
  };
  const paymentsOf = async (checkoutId: string): Promise<readonly string[]> =>
    (await harness.publishedEvents(checkoutEvents.PaymentAuthorizationRequestedV1))
      .filter((each) => each.checkoutId === checkoutId)
      .map(({ paymentId }) => paymentId);
  const voidedOf = async (checkoutId: string): Promise<readonly string[]> =>
    (await harness.publishedEvents(checkoutEvents.PaymentVoidRequestedV1))
      .filter((each) => each.checkoutId === checkoutId)
      .map(({ paymentId }) => paymentId);
  const statusOf = async (checkoutId: string): Promise<unknown> => (await scene.read(checkoutId))?.['status'];

  /** Called off or paid another way, never both: a payment that was begun for what is called off is voided. */
  const expectOneOutcome = async (checkoutId: string, retried: readonly string[]): Promise<string> => {
    const [status, payments, voided] = [await statusOf(checkoutId), await paymentsOf(checkoutId), await voidedOf(checkoutId)];
    expect(payments).toHaveLength(retried.length === 0 ? 2 : 1);
    if (status === 'ABORTING') expect(voided).toEqual(retried.length === 0 ? [payments[1]] : []);
    else expect({ status, retried, voided }).toEqual({ status: 'ORDERS_CREATED', retried: [], voided: [] });
    return String(status);
  };

  it('tries one card of those that are submitted in the same moment, each with a key of its own', async () => {
    const { checkoutId } = await declined();
    const outcomes = await Promise.all(range(6).map((number) => retry(checkoutId, `pm_card_${number.toString()}`)));
    expect(outcomes.filter((codes) => codes.length === 0)).toHaveLength(1);
    expect(outcomes.filter((codes) => codes.length > 0)).toEqual(range(5).map(() => ['PAYMENT_NOT_RETRYABLE']));
    expect(await paymentsOf(checkoutId)).toHaveLength(2);
    expect(await statusOf(checkoutId)).toBe('ORDERS_CREATED');
  });

  it('is called off while another card is tried: the new payment is voided, or never begun', async () => {
    await Promise.all(
      range(12).map(async (number) => {
        const { checkoutId } = await declined();
        const abort = () => scene.mutate(number % 2 === 0 ? buyer : operator, 'checkoutAbort', { checkoutId });
        const [retried] = await Promise.all(number % 3 === 0 ? [retry(checkoutId), abort()] : [abort().then(() => retry(checkoutId))]);
        expect(await expectOneOutcome(checkoutId, retried)).toBe('ABORTING');
      }),
    );
  });

  it('runs out of time while another card is tried: one of the two holds', async () => {
    const refs = await Promise.all(range(16).map(() => declined()));
    await harness.running.db.query(`UPDATE checkout_sessions SET deadline_at = now() - interval '1 second' WHERE id = ANY ($1::uuid[])`, [
      refs.map(({ checkoutId }) => checkoutId),
    ]);
    const [retried] = await Promise.all([
      Promise.all(refs.map(({ checkoutId }) => retry(checkoutId))),
      harness.running.jobs.runNow('checkout-deadlines'),
      replica.jobs.runNow('checkout-deadlines'),
    ]);
    for (const [position, { checkoutId }] of refs.entries()) await expectOneOutcome(checkoutId, retried[position] ?? []);
  });

  it('loses its goods while another card is tried: nothing is paid for that is not held', async () => {
    await Promise.all(
      range(8).map(async () => {
        const { checkoutId } = await declined();
        const ranOut = async (): Promise<void> => {
          const data = { reservationId: checkoutId, checkoutId, reason: 'expired' as const };
          await harness.waitUntilHandled(
            await harness.publish(inventoryEvents.ReservationReleasedV1, data, { aggregateId: checkoutId, version: 2 }),
          );
        };
        const [retried] = await Promise.all([retry(checkoutId), ranOut()]);
        expect(await expectOneOutcome(checkoutId, retried)).toBe('ABORTING');
      }),
    );
  });

  it('is resumed and compensated by operators alone, once for each key', async () => {
    const { checkoutId } = await declined();
    const input = { checkoutId, idempotencyKey: newId(), reason: 'the buyer called' };
    for (const actor of [stranger, buyer]) {
      for (const name of ['checkoutResume', 'checkoutCompensate']) {
        const { reason, ...rest } = input;
        expect(await scene.mutate(actor, name, name === 'checkoutResume' ? rest : { ...rest, reason })).toBeUndefined();
      }
    }
    const compensated = await Promise.all(range(4).map(() => scene.mutate(operator, 'checkoutCompensate', input)));
    for (const each of compensated) expect(each).toMatchObject({ checkout: { status: 'ABORTING' }, userErrors: [] });
    expect(await retry(checkoutId)).toEqual(['PAYMENT_NOT_RETRYABLE']);
    const steps = await harness.running.db.query(`SELECT 1 FROM checkout_steps WHERE saga_id = $1 AND step_type LIKE '%COMPENSATE%'`, [
      checkoutId,
    ]);
    expect(steps.length).toBeLessThanOrEqual(1);
  });

  it('ends as it should in two processes that share the answers to many', async () => {
    const all = await Promise.all(range(60).map(() => scene.begin()));
    await Promise.all(
      all.map(async (refs) => {
        const answers = scene.answers(refs);
        const together = async (...said: readonly (() => Promise<string>)[]): Promise<void> => {
          await Promise.all(said.map((each) => scene.say(each)));
        };
        await scene.say(answers.cartFrozen);
        await together(answers.stockReserved, answers.quoted);
        await scene.say(answers.discountsQuoted, answers.orderCreated, answers.authorized, answers.orderConfirmed);
        await together(answers.captured, answers.orderPaid, answers.stockTaken);
      }),
    );
    const ids = all.map(({ checkoutId }) => checkoutId);
    expect(new Set(await Promise.all(ids.map(statusOf)))).toEqual(new Set(['COMPLETED']));
    const { db } = harness.running;
    const sent = await db.query(
      `SELECT aggregate_id, event_type FROM outbox_events WHERE aggregate_id = ANY ($1::uuid[]) GROUP BY 1, 2 HAVING count(*) > 1`,
      [ids],
    );
    expect(sent).toEqual([]);
    expect(await db.query('SELECT 1 FROM dead_letters')).toEqual([]);
  });
});
