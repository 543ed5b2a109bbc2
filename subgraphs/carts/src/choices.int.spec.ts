import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { guestWith, otherContexts, newcomer, productWith, cartClient, someBuyer } from './carts.fixtures';
import { context } from './main';

describe('a buyer', () => {
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

  const filled = async (...amounts: readonly string[]) => {
    const buyer = someBuyer();
    const product = productWith(amounts.length === 0 ? ['1000'] : amounts);
    const variants = await others.published(product);
    const cart = await client.change(buyer, 'cartLinesAdd', { lines: variants.map((variantId) => ({ variantId, quantity: 2 })) });
    return { buyer, product, variants, cart, cartId: cart.id };
  };

  describe('saves for later', () => {
    it('lines that are not part of the total, and moves them back to their position', async () => {
      const { buyer, variants, cart, cartId } = await filled('1000', '500');
      const [jacket, scarf] = cart.lines;
      const saved = await client.change(buyer, 'cartLinesSave', { cartId, lineIds: [jacket?.id], expectedVersion: 2 });
      expect(saved).toMatchObject({
        version: 4,
        lines: [{ id: scarf?.id }],
        savedLines: [{ id: jacket?.id, quantity: 2, warnings: [] }],
        subtotal: { amount: '10.00' },
        parcels: [{ weightGrams: 200 }],
      });
      expect(await client.read(buyer)).toEqual(saved);
      await others.available(variants[0] ?? '', 0);
      expect((await client.read(buyer))?.savedLines[0]?.warnings).toMatchObject([{ code: 'OUT_OF_STOCK' }]);
      expect(await client.mutate(buyer, 'cartLinesUnsave', { cartId, lineIds: [jacket?.id] })).toMatchObject({
        userErrors: [{ code: 'INSUFFICIENT_STOCK', path: ['lineIds', '0'] }],
      });
      await others.available(variants[0] ?? '', 100, 2);
      const back = await client.change(buyer, 'cartLinesUnsave', { cartId, lineIds: [jacket?.id], expectedVersion: 4 });
      expect(back).toMatchObject({ version: 6, lines: [{ id: jacket?.id }, { id: scarf?.id }], savedLines: [] });
      expect(await client.read(buyer)).toEqual(back);
    });

    it('the same variant twice, with a higher quantity, and removes it', async () => {
      const { buyer, variants, cart, cartId } = await filled();
      await client.change(buyer, 'cartLinesSave', { cartId, lineIds: [cart.lines[0]?.id] });
      const again = await client.change(buyer, 'cartLinesAdd', { lines: [{ variantId: variants[0], quantity: 3 }] });
      const both = await client.change(buyer, 'cartLinesSave', { cartId, lineIds: [again.lines[0]?.id] });
      expect(both).toMatchObject({ lines: [], savedLines: [{ id: cart.lines[0]?.id, quantity: 5 }] });
      expect(await client.read(buyer)).toEqual(both);
      const gone = await client.change(buyer, 'cartLinesRemove', { cartId, lineIds: [cart.lines[0]?.id] });
      expect(gone).toMatchObject({ lines: [], savedLines: [] });
      expect(await client.read(buyer)).toEqual(gone);
    });
  });

  describe('applies coupons', () => {
    it('in upper or lower case, once each, at most five, and removes them', async () => {
      const { buyer, cartId } = await filled();
      const one = await client.change(buyer, 'cartCouponApply', { cartId, code: ' welcome-7f3k ' });
      expect(one).toMatchObject({ version: 2, couponCodes: ['WELCOME-7F3K'] });
      expect(await client.change(buyer, 'cartCouponApply', { cartId, code: 'WELCOME-7F3K' })).toMatchObject({ version: 2 });
      for (const code of ['ZZZ', 'AAA', 'MMM', 'BBB']) await client.change(buyer, 'cartCouponApply', { cartId, code });
      const full = await client.read(buyer);
      expect(full).toMatchObject({ version: 6, couponCodes: ['WELCOME-7F3K', 'ZZZ', 'AAA', 'MMM', 'BBB'] });
      expect(await client.mutate(buyer, 'cartCouponApply', { cartId, code: 'SIXTH' })).toMatchObject({
        cart: null,
        userErrors: [{ code: 'TOO_MANY_COUPONS', path: ['code'] }],
      });
      expect(await client.mutate(buyer, 'cartCouponApply', { cartId, code: '%' })).toMatchObject({
        userErrors: [{ code: 'INVALID_CODE' }],
      });
      expect(await client.read(buyer)).toEqual(full);
      const fewer = await client.change(buyer, 'cartCouponRemove', { cartId, code: 'aaa', expectedVersion: 6 });
      expect(fewer).toMatchObject({ version: 7, couponCodes: ['WELCOME-7F3K', 'ZZZ', 'MMM', 'BBB'] });
      expect(await client.read(buyer)).toEqual(fewer);
    });

    it('but at most ten different ones within ten minutes', async () => {
      const { buyer, cartId } = await filled();
      const attempt = async (code: string) => {
        const { userErrors } = await client.mutate(buyer, 'cartCouponApply', { cartId, code });
        if (userErrors.length === 0) await client.change(buyer, 'cartCouponRemove', { cartId, code });
        return userErrors.map((error) => error.code);
      };
      const guesses = Array.from({ length: 11 }, (_, position) => `GUESS-${position.toString()}`);
      const answers: string[][] = [];
      for (const code of guesses) answers.push(await attempt(code));
      expect(answers.flat()).toEqual(['TOO_MANY_ATTEMPTS']);
      expect(await attempt('GUESS-4')).toEqual([]);
      // Guests see no result for codes, so the codes of a guest cart count as tried at login.
      const guests = await client.change(newcomer, 'cartLinesAdd', { lines: [{ variantId: await others.onSale('100'), quantity: 1 }] });
      const token = guests.token ?? '';
      await client.change(guestWith(token), 'cartCouponApply', { cartId: guests.id, code: 'GUESS-11' });
      expect(await client.mutate(buyer, 'cartMerge', { token })).toMatchObject({ userErrors: [{ code: 'TOO_MANY_ATTEMPTS' }] });
      await harness.running.db.query(`UPDATE coupon_attempts SET attempted_at = attempted_at - interval '11 minutes' WHERE user_id = $1`, [
        buyer.userId,
      ]);
      expect(await client.change(buyer, 'cartMerge', { token })).toMatchObject({ couponCodes: ['GUESS-11'] });
      expect(await harness.running.jobs.runNow('purge-carts')).toBe(11 - 1);
      const left = await harness.running.db.query('SELECT code FROM coupon_attempts WHERE user_id = $1', [buyer.userId]);
      expect(left).toEqual([{ code: 'GUESS-11' }]);
    });
  });

  it('chooses the destination and the shipping options, together or separately', async () => {
    const { buyer, cartId } = await filled();
    const chosen = await client.change(buyer, 'cartDeliveryChoose', { cartId, countryCode: 'de', shippingOptionIds: ['one', 'two'] });
    expect(chosen).toMatchObject({ version: 2, countryCode: 'DE', shippingOptionIds: ['one', 'two'] });
    expect(await client.read(buyer)).toEqual(chosen);
    expect(await client.change(buyer, 'cartDeliveryChoose', { cartId, countryCode: 'FR' })).toMatchObject({
      version: 3,
      countryCode: 'FR',
      shippingOptionIds: ['one', 'two'],
    });
    expect(await client.mutate(buyer, 'cartDeliveryChoose', { cartId, countryCode: 'Germany' })).toMatchObject({
      cart: null,
      userErrors: [{ code: 'INVALID_COUNTRY', path: ['countryCode'] }],
    });
    expect(await client.change(buyer, 'cartDeliveryChoose', { cartId, shippingOptionIds: [] })).toMatchObject({
      version: 4,
      countryCode: 'FR',
      shippingOptionIds: [],
    });
  });

  it('gets a version conflict for any change that expects another version', async () => {
    const { buyer, cart, cartId } = await filled();
    const lineIds = [cart.lines[0]?.id];
    const answers = await Promise.all([
      client.mutate(buyer, 'cartLinesSave', { cartId, lineIds, expectedVersion: 7 }),
      client.mutate(buyer, 'cartLinesUnsave', { cartId, lineIds, expectedVersion: 7 }),
      client.mutate(buyer, 'cartCouponApply', { cartId, code: 'WELCOME', expectedVersion: 7 }),
      client.mutate(buyer, 'cartCouponRemove', { cartId, code: 'WELCOME', expectedVersion: 7 }),
      client.mutate(buyer, 'cartDeliveryChoose', { cartId, countryCode: 'DE', expectedVersion: 7 }),
    ]);
    expect(answers.flatMap(({ userErrors }) => userErrors)).toMatchObject(
      Array.from({ length: 5 }, () => ({ __typename: 'VersionConflict', code: 'VERSION_CONFLICT', currentVersion: 1 })),
    );
    expect(await client.read(buyer)).toEqual(cart);
  });

  it('gets an explanation of the discounts of their own cart only', async () => {
    const { buyer, product, variants, cart, cartId } = await filled('1000', '500');
    await client.change(buyer, 'cartCouponApply', { cartId, code: 'WELCOME' });
    await client.change(buyer, 'cartDeliveryChoose', { cartId, countryCode: 'DE' });
    const pricing = `pricing { buyerId currency couponCodes checkoutId lines { lineId variantId productId sellerId quantity unitPrice { amount currency } } }`;
    const ask = async (actor: Parameters<typeof harness.graph>[0], id: string) =>
      (await harness.graph(actor, `query ($id: ID!) { cartDiscountExplanation(cartId: $id) { cartId countryCode ${pricing} } }`, { id }))
        .data;
    const expected = {
      buyerId: buyer.userId,
      currency: 'USD',
      couponCodes: ['WELCOME'],
      checkoutId: null,
      lines: variants.map((variantId, position) => ({
        lineId: cart.lines[position]?.id,
        variantId,
        productId: product.productId,
        sellerId: product.sellerId,
        quantity: 2,
        unitPrice: { amount: position === 0 ? '10.00' : '5.00', currency: 'USD' },
      })),
    };
    expect(await ask(buyer, cartId)).toEqual({ cartDiscountExplanation: { cartId, countryCode: 'DE', pricing: expected } });
    for (const actor of [someBuyer(), newcomer, guestWith('x'.repeat(43))]) {
      expect(await ask(actor, cartId)).toEqual({ cartDiscountExplanation: null });
    }
    expect(await ask(buyer, newId())).toEqual({ cartDiscountExplanation: null });
    const entities = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on CartDiscountExplanation { cartId } ... on Cart { ${pricing} } } }`;
    const r = [
      { __typename: 'CartDiscountExplanation', cartId },
      { __typename: 'Cart', id: cartId },
    ];
    expect((await harness.graph(buyer, entities, { r })).data).toEqual({ _entities: [{ cartId }, { pricing: expected }] });
    expect((await harness.graph(someBuyer(), entities, { r })).data).toEqual({ _entities: [null, null] });
  });

  it('keeps the saved lines, coupons and delivery of the guest cart at login, or the whole merge is refused', async () => {
    const { buyer, cartId } = await filled();
    await client.change(buyer, 'cartCouponApply', { cartId, code: 'OWN' });
    const [hat = '', scarf = ''] = await others.published(productWith(['100', '200']));
    const started = await client.change(newcomer, 'cartLinesAdd', { lines: [hat, scarf].map((variantId) => ({ variantId, quantity: 1 })) });
    const [token, guestsId] = [started.token ?? '', started.id];
    const guest = guestWith(token);
    await client.change(guest, 'cartLinesSave', { cartId: guestsId, lineIds: [started.lines[1]?.id] });
    for (const code of ['G1', 'G2A', 'G3A', 'G4A', 'G5A', 'G6A']) await client.mutate(guest, 'cartCouponApply', { cartId: guestsId, code });
    await client.change(guest, 'cartDeliveryChoose', { cartId: guestsId, countryCode: 'DE' });
    const merged = await client.change(buyer, 'cartMerge', { token });
    expect(merged).toMatchObject({
      id: cartId,
      lines: [{ quantity: 2 }, { variant: { id: hat } }],
      savedLines: [{ variant: { id: scarf } }],
      couponCodes: ['OWN', 'G2A', 'G3A', 'G4A', 'G5A'],
      countryCode: 'DE',
    });
    expect(await client.read(buyer)).toEqual(merged);

    const euros = await others.onSale('100', 'EUR');
    const foreign = await client.change(newcomer, 'cartLinesAdd', { lines: [{ variantId: euros, quantity: 1 }] });
    expect(await client.mutate(buyer, 'cartMerge', { token: foreign.token })).toMatchObject({
      userErrors: [{ code: 'CURRENCY_MISMATCH' }],
    });
    const many = await others.published(productWith(Array.from({ length: 99 }, () => '100')));
    const large = await client.change(newcomer, 'cartLinesAdd', { lines: many.map((variantId) => ({ variantId, quantity: 1 })) });
    expect(await client.mutate(buyer, 'cartMerge', { token: large.token })).toMatchObject({ userErrors: [{ code: 'CART_TOO_LARGE' }] });
    expect(await client.read(buyer)).toEqual(merged);
    expect(await client.read(guestWith(foreign.token ?? ''))).toMatchObject({ status: 'OPEN', lines: [{ quantity: 1 }] });
  });
});
