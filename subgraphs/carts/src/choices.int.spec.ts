import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { guestWith, neighbours, newcomer, productWith, shoppers, someBuyer } from './carts.fixtures';
import { context } from './main';

describe('a buyer', () => {
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

  const filled = async (...amounts: readonly string[]) => {
    const buyer = someBuyer();
    const product = productWith(amounts.length === 0 ? ['1000'] : amounts);
    const variants = await others.published(product);
    const cart = await people.done(buyer, 'cartLinesAdd', { lines: variants.map((variantId) => ({ variantId, quantity: 2 })) });
    return { buyer, product, variants, cart, cartId: cart.id };
  };

  describe('saves for later', () => {
    it('what is neither priced nor bought, and brings it back where it stood', async () => {
      const { buyer, variants, cart, cartId } = await filled('1000', '500');
      const [jacket, scarf] = cart.lines;
      const saved = await people.done(buyer, 'cartLinesSave', { cartId, lineIds: [jacket?.id], expectedVersion: 2 });
      expect(saved).toMatchObject({
        version: 4,
        lines: [{ id: scarf?.id }],
        savedLines: [{ id: jacket?.id, quantity: 2, warnings: [] }],
        subtotal: { amount: '10.00' },
        parcels: [{ weightGrams: 200 }],
      });
      expect(await people.look(buyer)).toEqual(saved);
      await others.available(variants[0] ?? '', 0);
      expect((await people.look(buyer))?.savedLines[0]?.warnings).toMatchObject([{ code: 'OUT_OF_STOCK' }]);
      expect(await people.run(buyer, 'cartLinesUnsave', { cartId, lineIds: [jacket?.id] })).toMatchObject({
        userErrors: [{ code: 'INSUFFICIENT_STOCK', path: ['lineIds', '0'] }],
      });
      await others.available(variants[0] ?? '', 100, 2);
      const back = await people.done(buyer, 'cartLinesUnsave', { cartId, lineIds: [jacket?.id], expectedVersion: 4 });
      expect(back).toMatchObject({ version: 6, lines: [{ id: jacket?.id }, { id: scarf?.id }], savedLines: [] });
      expect(await people.look(buyer)).toEqual(back);
    });

    it('the same variant twice, as more of it, and lets go of it', async () => {
      const { buyer, variants, cart, cartId } = await filled();
      await people.done(buyer, 'cartLinesSave', { cartId, lineIds: [cart.lines[0]?.id] });
      const again = await people.done(buyer, 'cartLinesAdd', { lines: [{ variantId: variants[0], quantity: 3 }] });
      const both = await people.done(buyer, 'cartLinesSave', { cartId, lineIds: [again.lines[0]?.id] });
      expect(both).toMatchObject({ lines: [], savedLines: [{ id: cart.lines[0]?.id, quantity: 5 }] });
      expect(await people.look(buyer)).toEqual(both);
      const gone = await people.done(buyer, 'cartLinesRemove', { cartId, lineIds: [cart.lines[0]?.id] });
      expect(gone).toMatchObject({ lines: [], savedLines: [] });
      expect(await people.look(buyer)).toEqual(gone);
    });
  });

  describe('applies coupons', () => {
    it('in upper or lower case, once each, five at most, and takes them off again', async () => {
      const { buyer, cartId } = await filled();
      const one = await people.done(buyer, 'cartCouponApply', { cartId, code: ' welcome-7f3k ' });
      expect(one).toMatchObject({ version: 2, couponCodes: ['WELCOME-7F3K'] });
      expect(await people.done(buyer, 'cartCouponApply', { cartId, code: 'WELCOME-7F3K' })).toMatchObject({ version: 2 });
      for (const code of ['ZZZ', 'AAA', 'MMM', 'BBB']) await people.done(buyer, 'cartCouponApply', { cartId, code });
      const full = await people.look(buyer);
      expect(full).toMatchObject({ version: 6, couponCodes: ['WELCOME-7F3K', 'ZZZ', 'AAA', 'MMM', 'BBB'] });
      expect(await people.run(buyer, 'cartCouponApply', { cartId, code: 'SIXTH' })).toMatchObject({
        cart: null,
        userErrors: [{ code: 'TOO_MANY_COUPONS', path: ['code'] }],
      });
      expect(await people.run(buyer, 'cartCouponApply', { cartId, code: '%' })).toMatchObject({ userErrors: [{ code: 'INVALID_CODE' }] });
      expect(await people.look(buyer)).toEqual(full);
      const fewer = await people.done(buyer, 'cartCouponRemove', { cartId, code: 'aaa', expectedVersion: 6 });
      expect(fewer).toMatchObject({ version: 7, couponCodes: ['WELCOME-7F3K', 'ZZZ', 'MMM', 'BBB'] });
      expect(await people.look(buyer)).toEqual(fewer);
    });

    it('but not more than ten different ones within ten minutes', async () => {
      const { buyer, cartId } = await filled();
      const attempt = async (code: string) => {
        const { userErrors } = await people.run(buyer, 'cartCouponApply', { cartId, code });
        if (userErrors.length === 0) await people.done(buyer, 'cartCouponRemove', { cartId, code });
        return userErrors.map((error) => error.code);
      };
      const guesses = Array.from({ length: 11 }, (_, position) => `GUESS-${position.toString()}`);
      const answers: string[][] = [];
      for (const code of guesses) answers.push(await attempt(code));
      expect(answers.flat()).toEqual(['TOO_MANY_ATTEMPTS']);
      expect(await attempt('GUESS-4')).toEqual([]);
      // A guest learns nothing of a code, so whoever logs in with a cart full of them has tried them.
      const guests = await people.done(newcomer, 'cartLinesAdd', { lines: [{ variantId: await others.onSale('100'), quantity: 1 }] });
      const token = guests.token ?? '';
      await people.done(guestWith(token), 'cartCouponApply', { cartId: guests.id, code: 'GUESS-11' });
      expect(await people.run(buyer, 'cartMerge', { token })).toMatchObject({ userErrors: [{ code: 'TOO_MANY_ATTEMPTS' }] });
      await harness.running.db.query(`UPDATE coupon_attempts SET attempted_at = attempted_at - interval '11 minutes' WHERE user_id = $1`, [
        buyer.userId,
      ]);
      expect(await people.done(buyer, 'cartMerge', { token })).toMatchObject({ couponCodes: ['GUESS-11'] });
      expect(await harness.running.jobs.runNow('purge-carts')).toBe(11 - 1);
      const left = await harness.running.db.query('SELECT code FROM coupon_attempts WHERE user_id = $1', [buyer.userId]);
      expect(left).toEqual([{ code: 'GUESS-11' }]);
    });
  });

  it('says where to and how, and changes the one without the other', async () => {
    const { buyer, cartId } = await filled();
    const chosen = await people.done(buyer, 'cartDeliveryChoose', { cartId, countryCode: 'de', shippingOptionIds: ['one', 'two'] });
    expect(chosen).toMatchObject({ version: 2, countryCode: 'DE', shippingOptionIds: ['one', 'two'] });
    expect(await people.look(buyer)).toEqual(chosen);
    expect(await people.done(buyer, 'cartDeliveryChoose', { cartId, countryCode: 'FR' })).toMatchObject({
      version: 3,
      countryCode: 'FR',
      shippingOptionIds: ['one', 'two'],
    });
    expect(await people.run(buyer, 'cartDeliveryChoose', { cartId, countryCode: 'Germany' })).toMatchObject({
      cart: null,
      userErrors: [{ code: 'INVALID_COUNTRY', path: ['countryCode'] }],
    });
    expect(await people.done(buyer, 'cartDeliveryChoose', { cartId, shippingOptionIds: [] })).toMatchObject({
      version: 4,
      countryCode: 'FR',
      shippingOptionIds: [],
    });
  });

  it('is told a conflict when the version is another than the one seen, whatever is asked', async () => {
    const { buyer, cart, cartId } = await filled();
    const lineIds = [cart.lines[0]?.id];
    const answers = await Promise.all([
      people.run(buyer, 'cartLinesSave', { cartId, lineIds, expectedVersion: 7 }),
      people.run(buyer, 'cartLinesUnsave', { cartId, lineIds, expectedVersion: 7 }),
      people.run(buyer, 'cartCouponApply', { cartId, code: 'WELCOME', expectedVersion: 7 }),
      people.run(buyer, 'cartCouponRemove', { cartId, code: 'WELCOME', expectedVersion: 7 }),
      people.run(buyer, 'cartDeliveryChoose', { cartId, countryCode: 'DE', expectedVersion: 7 }),
    ]);
    expect(answers.flatMap(({ userErrors }) => userErrors)).toMatchObject(
      Array.from({ length: 5 }, () => ({ __typename: 'VersionConflict', code: 'VERSION_CONFLICT', currentVersion: 1 })),
    );
    expect(await people.look(buyer)).toEqual(cart);
  });

  it('gets an explanation of discounts of the own cart, and nobody else does', async () => {
    const { buyer, product, variants, cart, cartId } = await filled('1000', '500');
    await people.done(buyer, 'cartCouponApply', { cartId, code: 'WELCOME' });
    await people.done(buyer, 'cartDeliveryChoose', { cartId, countryCode: 'DE' });
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

  it('takes what was collected as a guest along: saved lines, coupons and delivery too, or all of it is refused', async () => {
    const { buyer, cartId } = await filled();
    await people.done(buyer, 'cartCouponApply', { cartId, code: 'OWN' });
    const [hat = '', scarf = ''] = await others.published(productWith(['100', '200']));
    const started = await people.done(newcomer, 'cartLinesAdd', { lines: [hat, scarf].map((variantId) => ({ variantId, quantity: 1 })) });
    const [token, guestsId] = [started.token ?? '', started.id];
    const guest = guestWith(token);
    await people.done(guest, 'cartLinesSave', { cartId: guestsId, lineIds: [started.lines[1]?.id] });
    for (const code of ['G1', 'G2A', 'G3A', 'G4A', 'G5A', 'G6A']) await people.run(guest, 'cartCouponApply', { cartId: guestsId, code });
    await people.done(guest, 'cartDeliveryChoose', { cartId: guestsId, countryCode: 'DE' });
    const merged = await people.done(buyer, 'cartMerge', { token });
    expect(merged).toMatchObject({
      id: cartId,
      lines: [{ quantity: 2 }, { variant: { id: hat } }],
      savedLines: [{ variant: { id: scarf } }],
      couponCodes: ['OWN', 'G2A', 'G3A', 'G4A', 'G5A'],
      countryCode: 'DE',
    });
    expect(await people.look(buyer)).toEqual(merged);

    const euros = await others.onSale('100', 'EUR');
    const foreign = await people.done(newcomer, 'cartLinesAdd', { lines: [{ variantId: euros, quantity: 1 }] });
    expect(await people.run(buyer, 'cartMerge', { token: foreign.token })).toMatchObject({ userErrors: [{ code: 'CURRENCY_MISMATCH' }] });
    const many = await others.published(productWith(Array.from({ length: 99 }, () => '100')));
    const large = await people.done(newcomer, 'cartLinesAdd', { lines: many.map((variantId) => ({ variantId, quantity: 1 })) });
    expect(await people.run(buyer, 'cartMerge', { token: large.token })).toMatchObject({ userErrors: [{ code: 'CART_TOO_LARGE' }] });
    expect(await people.look(buyer)).toEqual(merged);
    expect(await people.look(guestWith(foreign.token ?? ''))).toMatchObject({ status: 'OPEN', lines: [{ quantity: 1 }] });
  });
});
