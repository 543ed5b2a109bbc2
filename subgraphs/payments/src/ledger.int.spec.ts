import { systemCause } from '@marketplace/application';
import { runJob } from '@marketplace/application/testing';
import { after, idOf, seconds, type Actor, type Duration, type SellerId, type UserId } from '@marketplace/kernel';
import { newId, now } from '@marketplace/platform';
import { contextHarness, userActor, type ContextHarness } from '@marketplace/platform/testing';
import { paymentsEvents } from '@marketplace/schema';
import { startPaymentProvider, type PaymentProvider } from '@marketplace/simulators';
import { stripeClient, type StripeClient } from './adapters/gateways/stripe-client';
import { stripeGateway } from './adapters/gateways/stripe-gateway';
import { reconciliation } from './adapters/postgres/ledger';
import { bookProviderFees, reconcileWithProvider } from './application/reconcile.job';
import { context } from './main';
import { aCheckout, balances, secretKey, webhookSecret, type Checkout } from './payments.fixtures';

let provider: PaymentProvider;
let harness: ContextHarness;
let client: StripeClient;
let paid: Checkout;

const of = (checkout: Checkout) => (data: { paymentId: string }) => data.paymentId === checkout.paymentId;

beforeAll(async () => {
  provider = await startPaymentProvider({ port: 0, secretKey });
  harness = await contextHarness(context, {
    variables: { STRIPE_BASE_URL: provider.url, STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret },
  });
  await harness.pauseJobs('book-provider-fees', 'reconcile-with-provider');
  client = stripeClient({ baseUrl: provider.url, secretKey, timeoutMs: 60_000 });
  paid = aCheckout(harness);
  await paid.request();
  await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, of(paid));
  await paid.capture();
  await harness.waitForEvent(paymentsEvents.PaymentCapturedV1, of(paid));
});

afterAll(async () => {
  await harness.stop();
  await client.close();
  await provider.stop();
});

const query = (sql: string, params: readonly unknown[] = []) => harness.running.db.query(sql, params);

describe('the database', () => {
  it.each(['history', 'payment_attempts', 'payment_transactions', 'ledger_transactions', 'ledgers'])(
    'refuses to change or delete a line of %s',
    async (table) => {
      const column =
        table === 'history' ? 'event_type' : table === 'ledgers' ? 'account' : table === 'payment_transactions' ? 'status' : 'kind';
      await expect(query(`UPDATE ${table} SET ${column} = ${column}`)).rejects.toThrow('append-only');
      await expect(query(`DELETE FROM ${table}`)).rejects.toThrow('append-only');
      await expect(query(`TRUNCATE ${table} CASCADE`)).rejects.toThrow('append-only');
    },
  );

  const book = (entries: string) =>
    query(
      `WITH booked AS (INSERT INTO ledger_transactions (id, kind, reference_id, created_at) VALUES ($1, 'test', $1, now()) RETURNING id)
       INSERT INTO ledgers (transaction_id, account, debit, credit, currency, reference_id, created_at)
       SELECT booked.id, account, debit, credit, currency, booked.id, now() FROM booked, (VALUES ${entries}) AS entry (account, debit, credit, currency)`,
      [newId()],
    );

  it('accepts a ledger transaction that sums to zero', async () => {
    await book(`('bank', 5, 0, 'USD'), ('psp_clearing', 0, 5, 'USD')`);
  });

  it.each([
    ['that does not balance', `('bank', 5, 0, 'USD'), ('psp_clearing', 0, 4, 'USD')`],
    ['that balances over two currencies only', `('bank', 5, 0, 'USD'), ('psp_clearing', 0, 5, 'EUR')`],
    ['with a single entry', `('bank', 5, 0, 'USD')`],
  ])('refuses a ledger transaction %s', async (_, entries) => {
    await expect(book(entries)).rejects.toThrow('does not balance');
  });

  it('refuses a ledger transaction without entries', async () => {
    await expect(
      query(`INSERT INTO ledger_transactions (id, kind, reference_id, created_at) VALUES ($1, 'test', $1, now())`, [newId()]),
    ).rejects.toThrow('no entries');
  });

  it('refuses an entry that would unbalance an old transaction', async () => {
    const late = `INSERT INTO ledgers (transaction_id, account, debit, credit, currency, reference_id, created_at)
      SELECT id, 'bank', 1, 0, 'USD', reference_id, now() FROM ledger_transactions LIMIT 1`;
    await expect(query(late)).rejects.toThrow('does not balance');
  });

  it('refuses refunds above the captured amount', async () => {
    await expect(query('UPDATE payment_intents SET refunded_amount = captured_amount + 1 WHERE id = $1', [paid.paymentId])).rejects.toThrow(
      'check constraint',
    );
    await expect(query('UPDATE payment_orders SET refunded_amount = amount + 1 WHERE payment_id = $1', [paid.paymentId])).rejects.toThrow(
      'check constraint',
    );
  });
});

