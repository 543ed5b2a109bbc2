import { fold, guest, idOf, type Actor } from '@marketplace/kernel';
import { evolve } from '../domain/evolve';
import { initial } from '../domain/payment';
import { agreed, cashRequested, collected, orderA, promised, sellerA, sellerB, terms, usd } from '../domain/payment.fixtures';
import { ledgerFor, visiblePayment } from './access';
import type { LedgerViews, StoredPayment } from './ports';

type User = Extract<Actor, { kind: 'user' }>;

const user = (roles: User['roles'], facts: Partial<User> = {}): Actor => ({
  ...{ kind: 'user', userId: idOf('user'), sellerIds: [], roles },
  ...facts,
});

const buyer = user(['buyer'], { userId: terms.buyerId });
const operator = user(['operator']);

/** A payment with cash on delivery whose first order was delivered. */
const state = evolve(fold(evolve, initial, [cashRequested, promised, agreed]), collected(orderA));
const stored: StoredPayment = { state, version: 4, announced: 4, correlationId: 'flow', attempts: 0, cancelledElsewhere: [] };

describe('a payment', () => {
  it.each([
    ['its buyer', buyer],
    ['an operator', operator],
  ])('is shown in full to %s', (_, actor) => {
    expect(visiblePayment(actor, stored)).toMatchObject({ status: 'CASH_DUE', amount: usd(15_500), captured: usd(10_500) });
  });

  it('is shown to the staff of a seller for their own orders', () => {
    expect(visiblePayment(user(['seller'], { sellerIds: [sellerA] }), stored)).toMatchObject({ status: 'COLLECTED', amount: usd(10_500) });
    expect(visiblePayment(user(['seller'], { sellerIds: [sellerB] }), stored)).toMatchObject({ status: 'CASH_DUE', captured: usd(0) });
  });

  it('does not exist for other users', () => {
    for (const actor of [guest, user(['buyer']), user(['seller'])]) expect(visiblePayment(actor, stored)).toBeUndefined();
  });
});

describe('the ledger', () => {
  const ledger: LedgerViews = { accounts: () => Promise.resolve([]), entries: () => Promise.resolve([]) };

  it('is open to operators only', () => {
    expect(ledgerFor(operator, ledger)).toBe(ledger);
    for (const actor of [guest, buyer, user(['seller'], { sellerIds: [sellerA] })])
      expect(ledgerFor(actor, ledger)).toEqual({ refused: 'forbidden' });
  });
});
