import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { guestWith, neighbours, newcomer, productWith, shoppers, someBuyer, type CartSeen } from './carts.fixtures';
import { context } from './main';

describe('the cart of a guest', () => {
  let harness: ContextHarness;
  let people: ReturnType<typeof shoppers>;
  let others: ReturnType<typeof neighbours>;

  beforeAll(async () => {
    harness = await contextHarness(context);
    await harness.pauseJobs('purge-carts');
    people = shoppers(harness);
    others = neighbours(harness);
  });
  afterAll(() => harness.stop());

  const guestsCart = async (variantId: string, quantity = 1): Promise<CartSeen & { token: string }> => {
    const cart = await people.done(newcomer, 'cartLinesAdd', { lines: [{ variantId, quantity }] });
    if (cart.token === null) throw new Error('a guest gets a token');
    return { ...cart, token: cart.token };
  };

  it('opens with the token that came with it once, of which nothing but a hash is kept', async () => {
    const variantId = await others.onSale('1000');
    const cart = await guestsCart(variantId);
    expect(cart.token).toMatch(/^[\w-]{43}$/);
    const again = await people.look(guestWith(cart.token));
    expect(again).toEqual({ ...cart, token: null });
    const added = await people.done(guestWith(cart.token), 'cartLinesAdd', { cartId: cart.id, lines: [{ variantId, quantity: 1 }] });
    expect(added).toMatchObject({ id: cart.id, token: null, lines: [{ quantity: 2 }] });
    const rows = await harness.running.db.query<{ row: string }>('SELECT carts::text AS row FROM carts WHERE id = $1', [cart.id]);
    expect(rows[0]?.row).not.toContain(cart.token);
  });

  it('does not open with another token, and a token that a guest makes up is never taken over', async () => {
    const variantId = await others.onSale('1000');
    const [mine, theirs] = [await guestsCart(variantId), await guestsCart(variantId)];
    expect(mine.token).not.toBe(theirs.token);
    const madeUp = 'a'.repeat(43);
    expect(await people.look(guestWith(madeUp))).toBeNull();
    const made = await people.done(guestWith(madeUp), 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] });
    expect(made.token).not.toBe(madeUp);
    expect(await people.look(guestWith(madeUp))).toBeNull();
    expect(
      await people.run(guestWith(mine.token), 'cartLinesAdd', { cartId: theirs.id, lines: [{ variantId, quantity: 1 }] }),
    ).toMatchObject({ userErrors: [{ code: 'CART_NOT_FOUND' }] });
  });

  it('goes into the cart of the user who logs in, once', async () => {
    const buyer = someBuyer();
    const [jacket = '', scarf = ''] = await others.published(productWith(['1000', '500']));
    const own = await people.done(buyer, 'cartLinesAdd', { lines: [{ variantId: jacket, quantity: 998 }] });
    const cart = await guestsCart(jacket, 5);
    await people.done(guestWith(cart.token), 'cartLinesAdd', { lines: [{ variantId: scarf, quantity: 2 }] });
    for (const time of ['first', 'second']) {
      const merged = await people.done(buyer, 'cartMerge', { token: cart.token });
      expect([time, merged]).toMatchObject([
        time,
        { id: own.id, version: 4, lines: [{ quantity: 999 }, { quantity: 2, variant: { id: scarf } }] },
      ]);
    }
    expect(await people.look(guestWith(cart.token))).toBeNull();
    expect(await people.run(someBuyer(), 'cartMerge', { token: cart.token })).toMatchObject({ userErrors: [{ code: 'CART_NOT_FOUND' }] });
  });

  it('becomes the first cart of a user who has none; only users can ask', async () => {
    const buyer = someBuyer();
    const cart = await guestsCart(await others.onSale('1000'), 3);
    const denied = await harness.graph(newcomer, 'mutation ($input: CartMergeInput!) { cartMerge(input: $input) { cart { id } } }', {
      input: { token: cart.token },
    });
    expect(denied.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    await Promise.all([people.done(buyer, 'cartMerge', { token: cart.token }), people.done(buyer, 'cartMerge', { token: cart.token })]);
    expect(await people.look(buyer)).toMatchObject({ version: 2, token: null, lines: [{ quantity: 3 }] });
    expect(await people.run(buyer, 'cartMerge', { token: 'unknown' })).toMatchObject({ userErrors: [{ code: 'CART_NOT_FOUND' }] });
  });

  it('leaves its user a cart also when it is empty, and is merged once', async () => {
    const buyer = someBuyer();
    const cart = await guestsCart(await others.onSale('1000'));
    await people.done(guestWith(cart.token), 'cartLinesRemove', { cartId: cart.id, lineIds: [cart.lines[0]?.id] });
    const merged = await people.done(buyer, 'cartMerge', { token: cart.token });
    expect(merged).toMatchObject({ status: 'OPEN', version: 1, lines: [] });
    expect(await people.done(buyer, 'cartMerge', { token: cart.token })).toEqual(merged);
    expect(await people.look(buyer)).toEqual(merged);
  });

  it("is deleted when nobody has touched it for thirty days; a user's is kept", async () => {
    const variantId = await others.onSale('1000');
    const buyer = someBuyer();
    await people.done(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] });
    const [old, recent] = [await guestsCart(variantId), await guestsCart(variantId)];
    const age = `UPDATE carts SET updated_at = now() - $2 * interval '1 day' WHERE id = $1 OR user_id = $1`;
    await harness.running.db.query(age, [old.id, 31]);
    await harness.running.db.query(age, [recent.id, 29]);
    await harness.running.db.query(age, [buyer.userId, 31]);
    expect(await harness.running.jobs.runNow('purge-carts')).toBe(1);
    expect(await people.look(guestWith(old.token))).toBeNull();
    expect(await people.look(guestWith(recent.token))).toMatchObject({ id: recent.id });
    expect(await people.look(buyer)).toMatchObject({ lines: [{ quantity: 1 }] });
  });
});
