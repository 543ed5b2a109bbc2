import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { guestWith, otherContexts, newcomer, productWith, cartClient, someBuyer, type CartView } from './carts.fixtures';
import { context } from './main';

describe('the cart of a guest', () => {
  let harness: ContextHarness;
  let client: ReturnType<typeof cartClient>;
  let others: ReturnType<typeof otherContexts>;

  beforeAll(async () => {
    harness = await contextHarness(context);
    await harness.pauseJobs('purge-carts');
    client = cartClient(harness);
    others = otherContexts(harness);
  });
  afterAll(() => harness.stop());

  const guestsCart = async (variantId: string, quantity = 1): Promise<CartView & { token: string }> => {
    const cart = await client.change(newcomer, 'cartLinesAdd', { lines: [{ variantId, quantity }] });
    if (cart.token === null) throw new Error('a guest gets a token');
    return { ...cart, token: cart.token };
  };

  it('is read with its token, which is returned once and stored as a hash only', async () => {
    const variantId = await others.onSale('1000');
    const cart = await guestsCart(variantId);
    expect(cart.token).toMatch(/^[\w-]{43}$/);
    const again = await client.read(guestWith(cart.token));
    expect(again).toEqual({ ...cart, token: null });
    const added = await client.change(guestWith(cart.token), 'cartLinesAdd', { cartId: cart.id, lines: [{ variantId, quantity: 1 }] });
    expect(added).toMatchObject({ id: cart.id, token: null, lines: [{ quantity: 2 }] });
    const rows = await harness.running.db.query<{ row: string }>('SELECT carts::text AS row FROM carts WHERE id = $1', [cart.id]);
    expect(rows[0]?.row).not.toContain(cart.token);
  });

  it('cannot be read with another token, and a token made up by a guest is never accepted', async () => {
    const variantId = await others.onSale('1000');
    const [mine, theirs] = [await guestsCart(variantId), await guestsCart(variantId)];
    expect(mine.token).not.toBe(theirs.token);
    const madeUp = 'a'.repeat(43);
    expect(await client.read(guestWith(madeUp))).toBeNull();
    const made = await client.change(guestWith(madeUp), 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] });
    expect(made.token).not.toBe(madeUp);
    expect(await client.read(guestWith(madeUp))).toBeNull();
    expect(
      await client.mutate(guestWith(mine.token), 'cartLinesAdd', { cartId: theirs.id, lines: [{ variantId, quantity: 1 }] }),
    ).toMatchObject({ userErrors: [{ code: 'CART_NOT_FOUND' }] });
  });

  it('is merged into the cart of the user at login, once', async () => {
    const buyer = someBuyer();
    const [jacket = '', scarf = ''] = await others.published(productWith(['1000', '500']));
    const own = await client.change(buyer, 'cartLinesAdd', { lines: [{ variantId: jacket, quantity: 998 }] });
    const cart = await guestsCart(jacket, 5);
    await client.change(guestWith(cart.token), 'cartLinesAdd', { lines: [{ variantId: scarf, quantity: 2 }] });
    for (const time of ['first', 'second']) {
      const merged = await client.change(buyer, 'cartMerge', { token: cart.token });
      expect([time, merged]).toMatchObject([
        time,
        { id: own.id, version: 4, lines: [{ quantity: 999 }, { quantity: 2, variant: { id: scarf } }] },
      ]);
    }
    expect(await client.read(guestWith(cart.token))).toBeNull();
    expect(await client.mutate(someBuyer(), 'cartMerge', { token: cart.token })).toMatchObject({
      userErrors: [{ code: 'CART_NOT_FOUND' }],
    });
  });

  it('becomes the first cart of a user without one; only users can merge', async () => {
    const buyer = someBuyer();
    const cart = await guestsCart(await others.onSale('1000'), 3);
    const denied = await harness.graph(newcomer, 'mutation ($input: CartMergeInput!) { cartMerge(input: $input) { cart { id } } }', {
      input: { token: cart.token },
    });
    expect(denied.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    await Promise.all([client.change(buyer, 'cartMerge', { token: cart.token }), client.change(buyer, 'cartMerge', { token: cart.token })]);
    expect(await client.read(buyer)).toMatchObject({ version: 2, token: null, lines: [{ quantity: 3 }] });
    expect(await client.mutate(buyer, 'cartMerge', { token: 'unknown' })).toMatchObject({ userErrors: [{ code: 'CART_NOT_FOUND' }] });
  });

  it('creates a cart for its user even if it is empty, and is merged once', async () => {
    const buyer = someBuyer();
    const cart = await guestsCart(await others.onSale('1000'));
    await client.change(guestWith(cart.token), 'cartLinesRemove', { cartId: cart.id, lineIds: [cart.lines[0]?.id] });
    const merged = await client.change(buyer, 'cartMerge', { token: cart.token });
    expect(merged).toMatchObject({ status: 'OPEN', version: 1, lines: [] });
    expect(await client.change(buyer, 'cartMerge', { token: cart.token })).toEqual(merged);
    expect(await client.read(buyer)).toEqual(merged);
  });

  it("is deleted after thirty days without changes; a user's cart is kept", async () => {
    const variantId = await others.onSale('1000');
    const buyer = someBuyer();
    await client.change(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] });
    const [old, recent] = [await guestsCart(variantId), await guestsCart(variantId)];
    const age = `UPDATE carts SET updated_at = now() - $2 * interval '1 day' WHERE id = $1 OR user_id = $1`;
    await harness.running.db.query(age, [old.id, 31]);
    await harness.running.db.query(age, [recent.id, 29]);
    await harness.running.db.query(age, [buyer.userId, 31]);
    expect(await harness.running.jobs.runNow('purge-carts')).toBe(1);
    expect(await client.read(guestWith(old.token))).toBeNull();
    expect(await client.read(guestWith(recent.token))).toMatchObject({ id: recent.id });
    expect(await client.read(buyer)).toMatchObject({ lines: [{ quantity: 1 }] });
  });
});
