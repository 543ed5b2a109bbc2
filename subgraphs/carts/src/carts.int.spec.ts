import { idOf } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { contextHarness, userActor, type ContextHarness } from '@marketplace/platform/testing';
import { guestWith, otherContexts, newcomer, productWith, cartClient, someBuyer } from './carts.fixtures';
import { context } from './main';

describe('carts', () => {
  let harness: ContextHarness;
  let client: ReturnType<typeof cartClient>;
  let others: ReturnType<typeof otherContexts>;

  beforeAll(async () => {
    harness = await contextHarness(context);
    client = cartClient(harness);
    others = otherContexts(harness);
  });
  afterAll(() => harness.stop());

  describe('of a buyer', () => {
    it('is created with its first line, and shows its price', async () => {
      const buyer = someBuyer();
      const product = productWith(['1250', '999']);
      const [jacket, scarf] = await others.published(product);
      expect(await client.read(buyer)).toBeNull();
      const cart = await client.change(buyer, 'cartLinesAdd', {
        lines: [
          { variantId: jacket, quantity: 2 },
          { variantId: scarf, quantity: 1 },
        ],
      });
      expect(cart).toMatchObject({
        version: 2,
        status: 'OPEN',
        token: null,
        lines: [
          { quantity: 2, unitPrice: { amount: '12.50' }, total: { amount: '25.00' }, variant: { id: jacket }, warnings: [] },
          { quantity: 1, unitPrice: { amount: '9.99' }, total: { amount: '9.99' }, variant: { id: scarf }, warnings: [] },
        ],
        subtotal: { amount: '34.99', currency: 'USD', formatted: '$34.99' },
        parcels: [{ sellerId: product.sellerId, weightGrams: 300, value: { amount: '34.99' } }],
      });
      expect(await client.read(buyer)).toEqual(cart);
    });

    it('changes and removes lines, and has no total when it is empty', async () => {
      const buyer = someBuyer();
      const variantId = await others.onSale('1000');
      const { id: cartId, lines } = await client.change(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 2 }] });
      const [line] = lines;
      const changed = await client.change(buyer, 'cartLinesUpdate', { cartId, lines: [{ lineId: line?.id, quantity: 5 }] });
      expect(changed).toMatchObject({ version: 2, lines: [{ id: line?.id, quantity: 5 }], subtotal: { amount: '50.00' } });
      const emptied = await client.change(buyer, 'cartLinesRemove', { cartId, lineIds: [line?.id] });
      expect(emptied).toMatchObject({ version: 3, lines: [], subtotal: null, parcels: [] });
      expect(await client.change(buyer, 'cartLinesRemove', { cartId, lineIds: [line?.id, 'nonsense'] })).toMatchObject({ version: 3 });
    });

    it('keeps all of fifty concurrent additions, including the first', async () => {
      const buyer = someBuyer();
      const variants = await others.published(productWith(Array.from({ length: 25 }, () => '100')));
      await Promise.all(
        [...variants, ...variants].map((variantId) => client.change(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] })),
      );
      const cart = await client.read(buyer);
      expect(cart?.lines.map(({ quantity }) => quantity)).toEqual(Array.from({ length: 25 }, () => 2));
      expect(cart).toMatchObject({ version: 50, subtotal: { amount: '50.00' } });
    });

    it('accepts one of two concurrent changes that expect the same version', async () => {
      const buyer = someBuyer();
      const variantId = await others.onSale('1000');
      const { version } = await client.change(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }], expectedVersion: 0 });
      const input = { lines: [{ variantId, quantity: 1 }], expectedVersion: version };
      const [first, second] = await Promise.all([client.mutate(buyer, 'cartLinesAdd', input), client.mutate(buyer, 'cartLinesAdd', input)]);
      expect([first, second].flatMap(({ userErrors }) => userErrors)).toMatchObject([
        { __typename: 'VersionConflict', code: 'VERSION_CONFLICT', currentVersion: 2 },
      ]);
      expect(await client.read(buyer)).toMatchObject({ version: 2, lines: [{ quantity: 2 }] });
    });

    it('is created for forty buyers at the same time, with far fewer statements than buyers', async () => {
      const [jacket, scarf] = await others.published(productWith(['1000', '500']));
      const buyers = Array.from({ length: 40 }, someBuyer);
      const fill = (variantId: string | undefined) =>
        Promise.all(buyers.map((buyer) => client.change(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] })));
      expect(await harness.countStatements(() => fill(jacket))).toBeLessThan(40);
      expect(await harness.countStatements(() => fill(scarf))).toBeLessThan(40);
      const carts = await Promise.all(buyers.map((buyer) => client.read(buyer)));
      expect(new Set(carts.map((cart) => cart?.id)).size).toBe(40);
      for (const cart of carts)
        expect(cart).toMatchObject({ version: 2, lines: [{ variant: { id: jacket } }, { variant: { id: scarf } }] });
    });

    it('is read with one statement, and changed with three, for any number of lines', async () => {
      const buyer = someBuyer();
      const variants = await others.published(productWith(Array.from({ length: 20 }, () => '100')));
      const add = { lines: variants.map((variantId) => ({ variantId, quantity: 1 })) };
      await client.change(buyer, 'cartLinesAdd', add);
      expect(await harness.statementsOf(() => client.read(buyer))).toBe(1);
      expect(await harness.statementsOf(() => client.change(buyer, 'cartLinesAdd', add))).toBe(3);
    });
  });

  describe('refuse', () => {
    it('invalid quantities, unknown variants and other currencies, with the path, and change nothing', async () => {
      const buyer = someBuyer();
      const [dollars, euros] = await Promise.all([others.onSale('1000'), others.onSale('1000', 'EUR')]);
      const before = await client.change(buyer, 'cartLinesAdd', { lines: [{ variantId: dollars, quantity: 1 }] });
      const good = { variantId: dollars, quantity: 1 };
      const cases: readonly (readonly [object, object])[] = [
        [{ lines: [good, { variantId: dollars, quantity: 0 }] }, { code: 'INVALID_QUANTITY', path: ['lines', '1', 'quantity'] }],
        [{ lines: [good, { variantId: dollars, quantity: -3 }] }, { code: 'INVALID_QUANTITY' }],
        [{ lines: [good, { variantId: dollars, quantity: 2_147_483_647 }] }, { code: 'INVALID_QUANTITY' }],
        [{ lines: [good, { variantId: newId(), quantity: 1 }] }, { code: 'VARIANT_NOT_FOUND', path: ['lines', '1', 'variantId'] }],
        [{ lines: [good, { variantId: "Robert'); DROP TABLE carts", quantity: 1 }] }, { code: 'VARIANT_NOT_FOUND' }],
        [{ lines: [good, { variantId: euros, quantity: 1 }] }, { code: 'CURRENCY_MISMATCH', path: ['lines', '1', 'variantId'] }],
        [{ lines: Array.from({ length: 101 }, () => good) }, { code: 'CART_TOO_LARGE' }],
        [{ lines: [] }, { code: 'NOTHING_TO_ADD' }],
      ];
      for (const [input, error] of cases)
        expect(await client.mutate(buyer, 'cartLinesAdd', input)).toMatchObject({ cart: null, userErrors: [error] });
      const update = {
        cartId: before.id,
        lines: [
          { lineId: before.lines[0]?.id, quantity: 7 },
          { lineId: newId(), quantity: 1 },
        ],
      };
      expect(await client.mutate(buyer, 'cartLinesUpdate', update)).toMatchObject({
        userErrors: [{ code: 'LINE_NOT_FOUND', path: ['lines', '1', 'lineId'] }],
      });
      expect(await client.read(buyer)).toEqual(before);
    });

    it('more than the known stock', async () => {
      const buyer = someBuyer();
      const variantId = await others.onSale('1000');
      await others.available(variantId, 3);
      const refused = await client.mutate(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 4 }] });
      expect(refused).toMatchObject({
        cart: null,
        userErrors: [{ __typename: 'InsufficientStock', code: 'INSUFFICIENT_STOCK', variantId, available: 3 }],
      });
      expect(await client.read(buyer)).toBeNull();
    });

    it('other users, as if the cart did not exist', async () => {
      const variantId = await others.onSale('1000');
      const owner = someBuyer();
      const { id: cartId, lines } = await client.change(owner, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] });
      const stranger = someBuyer();
      await client.change(stranger, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] });
      const operator = userActor(idOf(newId()), ['operator']);
      for (const actor of [stranger, operator, newcomer, guestWith('x'.repeat(43))]) {
        const attempts = await Promise.all([
          client.mutate(actor, 'cartLinesAdd', { cartId, lines: [{ variantId, quantity: 1 }] }),
          client.mutate(actor, 'cartLinesUpdate', { cartId, lines: [{ lineId: lines[0]?.id, quantity: 0 }] }),
          client.mutate(actor, 'cartLinesRemove', { cartId, lineIds: [lines[0]?.id] }),
          client.mutate(actor, 'cartLinesRemove', { cartId: newId(), lineIds: [] }),
          client.mutate(actor, 'cartLinesRemove', { cartId: 'nonsense', lineIds: [] }),
        ]);
        expect(attempts.map(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual(
          Array.from({ length: 5 }, () => ['CART_NOT_FOUND']),
        );
        const entity = await harness.graph(actor, 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Cart { id } } }', {
          r: [{ __typename: 'Cart', id: cartId }],
        });
        expect(entity.data).toEqual({ _entities: [null] });
      }
      expect(await client.read(owner)).toMatchObject({ id: cartId, version: 1, lines });
    });
  });
});
