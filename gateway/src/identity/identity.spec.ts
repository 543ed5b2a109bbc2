import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GraphQLError } from 'graphql';
import { instant, type Clock } from '@marketplace/kernel';
import { identityVerifier } from '@marketplace/platform';
import { anna, audience, issuer, testKeys, type Keys } from '../gateway.fixtures';
import { identityKey } from '../graph.fixtures';
import { authenticator, type Caller, type Identify } from './identity';

describe('identities', () => {
  let keys: Keys;
  let now = Date.now();
  const clock: Clock = () => instant(now);
  const verify = identityVerifier(identityKey);

  beforeAll(async () => {
    keys = await testKeys();
  });
  beforeEach(() => {
    now = Date.now();
  });

  const known = (caller: Caller | GraphQLError): Caller => {
    if (caller instanceof GraphQLError) throw caller;
    return caller;
  };
  const withKeys = (verificationKeys: Parameters<typeof authenticator>[0]['verificationKeys']): Promise<Identify> =>
    authenticator({ verificationKeys, identityKey, issuer, audience, clock });

  it('signs the identity of the token until the token expires', async () => {
    const identify = await withKeys({ jwks: keys.jwks });
    const { identity, expiresAt } = known(
      await identify({ authorization: `Bearer ${await keys.token({ roles: ['buyer', 'operator'] })}` }),
    );
    expect(verify(identity(), now)).toEqual({ kind: 'user', userId: anna, roles: ['buyer', 'operator'], sellerIds: [] });
    expect(verify(identity(), (expiresAt ?? 0) + 1)).toBeUndefined();
  });

  it('verifies a token once and rejects it after it has expired', async () => {
    const identify = await withKeys({ jwks: keys.jwks });
    const authorization = `Bearer ${await keys.token()}`;
    expect(await identify({ authorization })).toBe(await identify({ authorization }));
    now = Date.now() + 601_000;
    expect(await identify({ authorization })).toBeInstanceOf(GraphQLError);
  });

  it('renews the identity of a guest, so that a long stream never sends an expired one', async () => {
    const guest = known(await (await withKeys({ jwks: keys.jwks }))({ cartToken: 'c1' }));
    const first = guest.identity();
    expect(guest.identity()).toBe(first);
    now += 3_600_000;
    expect(verify(first, now)).toBeUndefined();
    expect(verify(guest.identity(), now)).toEqual({ kind: 'guest', cartToken: 'c1' });
  });

  it('fetches keys from a URL and reports that tokens cannot be verified when the keys are unavailable', async () => {
    const server = createServer((_request, response) => response.end(JSON.stringify(keys.jwks)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
    const authorization = `Bearer ${await keys.token()}`;
    expect(known(await (await withKeys({ url }))({ authorization })).expiresAt).toBeGreaterThan(now);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const away = await (await withKeys({ url }))({ authorization });
    expect(away).toMatchObject({ extensions: { code: 'AUTHENTICATION_UNAVAILABLE' } });
  });
});
