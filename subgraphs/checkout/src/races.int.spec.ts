import { newId, startContext, type RunningContext } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { checkoutEvents, inventoryEvents } from '@marketplace/schema';
import { buyer, operator, checkoutDriver, stranger, untilOrdered, type CheckoutDriver } from './checkouts.fixtures';
import { context } from './main';

type Refs = Awaited<ReturnType<CheckoutDriver['begin']>>;

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, position) => position);

describe('a checkout with concurrent requests', () => {
  let harness: ContextHarness;
  let driver: CheckoutDriver;
  let replica: RunningContext;
  beforeAll(async () => {
    harness = await contextHarness(context);
    driver = checkoutDriver(harness);
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
    const refs = await driver.begin({ keepOnDecline: true });
    const answers = driver.answers(refs);
    await driver.publish(...untilOrdered(answers), () => answers.declined('insufficient_funds'));
    return refs;
  };
  const retry = async (checkoutId: string, token = 'pm_card_second') => {
    const input = { checkoutId, paymentMethod: { token }, idempotencyKey: newId() };
    return (await driver.mutate(buyer, 'checkoutPaymentRetry', input)).userErrors.map(({ code }) => code);
  };
  const paymentsOf = async (checkoutId: string): Promise<readonly string[]> =>
    (await harness.publishedEvents(checkoutEvents.PaymentAuthorizationRequestedV1))
      .filter((each) => each.checkoutId === checkoutId)
      .map(({ paymentId }) => paymentId);
  const voidedOf = async (checkoutId: string): Promise<readonly string[]> =>
    (await harness.publishedEvents(checkoutEvents.PaymentVoidRequestedV1))
      .filter((each) => each.checkoutId === checkoutId)
      .map(({ paymentId }) => paymentId);
  const statusOf = async (checkoutId: string): Promise<unknown> => (await driver.read(checkoutId))?.['status'];

  /** Expects the checkout to be either aborted or retried, never both: the payment of an aborted checkout is voided. */
  const expectOneOutcome = async (checkoutId: string, retried: readonly string[]): Promise<string> => {
    const [status, payments, voided] = [await statusOf(checkoutId), await paymentsOf(checkoutId), await voidedOf(checkoutId)];
    expect(payments).toHaveLength(retried.length === 0 ? 2 : 1);
    if (status === 'ABORTING') expect(voided).toEqual(retried.length === 0 ? [payments[1]] : []);
    else expect({ status, retried, voided }).toEqual({ status: 'ORDERS_CREATED', retried: [], voided: [] });
    return String(status);
  };

  it('tries one card of several submitted at the same time with different keys', async () => {
    const { checkoutId } = await declined();
    const outcomes = await Promise.all(range(6).map((number) => retry(checkoutId, `pm_card_${number.toString()}`)));
    expect(outcomes.filter((codes) => codes.length === 0)).toHaveLength(1);
    expect(outcomes.filter((codes) => codes.length > 0)).toEqual(range(5).map(() => ['PAYMENT_NOT_RETRYABLE']));
    expect(await paymentsOf(checkoutId)).toHaveLength(2);
    expect(await statusOf(checkoutId)).toBe('ORDERS_CREATED');
  });

  it('is aborted while another card is tried: the new payment is voided or never started', async () => {
    await Promise.all(
      range(12).map(async (number) => {
        const { checkoutId } = await declined();
        const abort = () => driver.mutate(number % 2 === 0 ? buyer : operator, 'checkoutAbort', { checkoutId });
        const [retried] = await Promise.all(number % 3 === 0 ? [retry(checkoutId), abort()] : [abort().then(() => retry(checkoutId))]);
        expect(await expectOneOutcome(checkoutId, retried)).toBe('ABORTING');
      }),
    );
  });

  it('times out while another card is tried: one of the two wins', async () => {
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

  it('loses its reservation while another card is tried: unreserved stock is never paid for', async () => {
    await Promise.all(
      range(8).map(async () => {
        const { checkoutId } = await declined();
        const expireReservation = async (): Promise<void> => {
          const data = { reservationId: checkoutId, checkoutId, reason: 'expired' as const };
          await harness.waitUntilHandled(
            await harness.publish(inventoryEvents.ReservationReleasedV1, data, { aggregateId: checkoutId, version: 2 }),
          );
        };
        const [retried] = await Promise.all([retry(checkoutId), expireReservation()]);
        expect(await expectOneOutcome(checkoutId, retried)).toBe('ABORTING');
      }),
    );
  });

  it('can be resumed and compensated by operators only, once per key', async () => {
    const { checkoutId } = await declined();
    const input = { checkoutId, idempotencyKey: newId(), reason: 'the buyer called' };
    for (const actor of [stranger, buyer]) {
      for (const name of ['checkoutResume', 'checkoutCompensate']) {
        const { reason, ...rest } = input;
        expect(await driver.mutate(actor, name, name === 'checkoutResume' ? rest : { ...rest, reason })).toBeUndefined();
      }
    }
    const compensated = await Promise.all(range(4).map(() => driver.mutate(operator, 'checkoutCompensate', input)));
    for (const each of compensated) expect(each).toMatchObject({ checkout: { status: 'ABORTING' }, userErrors: [] });
    expect(await retry(checkoutId)).toEqual(['PAYMENT_NOT_RETRYABLE']);
    const steps = await harness.running.db.query(`SELECT 1 FROM checkout_steps WHERE saga_id = $1 AND step_type LIKE '%COMPENSATE%'`, [
      checkoutId,
    ]);
    expect(steps.length).toBeLessThanOrEqual(1);
  });

  it('completes in two processes that share the answers of many checkouts', async () => {
    const all = await Promise.all(range(60).map(() => driver.begin()));
    await Promise.all(
      all.map(async (refs) => {
        const answers = driver.answers(refs);
        const inParallel = async (...parallel: readonly (() => Promise<string>)[]): Promise<void> => {
          await Promise.all(parallel.map((each) => driver.publish(each)));
        };
        await driver.publish(answers.cartFrozen);
        await inParallel(answers.stockReserved, answers.quoted);
        await driver.publish(answers.discountsQuoted, answers.orderCreated, answers.authorized, answers.orderConfirmed);
        await inParallel(answers.captured, answers.orderPaid, answers.stockTaken);
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
