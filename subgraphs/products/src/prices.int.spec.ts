import { runJob } from '@marketplace/application/testing';
import { instant, type Instant } from '@marketplace/kernel';
import { newId, retry } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { productsEvents } from '@marketplace/schema';
import { eventually } from '@marketplace/testing';
import { toProductEvents } from './adapters/nats/publications';
import { productStore } from './adapters/postgres/product-store';
import { runPriceSchedules } from './application/price-schedules.job';
import { context } from './main';
import { buyer, catalogue, operator, rival, sized, staff, usd } from './products.fixtures';

type Who = Parameters<ContextHarness['graph']>[0];
type Json = Readonly<Record<string, unknown>>;
type Scheduled = { readonly schedule: { readonly id: string } | null; readonly userErrors: readonly { readonly code: string }[] };

const money = (amount: string, currency: string) => ({ amount, currency });
const inHours = (hours: number): Instant => instant(Date.now() + hours * 3_600_000);

describe('prices', () => {
  let harness: ContextHarness;
  let shop: ReturnType<typeof catalogue>;
  beforeAll(async () => {
    harness = await contextHarness(context);
    shop = catalogue(harness);
    await shop.approve();
  });
  afterAll(() => harness.stop());

  const codes = (answer: { readonly userErrors: readonly { readonly code: string }[] }) => answer.userErrors.map(({ code }) => code);
  const pricesOf = async (id: string): Promise<unknown> => {
    const fields =
      'priceRange { min { amount } } variants { price { amount } prices { price { amount currency } compareAtPrice { amount } } }';
    return (await shop.reference('Product', [id], { fields }))[0];
  };
  const schedulePrice = async (input: Json, who: Who = staff): Promise<Scheduled> => {
    const mutation = `mutation ($input: ProductPriceScheduleInput!) { productPriceSchedule(input: $input) {
      schedule { id status from until price { amount } compareAtPrice { amount } variant { sku } } userErrors { code path } } }`;
    return (await harness.graph(who, mutation, { input })).data?.['productPriceSchedule'] as Scheduled;
  };
  const cancel = async (scheduleId: string | undefined, who: Who = staff): Promise<Scheduled> => {
    const mutation = `mutation ($input: ProductPriceScheduleCancelInput!) { productPriceScheduleCancel(input: $input) {
      schedule { id status } userErrors { code path } } }`;
    return (await harness.graph(who, mutation, { input: { scheduleId } })).data?.['productPriceScheduleCancel'] as Scheduled;
  };
  const plans = async (id: string, who: Who = staff): Promise<unknown> => {
    const query = 'query ($id: ID!) { product(id: $id) { priceSchedules { id status price { amount } } } }';
    return ((await harness.graph(who, query, { id })).data?.['product'] as Json | null)?.['priceSchedules'];
  };
  /** The job of a replica with this clock. */
  const replicaAt = (at: Instant) => {
    const { db } = harness.running;
    const products = productStore(db, toProductEvents);
    return runJob(runPriceSchedules({ products, clock: () => at }), { now: at, retry: retry });
  };
  const announcedOf = async (id: string) =>
    (await harness.publishedEvents(productsEvents.PriceChangedV1))
      .filter(({ productId }) => productId === id)
      .map(({ price }) => price.amount);

  it('exist in several currencies, each with its own history', async () => {
    const { id, variants } = await shop.publishedProduct({
      variants: [{ ...sized('M'), otherPrices: [{ price: money('1250', 'JPY'), compareAtPrice: money('1500', 'JPY') }] }],
    });
    const variantId = variants[0]?.id;
    await shop.change('productPriceChange', { variantId, price: money('11.00', 'EUR') });
    await shop.change('productPriceChange', { variantId, price: money('10.50', 'EUR') });
    expect(await pricesOf(id)).toEqual({
      priceRange: { min: { amount: '12.50' } },
      variants: [
        {
          price: { amount: '12.50' },
          prices: [
            { price: usd('12.50'), compareAtPrice: null },
            { price: money('10.50', 'EUR'), compareAtPrice: null },
            { price: money('1250', 'JPY'), compareAtPrice: { amount: '1500' } },
          ],
        },
      ],
    });
    expect((await harness.publishedEvents(productsEvents.PriceChangedV1)).filter(({ productId }) => productId === id)).toMatchObject([
      { price: { amount: '1100', currency: 'EUR' } },
      { price: { amount: '1050', currency: 'EUR' } },
    ]);
    await shop.change('productPriceChange', { variantId, price: usd('12.00') });
    await shop.change('productPriceWithdraw', { variantId, currency: 'JPY' });
    const { prices } = (await harness.waitForEvent(productsEvents.ProductUpdatedV1, ({ productId }) => productId === id)).variants[0] ?? {
      prices: undefined,
    };
    expect(prices).toEqual([{ price: { amount: '1200', currency: 'USD' } }, { price: { amount: '1050', currency: 'EUR' } }]);
    expect(codes(await shop.change('productPriceWithdraw', { variantId, currency: 'USD' }))).toEqual(['BASE_PRICE_STAYS']);
    expect(codes(await shop.change('productPriceWithdraw', { variantId, currency: 'XXX' }))).toEqual(['CURRENCY_UNKNOWN']);
    await shop.change('productPriceChange', { variantId, price: money('1300', 'JPY') });
    const rows = await harness.running.db.query(
      'SELECT currency, amount::int, effective_to IS NULL AS open FROM product_pricing WHERE variant_id = $1 ORDER BY currency, effective_from',
      [variantId],
    );
    expect(rows).toEqual([
      { currency: 'EUR', amount: 1_100, open: false },
      { currency: 'EUR', amount: 1_050, open: true },
      { currency: 'JPY', amount: 1_250, open: false },
      { currency: 'JPY', amount: 1_300, open: true },
      { currency: 'USD', amount: 1_250, open: false },
      { currency: 'USD', amount: 1_200, open: true },
    ]);
  });

  it('cannot overlap in the database', async () => {
    const { id, variants } = await shop.createDraft();
    const write = (from: string, to: string | null) =>
      harness.running.db.query(
        `INSERT INTO product_pricing (product_id, variant_id, amount, currency, effective_from, effective_to) VALUES ($1, $2, 1, 'USD', $3, $4)`,
        [id, variants[0]?.id, from, to],
      );
    await expect(write('2999-01-01T00:00:00Z', null)).rejects.toThrow(/one_current|one_at_a_time/);
    await expect(write('2001-01-01T00:00:00Z', '2999-01-01T00:00:00Z')).rejects.toThrow(/one_at_a_time/);
    await write('2001-01-01T00:00:00Z', '2002-01-01T00:00:00Z');
  });

  it('change by schedule, published once for any number of replicas', async () => {
    const { id, variants } = await shop.publishedProduct();
    const variantId = variants[0]?.id;
    const [from, until] = [inHours(1), inHours(2)];
    const made = await schedulePrice({ variantId, price: usd('9.90'), compareAtPrice: usd('12.50'), from, until });
    expect(made).toMatchObject({
      schedule: { status: 'WAITING', from, until, price: { amount: '9.90' }, compareAtPrice: { amount: '12.50' } },
      userErrors: [],
    });
    expect((await schedulePrice({ variantId, price: usd('9.90'), compareAtPrice: usd('12.50'), from, until })).schedule?.id).toBe(
      made.schedule?.id,
    );
    await Promise.all([replicaAt(inHours(0.5)), replicaAt(inHours(0.9))]);
    expect(await announcedOf(id)).toEqual([]);
    await Promise.all([replicaAt(from), replicaAt(from), replicaAt(inHours(1.1))]);
    expect(await announcedOf(id)).toEqual(['990']);
    expect(await pricesOf(id)).toMatchObject({
      variants: [{ prices: [{ price: { amount: '9.90' }, compareAtPrice: { amount: '12.50' } }] }],
    });
    expect(await plans(id)).toMatchObject([{ status: 'RUNNING' }]);
    await Promise.all([replicaAt(until), replicaAt(until)]);
    expect(await announcedOf(id)).toEqual(['990', '1250']);
    expect(await plans(id)).toMatchObject([{ status: 'ENDED' }]);
    expect(await replicaAt(inHours(3))).toBe(0);
  });

  it('change automatically when a schedule is due', async () => {
    const { id, variants } = await shop.publishedProduct();
    await schedulePrice({ variantId: variants[0]?.id, price: usd('9.90'), from: instant(Date.now() + 3_000) });
    await eventually(async () => (await announcedOf(id)).length === 1, { waitingFor: 'the planned price' });
    expect(await pricesOf(id)).toMatchObject({ priceRange: { min: { amount: '9.90' } } });
  });

  it('of many variants change in one batch', async () => {
    const sizes = Array.from({ length: 20 }, (_, n) => n.toString());
    const { id, variants } = await shop.publishedProduct({ variants: sizes.map((size) => sized(size)) });
    const from = inHours(1);
    for (const { id: variantId } of variants) await schedulePrice({ variantId, price: usd('1.00'), from, until: inHours(2) });
    await replicaAt(from);
    expect(await announcedOf(id)).toEqual(sizes.map(() => '100'));
    expect(await pricesOf(id)).toMatchObject({ priceRange: { min: { amount: '1.00' } } });
  });

  it('return when a running schedule is cancelled, and stay after a manual change', async () => {
    const { id, variants } = await shop.publishedProduct();
    const variantId = variants[0]?.id;
    const first = await schedulePrice({ variantId, price: usd('9.90'), from: inHours(1), until: inHours(2) });
    expect(codes(await schedulePrice({ variantId, price: usd('8.00'), from: inHours(1.5), until: inHours(3) }))).toEqual([
      'PRICE_SCHEDULE_OVERLAPS',
    ]);
    await replicaAt(inHours(1));
    expect(await cancel(first.schedule?.id)).toMatchObject({ schedule: { status: 'CANCELLED' }, userErrors: [] });
    expect(codes(await cancel(first.schedule?.id))).toEqual(['PRICE_SCHEDULE_OVER']);
    expect(await announcedOf(id)).toEqual(['990', '1250']);
    await schedulePrice({ variantId, price: usd('9.00'), from: inHours(3), until: inHours(4) });
    await replicaAt(inHours(3));
    await shop.change('productPriceChange', { variantId, price: usd('7.00') });
    await replicaAt(inHours(5));
    expect(await announcedOf(id)).toEqual(['990', '1250', '900', '700']);
    expect(await plans(id)).toMatchObject([{ status: 'CANCELLED' }, { status: 'CANCELLED' }]);
  });

  it('stay after a manual change to the scheduled price', async () => {
    const { id, variants } = await shop.publishedProduct();
    const offer = { variantId: variants[0]?.id, price: usd('9.90'), compareAtPrice: usd('12.50') };
    await schedulePrice({ ...offer, from: inHours(1), until: inHours(2) });
    await schedulePrice({ ...offer, price: usd('8.00'), from: inHours(3), until: inHours(4) });
    await replicaAt(inHours(1));
    const { product } = await shop.change('productPriceChange', offer);
    expect((await shop.change('productPriceChange', offer)).product?.version).toBe(product?.version);
    expect(await plans(id)).toMatchObject([{ status: 'CANCELLED' }, { status: 'WAITING' }]);
    for (const hours of [2, 3, 4]) await replicaAt(inHours(hours));
    expect(await announcedOf(id)).toEqual(['990', '800', '990']);
    expect(await pricesOf(id)).toMatchObject({ variants: [{ prices: [{ price: usd('9.90'), compareAtPrice: { amount: '12.50' } }] }] });
  });

  it('cannot be scheduled for an archived product', async () => {
    const { id, variants } = await shop.publishedProduct();
    await schedulePrice({ variantId: variants[0]?.id, price: usd('9.90'), from: inHours(1) });
    await shop.change('productArchive', { productId: id });
    expect(await plans(id, operator)).toMatchObject([{ status: 'CANCELLED' }]);
    expect(await replicaAt(inHours(2))).toBe(0);
  });

  it('can be scheduled and seen only by staff of the seller and operators', async () => {
    const { id, variants } = await shop.publishedProduct();
    const variantId = variants[0]?.id;
    const proposal = { variantId, price: usd('0.01'), from: inHours(1) };
    const { schedule } = await schedulePrice(proposal, operator);
    for (const who of [rival, buyer, { kind: 'guest' } as const]) {
      expect(codes(await schedulePrice({ ...proposal, from: inHours(2) }, who))).toEqual(['VARIANT_NOT_FOUND']);
      expect(codes(await cancel(schedule?.id, who))).toEqual(['PRICE_SCHEDULE_NOT_FOUND']);
      expect(codes(await shop.change('productPriceWithdraw', { variantId, currency: 'EUR' }, who))).toEqual(['VARIANT_NOT_FOUND']);
      expect(codes(await shop.change('productInventoryLink', { variantId, stockUnit: 'X' }, who))).toEqual(['VARIANT_NOT_FOUND']);
      expect(await plans(id, who)).toBeNull();
    }
    expect(codes(await cancel(newId()))).toEqual(['PRICE_SCHEDULE_NOT_FOUND']);
    expect(codes(await cancel('x'))).toEqual(['PRICE_SCHEDULE_NOT_FOUND']);
    expect(await plans(id)).toMatchObject([{ id: schedule?.id, status: 'WAITING' }]);
  });
});
