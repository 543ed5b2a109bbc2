import { actorRef, guest, isOperator, isSellerStaff, isUser, systemOf, type Actor } from './actor';
import { idOf, isId } from './ids';

const staff: Actor = { kind: 'user', userId: idOf('u1'), roles: ['seller'], sellerIds: [idOf('s1')] };
const operator: Actor = { kind: 'user', userId: idOf('u2'), roles: ['buyer', 'operator'], sellerIds: [] };

describe('an actor', () => {
  it('has no roles by default', () => {
    for (const actor of [guest, systemOf('orders')]) {
      expect([isOperator(actor), isUser(actor, idOf('u1')), isSellerStaff(actor, idOf('s1'))]).toEqual([false, false, false]);
    }
  });

  it('is staff of its own sellers only', () => {
    expect([isSellerStaff(staff, idOf('s1')), isSellerStaff(staff, idOf('s2')), isOperator(staff)]).toEqual([true, false, false]);
    expect([isOperator(operator), isSellerStaff(operator, idOf('s1')), isUser(operator, idOf('u2'))]).toEqual([true, false, true]);
  });

  it('is written into events as an id', () => {
    expect([guest, staff, systemOf('orders')].map(actorRef)).toEqual(['guest', 'user:u1', 'system:orders']);
  });
});

describe('an id', () => {
  it('is a UUID in lower case', () => {
    expect(isId('01900000-0000-7000-8000-000000000001')).toBe(true);
    for (const text of [
      '',
      '1',
      '01900000-0000-7000-8000-00000000000',
      '01900000-0000-7000-8000-00000000000G',
      '01900000-0000-7000-8000-0000000000AB',
      '01900000-0000-7000-8000-000000000001\n',
    ]) {
      expect(isId(text)).toBe(false);
    }
  });
});
