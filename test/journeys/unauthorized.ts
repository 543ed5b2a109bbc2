import { randomUUID } from 'node:crypto';
import { access, isExpectedRefusal, kindOf, validInputs, shared } from './support/access';
import { clientOf, type Client } from './support/client';
import { readOperations, type Operation } from './support/operations';
import { createOwners, type OwnedIds, type Owners } from './support/owned-objects';
import { newUser, type Shop } from './support/shop';

type Outcome = { readonly text: string; readonly found: boolean };

const isNothing = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (typeof value === 'object' && 'userErrors' in value && Array.isArray(value.userErrors) && value.userErrors.length > 0
    ? Object.entries(value).every(([key, each]) => ['userErrors', '__typename'].includes(key) || each === null || isEmptyList(each))
    : isEmptyList(value) || (typeof value === 'object' && 'edges' in value && isEmptyList(value.edges)));

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

type JourneyContext = { readonly url: string; readonly shop: Shop };

/** Sends an operation with IDs of others or unknown IDs. IDs in the response are masked. */
const sendAs = async (client: Client, operation: Operation, ownedIds: OwnedIds): Promise<Outcome> => {
  const used: string[] = [];
  const asked = operation.variables((path) => {
    const id = ownedIds[kindOf(operation, path)];
    if (id !== undefined) used.push(id);
    return id ?? (operation.name.endsWith('Replay') || access[operation.name] === 'operator' ? randomUUID() : undefined);
  });
  const more = validInputs[operation.name];
  const variables = more === undefined ? asked : { input: { ...(asked['input'] as object), ...more } };
  const blot = (text: string): string => used.reduce((blotted, id) => blotted.replaceAll(id, 'id'), text);
  if (operation.kind === 'subscription') {
    const first = client.follow(operation.document, variables).next();
    return first.then(
      () => ({ text: 'refused', found: true }),
      (error: unknown) => ({ text: blot(String(error)), found: false }),
    );
  }
  const answer = await client.send(operation.document, variables);
  const found = answer.errors === undefined && !isNothing(answer.data?.[operation.name]);
  return { text: blot(JSON.stringify(answer)), found };
};

const missing = (ownedIds: OwnedIds): OwnedIds =>
  Object.fromEntries(Object.entries(ownedIds).map(([kind, id]) => [kind, shared.includes(kind) ? id : randomUUID()]));

const everything = `query ($cart: ID!, $checkout: ID!, $order: ID!, $payment: ID!, $review: ID!) {
  review(id: $review) { status rating title helpfulCount }
  me { addresses { id city } } cart { id version status couponCodes countryCode lines { id quantity } savedLines { id } }
  cartDiscountExplanation(cartId: $cart) { cartId } checkout(id: $checkout) { status paymentAttempts { status } }
  order(id: $order) { version status } payment(id: $payment) { status } }`;
const everythingKept = `query ($seller: ID!, $product: ID!, $promotion: ID!, $coupon: ID!, $variant: ID!, $import: ID!) {
  productImport(id: $import) { status bytes }
  seller(id: $seller) { status staff { id } } product(id: $product) { version status variants { id } }
  promotion(id: $promotion) { version status } coupon(id: $coupon) { version status }
  stockPolicy(variantId: $variant) { backorderLimit lowStockThreshold } variantStock(variantId: $variant) { id onHand }
  stockMovements(variantId: $variant, first: 20) { edges { node { id kind } } } promotions(sellerId: $seller, first: 20) { edges { node { id } } }
  sellerProducts(sellerId: $seller, first: 20) { edges { node { id } } } }`;

/** To unauthorized users, objects of others do not exist: no operation reveals or changes anything. */
export const unauthorizedAccess = (context: () => JourneyContext): void => {
  const operations = readOperations();
  const guarded = operations.filter(({ name }) => !['open', 'own-part'].includes(access[name] ?? ''));
  let owners: Owners;
  beforeAll(async () => {
    owners = await createOwners(context());
  });

  const state = async (): Promise<unknown> => {
    const { buyer, other, seller, ownedIds } = owners;
    return Promise.all([buyer.ask(everything, ownedIds), other.ask(everything, ownedIds), seller.ask(everythingKept, ownedIds)]);
  };

  const differences = async (client: Client, tried: readonly Operation[]): Promise<readonly string[]> => {
    const outcomes = await Promise.all(
      tried.map(async (operation) => {
        const theirs = await sendAs(client, operation, owners.ownedIds);
        const nobodys = await sendAs(client, operation, missing(owners.ownedIds));
        const isRight = !theirs.found && theirs.text === nobodys.text && isExpectedRefusal(theirs.text);
        return isRight ? [] : [`${operation.name}: ${theirs.text} instead of ${nobodys.text}`];
      }),
    );
    return outcomes.flat();
  };

  it('is defined for every operation', () => {
    expect(operations.map(({ name }) => name).sort()).toEqual(Object.keys(access).sort());
  });

  it('allows owners to find their objects', async () => {
    const { buyer, other, seller, ownedIds } = owners;
    const queries = guarded.filter(({ name, kind }) => kind === 'query' && access[name]?.startsWith('owner'));
    const lost = await Promise.all(
      queries.map(async (operation) => {
        const answers = await Promise.all([buyer, other, seller].map((client) => sendAs(client, operation, ownedIds)));
        return answers.some(({ found }) => found) ? [] : [operation.name, ...answers.map(({ text }) => text)];
      }),
    );
    expect(lost.flat()).toEqual([]);
  });

  it.each(['a guest', 'another buyer', 'staff of another seller'])('does not exist for %s, who cannot change it', async (name) => {
    const { url, shop } = context();
    const { client } = name === 'staff of another seller' ? await shop.newSeller(`Rival ${randomUUID().slice(0, 6)}`) : await newUser(url);
    const before = await state();
    expect(await differences(name === 'a guest' ? clientOf(url) : client, guarded)).toEqual([]);
    expect(await state()).toEqual(before);
  });

  it('does not exist for an operator if it is private', async () => {
    const before = await state();
    const privately = guarded.filter((operation) => access[operation.name] === 'owner-only');
    expect(await differences(context().shop.operator, privately)).toEqual([]);
    expect(await state()).toEqual(before);
  });

  it('is not shown to other sellers in a shared object', async () => {
    const { client } = await context().shop.newSeller(`Rival ${randomUUID().slice(0, 6)}`);
    for (const operation of operations.filter(({ name }) => access[name] === 'own-part')) {
      expect(await sendAs(client, operation, owners.ownedIds)).toMatchObject({ found: false });
      expect(await sendAs(owners.seller, operation, owners.ownedIds)).toMatchObject({ found: true });
    }
  });
};
