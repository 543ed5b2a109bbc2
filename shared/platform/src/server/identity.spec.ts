import { idOf, type Actor } from '@marketplace/kernel';
import { identityVerifier, signIdentity } from './identity';
import { newId } from '../core/ids';

const key = 'a-key-of-at-least-thirty-two-characters';
const seller: Extract<Actor, { kind: 'user' }> = {
  kind: 'user',
  userId: idOf(newId()),
  roles: ['buyer', 'seller'],
  sellerIds: [idOf(newId())],
};
const now = 1_000_000;

describe('a signed identity', () => {
  const verify = identityVerifier(key);
  const token = (actor: Exclude<Actor, { kind: 'system' }> = seller, expiresAt = now + 1) => signIdentity(actor, expiresAt, key);

  it('contains the actor', () => {
    for (const actor of [seller, { kind: 'guest' }, { kind: 'guest', cartToken: 'cart' }] as const)
      expect(verify(token(actor), now)).toEqual(actor);
  });

  it('is rejected after it has expired, even if it was cached', () => {
    const short = token();
    expect(verify(short, now)).toEqual(seller);
    expect(verify(short, now + 1)).toBeUndefined();
  });

  it('is rejected when modified, unsigned or signed with another key', () => {
    const [payload = '', mac = ''] = token().split('.');
    const operator = Buffer.from(JSON.stringify({ actor: { ...seller, roles: ['operator'] }, expiresAt: now + 1 })).toString('base64url');
    const bad = [
      '',
      '.',
      payload,
      `${payload}.`,
      `.${mac}`,
      `${operator}.${mac}`,
      `${payload}.${mac}.more`,
      `${payload}.${mac.slice(1)}`,
      `${payload}x.${mac}`,
    ];
    for (const text of [...bad, signIdentity(seller, now + 1, `${key}!`)]) expect(verify(text, now)).toBeUndefined();
  });

  it('is rejected when the signed value is not an identity', () => {
    for (const actor of [
      { kind: 'system', context: 'orders' },
      { kind: 'user', userId: 'me', roles: [], sellerIds: [] },
      { kind: 'user', roles: ['king'] },
    ]) {
      expect(verify(token(actor as never), now)).toBeUndefined();
    }
  });
});