describe('reconciliation', () => {
  const gateway = () => stripeGateway(client, { returnUrl: undefined });
  const laterBy = (duration: Duration) => after(now(), duration);
  const books = () => reconciliation(harness.running.db);

  const resetWatermark = async (): Promise<void> => {
    await query('DELETE FROM provider_watermarks');
  };

  it('books the fee of a capture once', async () => {
    await resetWatermark();
    const job = bookProviderFees({ gateway: gateway(), reconciliation: books() });
    const looks = async (): Promise<number> => {
      await books().setDoneUntil('book-provider-fees', laterBy(seconds(-300)));
      return runJob(job, { now: laterBy(seconds(90)), systemCause: systemCause('payments', newId) });
    };
    expect([await looks(), await looks()]).toEqual([1, 0]);
    expect(await balances(harness, paid)).toMatchObject({ psp_fee_expense: 480n, psp_clearing: 15_020n });
  });

  it('finds no difference while the ledger agrees, and finds a refund made at the provider', async () => {
    const alerts: unknown[] = [];
    const job = reconcileWithProvider({ gateway: gateway(), reconciliation: books() });
    const looks = async (): Promise<number> => {
      await books().setDoneUntil('reconcile-with-provider', laterBy(seconds(-300)));
      return runJob(job, { now: laterBy(seconds(90)), alert: (name, facts) => alerts.push([name, facts]) });
    };
    expect(await looks()).toBe(0);
    const reference = provider.intents()[0]?.id ?? '';
    await fetch(`${provider.url}/v1/refunds`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secretKey}` },
      body: new URLSearchParams({ payment_intent: reference, amount: '100' }),
    });
    expect(await looks()).toBe(1);
    expect(alerts).toEqual([
      ['provider-and-books-differ', expect.objectContaining({ paymentId: paid.paymentId, refunded: '100', bookedRefunded: '0' })],
    ]);
  });
});

describe('the graph', () => {
  const operator = userActor(idOf<'User'>('01900000-0000-7000-8000-0000000000aa'), ['operator']);
  const stranger = userActor(idOf<'User'>('01900000-0000-7000-8000-0000000000bb'));
  const buyer = (): Exclude<Actor, { kind: 'system' }> => userActor(paid.buyerId);
  const staff = (seller: SellerId): Exclude<Actor, { kind: 'system' }> =>
    userActor(idOf<'User'>('01900000-0000-7000-8000-0000000000cc') satisfies UserId, ['seller'], [seller]);
  const paymentQuery =
    'query ($id: ID!) { payment(id: $id) { id status currency amount { amount currency } capturedAmount { amount } refundedAmount { amount } } }';
  const ofOrder = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Order { id payment { id amount { amount } } } } }`;
  const see = async (actor: Exclude<Actor, { kind: 'system' }>) =>
    (await harness.graph(actor, paymentQuery, { id: paid.paymentId })).data?.['payment'];
  const throughOrder = async (actor: Exclude<Actor, { kind: 'system' }>) =>
    (await harness.graph(actor, ofOrder, { refs: [{ __typename: 'Order', id: paid.orders[1] }] })).data?.['_entities'];

  it('shows a payment to its buyer and to operators', async () => {
    const whole = {
      id: paid.paymentId,
      status: 'CAPTURED',
      currency: 'USD',
      amount: { amount: '155.00', currency: 'USD' },
      capturedAmount: { amount: '155.00' },
      refundedAmount: { amount: '0.00' },
    };
    expect(await see(buyer())).toEqual(whole);
    expect(await see(operator)).toEqual(whole);
  });

  it('shows a seller the amounts of its own orders', async () => {
    expect(await see(staff(paid.sellers[1]))).toMatchObject({ amount: { amount: '50.00' }, capturedAmount: { amount: '50.00' } });
    expect(await throughOrder(staff(paid.sellers[1]))).toEqual([
      { id: paid.orders[1], payment: { id: paid.paymentId, amount: { amount: '50.00' } } },
    ]);
  });

  it('hides it from other users', async () => {
    expect(await see(stranger)).toBeNull();
    expect(await see({ kind: 'guest' })).toBeNull();
    expect(await see(staff(newId()))).toBeNull();
    expect(await throughOrder(stranger)).toEqual([{ id: paid.orders[1], payment: null }]);
    expect((await harness.graph(operator, paymentQuery, { id: 'nonsense' })).data?.['payment']).toBeNull();
  });

  it('reads fifty orders with one statement', async () => {
    const refs = Array.from({ length: 50 }, () => ({ __typename: 'Order', id: newId() }));
    await harness.running.jobs.stop();
    expect(await harness.statementsOf(() => harness.graph(buyer(), ofOrder, { refs }))).toBe(1);
  });

  it('shows the ledger to operators only', async () => {
    const accounts =
      'query ($prefix: String!) { ledgerAccounts(prefix: $prefix, first: 10) { account balance { amount } credit { amount } } }';
    const entries =
      'query ($reference: ID!) { ledgerEntries(reference: $reference) { kind account debit { amount } credit { amount } referenceId } }';
    const account = `buyer_escrow:${paid.orders[0]}`;
    expect((await harness.graph(operator, accounts, { prefix: account })).data?.['ledgerAccounts']).toEqual([
      { account, balance: { amount: '-105.00' }, credit: { amount: '105.00' } },
    ]);
    expect((await harness.graph(operator, entries, { reference: paid.orders[0] })).data?.['ledgerEntries']).toHaveLength(4);
    expect((await harness.graph(operator, accounts, { prefix: '%' })).data?.['ledgerAccounts']).toEqual([]);
    expect((await harness.graph(buyer(), accounts, { prefix: '' })).errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    expect((await harness.graph(buyer(), entries, { reference: paid.orders[0] })).errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });
});
