import { newId } from '@marketplace/platform';
import { contextHarness, userActor, type ContextHarness } from '@marketplace/platform/testing';
import { eventually } from '@marketplace/testing';
import { actorOf, clientsOf, guest, password, type Client } from './accounts.fixtures';
import { context } from './main';

const address = { name: 'Ada Lind', line1: 'Hafenstr. 1', city: 'Kiel', postalCode: '24103', countryCode: 'DE' };
const addressFields = 'address { id name line1 line2 city postalCode region countryCode phone } userErrors { code path message }';

describe('a user', () => {
  let harness: ContextHarness;
  let clients: ReturnType<typeof clientsOf>;
  let ada: Extract<Client, { kind: 'user' }>;
  let eve: Extract<Client, { kind: 'user' }>;
  let operator: Client;
  beforeAll(async () => {
    harness = await contextHarness(context, {
      variables: { BOOTSTRAP_OPERATOR_EMAIL: 'operator@demo.test', BOOTSTRAP_OPERATOR_PASSWORD: password },
    });
    clients = clientsOf(harness);
    ada = actorOf(await clients.register('ada@demo.test'));
    eve = actorOf(await clients.register('eve@demo.test', { displayName: 'Eve' }));
    operator = actorOf(await clients.login('operator@demo.test'));
  });
  afterAll(() => harness.stop());

  const entity = async (actor: Client, id: string): Promise<unknown> => {
    const query =
      'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { id email displayName locale roles addresses { id } sellers { id } } } }';
    return (await harness.graph(actor, query, { refs: [{ __typename: 'User', id }] })).data?.['_entities'];
  };
  const add = async (actor: Client, changes: Readonly<Record<string, unknown>> = {}) =>
    clients.mutate(actor, 'addressAdd', { address: { ...address, ...changes } }, addressFields) as Promise<{
      address: { id: string } | null;
    }>;
  const addressesOf = async (actor: Client) => (await harness.graph(actor, '{ me { addresses { id city line2 } } }')).data?.['me'];

  it('sees the own account when logged in, and none otherwise', async () => {
    const query = '{ me { id email displayName locale roles } }';
    expect((await harness.graph(ada, query)).data).toEqual({
      me: { id: ada.userId, email: 'ada@demo.test', displayName: 'Ada', locale: 'en', roles: ['BUYER'] },
    });
    expect((await harness.graph(guest, query)).data).toEqual({ me: null });
    expect((await harness.graph(userActor(newId()), query)).data).toEqual({ me: null });
  });

  it('shows others only the name, and operators all but the addresses', async () => {
    const closed = { email: null, locale: null, roles: null, addresses: null, sellers: null };
    expect(await entity(eve, ada.userId)).toEqual([{ id: ada.userId, displayName: 'Ada', ...closed }]);
    expect(await entity(guest, ada.userId)).toEqual([{ id: ada.userId, displayName: 'Ada', ...closed }]);
    expect(await entity(operator, ada.userId)).toMatchObject([{ email: 'ada@demo.test', roles: ['BUYER'], addresses: null, sellers: [] }]);
    expect(await entity(guest, newId())).toEqual([null]);
    expect(await entity(guest, 'no-id')).toEqual([null]);
  });

  it('changes the given fields of the profile only', async () => {
    const fields = 'user { displayName locale } userErrors { code path message }';
    expect(await clients.mutate(eve, 'profileUpdate', { locale: 'de' }, fields)).toEqual({
      user: { displayName: 'Eve', locale: 'de' },
      userErrors: [],
    });
    expect(await clients.mutate(eve, 'profileUpdate', { displayName: '\n' }, fields)).toMatchObject({
      user: null,
      userErrors: [{ code: 'DISPLAY_NAME_INVALID', path: ['displayName'] }],
    });
  });

  it('keeps, changes and removes addresses', async () => {
    const { address: saved } = await add(ada, { line2: 'at the back', region: '' });
    expect(saved).toEqual({ ...address, id: expect.any(String), line2: 'at the back', region: null, phone: null });
    const id = saved?.id ?? '';
    const moved = { id, address: { ...address, city: 'Bremen' } };
    expect(await clients.mutate(ada, 'addressUpdate', moved, addressFields)).toMatchObject({
      address: { id, city: 'Bremen', line2: null },
    });
    expect(await addressesOf(ada)).toEqual({ addresses: [{ id, city: 'Bremen', line2: null }] });
    const removal = () => clients.mutate(ada, 'addressRemove', { id }, 'removedId userErrors { code path message }');
    expect(await removal()).toEqual({ removedId: id, userErrors: [] });
    expect(clients.codeOf(await removal())).toBe('ADDRESS_NOT_FOUND');
    expect(await addressesOf(ada)).toEqual({ addresses: [] });
  });

  it('does not find the address of another user', async () => {
    const { address: saved } = await add(ada);
    for (const id of [saved?.id, newId(), 'no-id']) {
      expect(clients.codeOf(await clients.mutate(eve, 'addressUpdate', { id, address }, addressFields))).toBe('ADDRESS_NOT_FOUND');
      const payload = await clients.mutate(eve, 'addressRemove', { id }, 'removedId userErrors { code path message }');
      expect(clients.codeOf(payload)).toBe('ADDRESS_NOT_FOUND');
    }
    expect(await addressesOf(ada)).toMatchObject({ addresses: [{ city: 'Kiel' }] });
  });

  it('learns the invalid line of an address, and the limit of addresses', async () => {
    expect(await add(eve, { city: '' })).toMatchObject({ address: null, userErrors: [{ code: 'ADDRESS_INVALID', path: ['city'] }] });
    expect(await add(eve, { countryCode: 'ZZ' })).toMatchObject({ userErrors: [{ code: 'COUNTRY_UNKNOWN' }] });
    for (let count = 0; count < 20; count += 1) await add(eve);
    expect(clients.codeOf(await add(eve))).toBe('TOO_MANY_ADDRESSES');
  });

  it('has to log in before changing anything', async () => {
    const calls: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
      ['profileUpdate', { displayName: 'X' }],
      ['addressAdd', { address }],
      ['addressUpdate', { id: newId(), address }],
      ['addressRemove', { id: newId() }],
    ];
    for (const [operation, input] of calls) {
      await expect(clients.mutate(guest, operation, input, 'userErrors { code }')).rejects.toThrow('UNAUTHENTICATED');
    }
  });

  describe('as a public profile', () => {
    const known = async (actor: Client, ids: readonly string[], graph: ContextHarness['graph'] = harness.graph): Promise<unknown> => {
      const query = 'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on PublicProfile { id displayName } } }';
      return (await graph(actor, query, { refs: ids.map((id) => ({ __typename: 'PublicProfile', id })) })).data?.['_entities'];
    };
    it('has only a name, and is null for unknown users', async () => {
      expect(await known(guest, [ada.userId, newId(), 'no-id'])).toEqual([{ id: ada.userId, displayName: 'Ada' }, null, null]);
      const more = 'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on PublicProfile { email } } }';
      expect((await harness.graph(operator, more, { refs: [] })).errors).toHaveLength(1);
    });

    it('shows a new name at once in the replica that wrote it, and soon in all others', async () => {
      const other = await harness.replica();
      const max = actorOf(await clients.register('max@demo.test', { displayName: 'Max' }));
      for (const displayName of ['Maxim', 'Maxime', 'Maxi']) {
        await known(guest, [max.userId], other.graph);
        await clients.mutate(max, 'profileUpdate', { displayName }, 'userErrors { code }');
        expect(await known(guest, [max.userId])).toEqual([{ id: max.userId, displayName }]);
        await eventually(
          async () => JSON.stringify(await known(guest, [max.userId], other.graph)) === JSON.stringify([{ id: max.userId, displayName }]),
          { waitingFor: 'the name in the other replica' },
        );
      }
    });

    it('is read for a whole page in one statement, and from the cache afterwards', async () => {
      const ids = await Promise.all(
        Array.from({ length: 10 }, async (_, n) => actorOf(await clients.register(`page${n}@demo.test`)).userId),
      );
      expect(await harness.statementsOf(() => known(guest, [...ids, newId()]))).toBe(1);
      expect(await harness.statementsOf(() => known(guest, ids))).toBe(0);
    });
  });

  it('is read for a whole page in few statements', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, async (_, n) => actorOf(await clients.register(`many${n}@demo.test`)).userId));
    const query = 'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { displayName } } }';
    const refs = ids.map((id) => ({ __typename: 'User', id }));
    const read = async (): Promise<void> => {
      const answer = await harness.graph(guest, query, { refs });
      expect(answer.data?.['_entities']).toHaveLength(10);
    };
    expect(await harness.statementsOf(read)).toBeLessThan(5);
  });
});
