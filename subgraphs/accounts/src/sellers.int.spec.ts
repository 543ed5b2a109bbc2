import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { accountsEvents } from '@marketplace/schema';
import { actorOf, clientsOf, guest, password, type Client } from './accounts.fixtures';
import { context } from './main';

type User = Extract<Client, { kind: 'user' }>;
type Payload = { readonly seller: { readonly id: string; readonly status: string } | null };

const fields =
  'seller { id name countryCode status rejectionReason owner { id } staff { id displayName } } userErrors { code path message }';

describe('sellers', () => {
  let harness: ContextHarness;
  let clients: ReturnType<typeof clientsOf>;
  let operator: User;
  const state = { people: 0 };
  beforeAll(async () => {
    harness = await contextHarness(context, {
      variables: { BOOTSTRAP_OPERATOR_EMAIL: 'operator@demo.test', BOOTSTRAP_OPERATOR_PASSWORD: password },
    });
    clients = clientsOf(harness);
    operator = actorOf(await clients.login('operator@demo.test'));
  });
  afterAll(() => harness.stop());

  const person = async (): Promise<User & { readonly email: string }> => {
    state.people += 1;
    const email = `person${state.people.toString()}@demo.test`;
    return { ...actorOf(await clients.register(email)), email };
  };
  const send = (actor: Client, operation: string, input: Readonly<Record<string, unknown>>) =>
    clients.mutate(actor, operation, input, fields) as Promise<Payload>;
  const apply = (actor: Client, name: string) => send(actor, 'sellerApply', { name, countryCode: 'DE' });
  const applied = async (actor: Client, name: string): Promise<string> => (await apply(actor, name)).seller?.id ?? '';
  const approved = async (actor: Client, name: string): Promise<string> => {
    const sellerId = await applied(actor, name);
    await send(operator, 'sellerApprove', { sellerId });
    return sellerId;
  };
  const read = async (actor: Client, id: string) =>
    (await harness.graph(actor, 'query ($id: ID!) { seller(id: $id) { id name status owner { id } staff { id } appliedAt } }', { id }))
      .data?.['seller'];

  it('apply, are approved by an operator, and are then part of the access token', async () => {
    const owner = await person();
    const sellerId = await applied(owner, 'Northlight Audio');
    const ref = { sellerId, ownerId: owner.userId, name: 'Northlight Audio', countryCode: 'DE' };
    expect(await harness.waitForEvent(accountsEvents.SellerAppliedV1, (data) => data.sellerId === sellerId)).toEqual(ref);
    expect(actorOf(await clients.login(owner.email))).toMatchObject({ roles: ['buyer'], sellerIds: [] });

    expect(await send(operator, 'sellerApprove', { sellerId })).toMatchObject({
      seller: { status: 'APPROVED', owner: { id: owner.userId } },
      userErrors: [],
    });
    expect(await harness.waitForEvent(accountsEvents.SellerApprovedV1, (data) => data.sellerId === sellerId)).toEqual(ref);
    const session = await clients.login(owner.email);
    expect(session.user?.roles).toEqual(['BUYER', 'SELLER']);
    expect(actorOf(session)).toMatchObject({ roles: ['buyer', 'seller'], sellerIds: [sellerId] });
  });

  it('are decided once', async () => {
    const [first, second] = [await approved(await person(), 'Once Approved'), await applied(await person(), 'Once Rejected')];
    expect(await send(operator, 'sellerApprove', { sellerId: first })).toMatchObject({ seller: { status: 'APPROVED' }, userErrors: [] });
    expect(clients.codeOf(await send(operator, 'sellerReject', { sellerId: first, reason: 'late' }))).toBe('SELLER_ALREADY_APPROVED');
    await send(operator, 'sellerReject', { sellerId: second, reason: 'tax number' });
    expect(clients.codeOf(await send(operator, 'sellerApprove', { sellerId: second }))).toBe('SELLER_ALREADY_REJECTED');
    expect((await harness.publishedEvents(accountsEvents.SellerApprovedV1)).filter((data) => data.sellerId === first)).toHaveLength(1);
  });

  it('learn the reason for a rejection, and may apply again with the same name', async () => {
    const owner = await person();
    const sellerId = await applied(owner, 'Second Try');
    expect(clients.codeOf(await send(operator, 'sellerReject', { sellerId, reason: ' ' }))).toBe('REASON_INVALID');
    await send(operator, 'sellerReject', { sellerId, reason: 'tax number does not match' });
    expect(await harness.waitForEvent(accountsEvents.SellerRejectedV1)).toEqual({
      sellerId: expect.any(String),
      reason: expect.any(String),
    });
    const mine = await harness.graph(owner, '{ me { sellers { id status rejectionReason } } }');
    expect(mine.data).toEqual({ me: { sellers: [{ id: sellerId, status: 'REJECTED', rejectionReason: 'tax number does not match' }] } });
    expect(await apply(owner, 'Second Try')).toMatchObject({ seller: { status: 'APPLIED' }, userErrors: [] });
  });

  it('have a unique name and one open application', async () => {
    const [first, second] = [await person(), await person()];
    await apply(first, 'Only One');
    expect(await apply(second, 'ONLY one')).toMatchObject({ seller: null, userErrors: [{ code: 'SELLER_NAME_TAKEN', path: ['name'] }] });
    expect(clients.codeOf(await apply(first, 'Another One'))).toBe('APPLICATION_PENDING');
    const racer = await person();
    const codes = (await Promise.all(['Race A', 'Race B'].map((name) => apply(racer, name)))).map((answer) => clients.codeOf(answer));
    expect(codes.sort()).toEqual(['APPLICATION_PENDING', undefined]);
  });

  it('can be approved or rejected only by an operator', async () => {
    const owner = await person();
    const sellerId = await applied(owner, 'Self Made');
    for (const actor of [owner, await person()]) {
      expect(clients.codeOf(await send(actor, 'sellerApprove', { sellerId }))).toBe('SELLER_NOT_FOUND');
      expect(clients.codeOf(await send(actor, 'sellerReject', { sellerId, reason: 'x' }))).toBe('SELLER_NOT_FOUND');
    }
    for (const id of [newId(), 'no-id'])
      expect(clients.codeOf(await send(operator, 'sellerApprove', { sellerId: id }))).toBe('SELLER_NOT_FOUND');
    await expect(send(guest, 'sellerApply', { name: 'Guest Trader', countryCode: 'DE' })).rejects.toThrow('UNAUTHENTICATED');
    await expect(send(guest, 'sellerApprove', { sellerId })).rejects.toThrow('UNAUTHENTICATED');
  });

  it('have staff that only the owner or an operator can add and remove', async () => {
    const [owner, helper, stranger] = [await person(), await person(), await person()];
    const sellerId = await approved(owner, 'Many Hands');
    const change = (actor: Client, operation: string, userId: string) => send(actor, operation, { sellerId, userId });

    expect(clients.codeOf(await change(stranger, 'sellerStaffAdd', stranger.userId))).toBe('SELLER_NOT_FOUND');
    expect(await change(owner, 'sellerStaffAdd', helper.userId)).toMatchObject({
      seller: { staff: [{ id: owner.userId, displayName: 'Ada' }, { id: helper.userId }] },
    });
    expect(await harness.waitForEvent(accountsEvents.SellerStaffAddedV1)).toEqual({ sellerId, userId: helper.userId });
    const staffed = actorOf(await clients.login(helper.email));
    expect(staffed).toMatchObject({ roles: ['buyer', 'seller'], sellerIds: [sellerId] });
    expect(clients.codeOf(await change(staffed, 'sellerStaffAdd', stranger.userId))).toBe('SELLER_NOT_FOUND');
    expect(clients.codeOf(await change(owner, 'sellerStaffRemove', owner.userId))).toBe('OWNER_STAYS');
    expect(clients.codeOf(await change(owner, 'sellerStaffAdd', newId()))).toBe('USER_NOT_FOUND');

    await change(operator, 'sellerStaffRemove', helper.userId);
    expect(await harness.waitForEvent(accountsEvents.SellerStaffRemovedV1)).toEqual({ sellerId, userId: helper.userId });
    expect(actorOf(await clients.login(helper.email))).toMatchObject({ roles: ['buyer'], sellerIds: [] });
  });

  it('are public when approved, without owner and staff; an application is visible to the applicant and operators', async () => {
    const owner = await person();
    const sellerId = await applied(owner, 'Quiet Start');
    expect(await read(guest, sellerId)).toBeNull();
    expect(await read(await person(), sellerId)).toBeNull();
    expect(await read(owner, sellerId)).toMatchObject({ status: 'APPLIED', owner: { id: owner.userId }, staff: [] });
    await send(operator, 'sellerApprove', { sellerId });
    expect(await read(guest, sellerId)).toEqual({
      id: sellerId,
      name: 'Quiet Start',
      status: 'APPROVED',
      owner: null,
      staff: null,
      appliedAt: null,
    });
    expect(await read(guest, 'no-id')).toBeNull();
  });

  it('are listed newest first: by status for operators, approved ones for others', async () => {
    const list = async (actor: Client, parameters: string) =>
      harness.graph(actor, `{ sellers(${parameters}) { edges { cursor node { id status } } pageInfo { endCursor hasNextPage } } }`);
    const waiting = await applied(await person(), 'Waiting Line');
    const newest = await approved(await person(), 'Newest Arrival');
    expect((await list(operator, 'first: 1, status: APPLIED')).data).toMatchObject({ sellers: { edges: [{ node: { id: waiting } }] } });
    const page = await list(guest, 'first: 1');
    expect(page.data).toMatchObject({
      sellers: { edges: [{ node: { id: newest, status: 'APPROVED' } }], pageInfo: { hasNextPage: true } },
    });
    expect(JSON.stringify((await list(guest, 'first: 100')).data)).not.toMatch(/APPLIED|REJECTED/);
    expect((await list(guest, 'first: 1, status: APPLIED')).errors?.[0]).toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
    expect((await list(await person(), 'first: 1, status: APPLIED')).errors?.[0]).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    expect((await list(guest, 'first: 101')).errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect((await list(guest, 'first: 1, after: "x"')).errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  });

  it('keep a history that cannot be changed', async () => {
    const sellerId = await approved(await person(), 'History Lane');
    const rows = await harness.running.db.query('SELECT version, event_type FROM history WHERE aggregate_id = $1 ORDER BY version', [
      sellerId,
    ]);
    expect(rows).toEqual([
      { version: 1, event_type: 'SellerApplied' },
      { version: 2, event_type: 'SellerApproved' },
    ]);
    await expect(harness.running.db.query('DELETE FROM history')).rejects.toThrow('append-only');
  });
});
