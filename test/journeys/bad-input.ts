import { createPrivateKey, randomUUID, sign, type JsonWebKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { documents } from '@marketplace/launcher';
import { eventually } from '@marketplace/testing';
import { addToCart, buy, checkoutInput, fillCart, type Cart, type UserError } from './support/buying';
import { clientOf, type Answer, type Client } from './support/client';
import { newUser, type Goods, type Seller, type Shop } from './support/shop';
import { stockOf } from './support/stock-and-ledger';

const { AddToCart, Cart: CartQuery, CheckoutStart, CancelOrder } = documents;

type Place = { readonly url: string; readonly shop: Shop; readonly dataDir: string };

const codesOf = (answer: Answer): readonly unknown[] => (answer.errors ?? []).map((error) => error.extensions?.['code']);

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An access token as accounts creates it, except for the given claims; unsigned without a key. */
const forgedToken = async (
  dataDir: string,
  claims: Readonly<Record<string, unknown>>,
  alg: 'EdDSA' | 'none' = 'EdDSA',
): Promise<string> => {
  const { jwtPrivateJwk } = JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8')) as {
    jwtPrivateJwk: JsonWebKey & { kid: string };
  };
  const now = Math.floor(Date.now() / 1_000);
  const body = {
    sub: randomUUID(),
    roles: ['operator'],
    sellerIds: [],
    iss: 'marketplace',
    aud: 'marketplace',
    iat: now,
    exp: now + 300,
    ...claims,
  };
  const content = `${encoded({ alg, typ: 'at+jwt', kid: jwtPrivateJwk.kid })}.${encoded(body)}`;
  if (alg === 'none') return `${content}.`;
  return `${content}.${sign(null, Buffer.from(content), createPrivateKey({ key: jwtPrivateJwk, format: 'jwk' })).toString('base64url')}`;
};

/** Malformed, foreign or out-of-range input gets a typed error and changes nothing. */
export const invalidInput = (place: () => Place): void => {
  let client: Client;
  let seller: Seller;
  let goods: Goods;
  beforeAll(async () => {
    const { url, shop } = place();
    client = (await newUser(url, 'Ada Buyer')).client;
    seller = await shop.newSeller(`Bad ${randomUUID().slice(0, 6)}`);
    goods = await seller.offers('Plate', '9.00', 20);
    await fillCart(client, { variantId: goods.variantId, quantity: 1 });
    // Carts check against their own copy of the available stock, which is eventually consistent.
    await eventually(
      async () => {
        const { client: other } = await newUser(url, 'Other');
        return (await addToCart(other, [{ variantId: goods.variantId, quantity: 900 }])).userErrors[0]?.code === 'INSUFFICIENT_STOCK';
      },
      { every: 200, waitingFor: 'carts to receive the stock' },
    );
  });

  const cart = async (): Promise<Cart> => (await client.ask<{ cart: Cart }>(CartQuery)).cart;

  it.each([
    ['a quantity below zero', -1, 'INVALID_QUANTITY'],
    ['a quantity of zero', 0, 'INVALID_QUANTITY'],
    ['a huge quantity', 1_000_000, 'INVALID_QUANTITY'],
    ['more than there is', 500, 'INSUFFICIENT_STOCK'],
  ])('refuses %s and leaves the cart unchanged', async (_name, quantity, code) => {
    const before = await cart();
    const { userErrors } = await addToCart(client, [{ variantId: goods.variantId, quantity }]);
    expect(userErrors).toMatchObject([{ code }]);
    expect(await cart()).toMatchObject({ version: before.version, lines: before.lines });
  });

  it('refuses a quantity that exceeds an integer', async () => {
    expect(codesOf(await client.send(AddToCart, { input: { lines: [{ variantId: goods.variantId, quantity: 1e12 }] } }))).toEqual([
      'BAD_USER_INPUT',
    ]);
  });

  it('refuses unknown and malformed IDs everywhere', async () => {
    for (const variantId of [randomUUID(), 'nothing', '']) {
      expect((await addToCart(client, [{ variantId, quantity: 1 }])).userErrors).toMatchObject([{ code: 'VARIANT_NOT_FOUND' }]);
    }
    for (const id of [randomUUID(), 'nothing', "1' OR '1'='1"]) {
      const answer = await client.ask(
        'query ($id: ID!) { order(id: $id) { id } checkout(id: $id) { id } shipment(id: $id) { id } payment(id: $id) { id } product(id: $id) { id } }',
        { id },
      );
      expect(answer).toEqual({ order: null, checkout: null, shipment: null, payment: null, product: null });
      expect(await client.ask(CancelOrder, { input: { orderId: id, reason: '', idempotencyKey: randomUUID() } })).toMatchObject({
        orderCancel: { order: null, userErrors: [{ code: 'ORDER_NOT_FOUND' }] },
      });
    }
  });

  it('refuses prices and stock for products of others', async () => {
    const { client: stranger } = await newUser(place().url, 'Stranger');
    const price = 'mutation ($input: ProductPriceChangeInput!) { productPriceChange(input: $input) { userErrors { code } } }';
    expect(await stranger.ask(price, { input: { variantId: goods.variantId, price: { amount: '0.01', currency: 'USD' } } })).toMatchObject({
      productPriceChange: { userErrors: [{ code: 'VARIANT_NOT_FOUND' }] },
    });
    const before = await stockOf(seller.client, goods.variantId);
    const adjust = 'mutation ($input: StockAdjustInput!) { stockAdjust(input: $input) { userErrors { code } } }';
    const input = { variantId: goods.variantId, warehouseId: randomUUID(), change: 100, reason: 'mine', idempotencyKey: randomUUID() };
    expect(await stranger.ask(adjust, { input })).toMatchObject({ stockAdjust: { userErrors: [{ code: 'VARIANT_NOT_FOUND' }] } });
    expect(await stockOf(seller.client, goods.variantId)).toEqual(before);
    expect(codesOf(await stranger.send('{ ledgerAccounts { account } }'))).toEqual(['FORBIDDEN']);
    expect(codesOf(await stranger.send('{ ordersDeadLetters { id } }'))).toEqual(['FORBIDDEN']);
  });

  it('refuses a second currency in one cart', async () => {
    const euro = await seller.offers('Euro plate', '9.00 EUR', 20);
    const { userErrors } = await eventually(
      async () => {
        const answer = await addToCart(client, [{ variantId: euro.variantId, quantity: 1 }]);
        if (answer.userErrors[0]?.code === 'VARIANT_NOT_FOUND') throw new Error('carts have not received it yet');
        return answer;
      },
      { waitingFor: 'carts to receive the product' },
    );
    expect(userErrors).toMatchObject([{ code: 'CURRENCY_MISMATCH' }]);
    expect((await cart()).lines).toHaveLength(1);
  });

  it('refuses malformed, expired, foreign and unsigned tokens, also on sockets', async () => {
    const { url, dataDir } = place();
    const now = Math.floor(Date.now() / 1_000);
    const bad = [
      'meaningless input',
      await forgedToken(dataDir, {}, 'none'),
      await forgedToken(dataDir, { iat: now - 900, exp: now - 600 }),
      await forgedToken(dataDir, { aud: 'elsewhere' }),
      (await forgedToken(dataDir, {})).replace(/.{4}$/, 'AAAA'),
    ];
    // Without any modification the forged token is accepted.
    expect(codesOf(await clientOf(url, await forgedToken(dataDir, {})).send('{ __typename }'))).toEqual([]);
    for (const token of bad) {
      const answer = await clientOf(url, token).send('{ me { id } }');
      expect(codesOf(answer)).toEqual(['UNAUTHENTICATED']);
      await expect(clientOf(url, token).follow('subscription { checkoutProgress(checkoutId: "x") { id } }').next()).rejects.toMatchObject({
        code: 4403,
      });
    }
  });

  it('refuses queries that are too deep, too wide, too long or too expensive, before executing them', async () => {
    const deep = `{ products(first: 1) { edges { node { ${'variants { product { '.repeat(12)} id ${'} }'.repeat(12)} } } } }`;
    const wide = `{ ${Array.from({ length: 200 }, (_, n) => `a${n.toString()}: categories { id }`).join(' ')} }`;
    const long = `{ ${'__typename '.repeat(200_000)} }`;
    for (const query of [deep, wide, long]) {
      const answer = await client.send(query);
      expect(answer.data ?? null).toBeNull();
      expect(codesOf(answer)).not.toContain('INTERNAL_SERVER_ERROR');
      expect(answer.errors?.length).toBeGreaterThan(0);
    }
    for (const first of [-1, 0, 10_000]) {
      expect(codesOf(await client.send('query ($first: Int!) { products(first: $first) { edges { cursor } } }', { first }))[0]).toMatch(
        /BAD_USER_INPUT|QUERY_TOO/,
      );
    }
  });

  it('refuses an idempotency key for another request, and an invalid checkout', async () => {
    const buyer = (await newUser(place().url, 'Ada Buyer')).client;
    const own = await fillCart(buyer, { variantId: goods.variantId, quantity: 1 });
    const key = randomUUID();
    expect(await buy(buyer, own, { key })).toMatchObject({ status: 'COMPLETED' });
    const start = async (input: unknown): Promise<readonly UserError[]> =>
      (await buyer.ask<{ checkoutStart: { userErrors: UserError[] } }>(CheckoutStart, { input })).checkoutStart.userErrors;
    const input = checkoutInput(own, { key });
    expect(await start(input)).toEqual([]);
    expect(await start({ ...input, paymentMethod: { token: 'pm_card_mastercard' } })).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
    expect(await start({ ...input, idempotencyKey: 'x'.repeat(300) })).toMatchObject([{ code: 'IDEMPOTENCY_KEY_INVALID' }]);
    const { name: _, ...nameless } = input.shippingAddress;
    expect(codesOf(await buyer.send(CheckoutStart, { input: { ...input, shippingAddress: nameless } }))).toEqual(['BAD_USER_INPUT']);
    const { orders } = await buyer.ask<{ orders: { edges: unknown[] } }>('{ orders(first: 10) { edges { node { id } } } }');
    expect(orders.edges).toHaveLength(1);
  });

  it('aborts for a country without delivery, and for an unknown shipping option', async () => {
    const buyer = (await newUser(place().url, 'Ada Buyer')).client;
    const own = await fillCart(buyer, { variantId: goods.variantId, quantity: 1 });
    const abortOf = async (change: Readonly<Record<string, unknown>>): Promise<unknown> => {
      const input = { ...checkoutInput((await buyer.ask<{ cart: Cart }>(CartQuery)).cart), ...change };
      const { checkoutStart } = await buyer.ask<{ checkoutStart: { checkout: { id: string } } }>(CheckoutStart, { input });
      return eventually(async () => {
        const { checkout } = await buyer.ask<{ checkout: { status: string; abortReason: { code: string } | null } }>(
          'query ($id: ID!) { checkout(id: $id) { status abortReason { code } } }',
          { id: checkoutStart.checkout.id },
        );
        return checkout.status === 'ABORTED' ? checkout.abortReason?.code : undefined;
      });
    };
    expect(await abortOf({ shippingAddress: { ...checkoutInput(own).shippingAddress, countryCode: 'KP' } })).toBe('DESTINATION_NOT_SERVED');
    expect(await abortOf({ shippingOptionIds: ['unknown:option'] })).toBe('UNKNOWN_SHIPPING_OPTION');
  });
};
