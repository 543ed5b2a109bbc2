import { connectionOf, enumOf, enumOfNames, objectType, t } from '@marketplace/platform/graphql';
import type { StuckCheckout } from '../../application/ports';
import { waitsFor } from '../../domain/awaited';
import { CheckoutStatusType } from './checkout.types';

const PartyType = enumOfNames('CheckoutParty', 'Who can owe a checkout an answer.', [
  'BUYER',
  'CARTS',
  'INVENTORY',
  'SHIPPING',
  'PROMOTIONS',
  'ORDERS',
  'PAYMENTS',
]);

const InterventionActionType = enumOf('CheckoutInterventionAction', 'What an operator did to a checkout.', {
  RESUME: 'Made it ask again.',
  COMPENSATE: 'Had everything undone.',
});

const InterventionType = objectType('CheckoutIntervention', 'What an operator did to a checkout, and when.', {
  action: t.of(InterventionActionType, 'What was done.'),
  by: t.string('Who did it, such as "user:0190…".'),
  reason: t.string('Why; null where no reason is asked for.').nullable(),
  at: t.dateTime('When.'),
});
type InterventionType = InstanceType<typeof InterventionType>;

export const StuckCheckoutType = objectType('StuckCheckout', 'A checkout that makes no progress, as operators need to see it.', {
  id: t.id('The id of the checkout.'),
  status: t.of(CheckoutStatusType, 'The last thing that is known of it.'),
  waitingFor: t.list(PartyType, 'Whose answers it waits for.').as<readonly string[]>(),
  since: t.dateTime('Since when it has not moved.'),
  deadlinesPassed: t.int('How many deadlines have passed since then.'),
  deadline: t.dateTime('When it asks again; long past where nobody tells it that the time is over.').nullable(),
  startedAt: t.dateTime('When the buyer began it.'),
  buyerId: t.id('The id of the buyer.'),
  interventions: t.list(InterventionType, 'What operators have done to it, oldest first.'),
});
export type StuckCheckoutType = InstanceType<typeof StuckCheckoutType>;

export const StuckCheckoutConnectionType = connectionOf('StuckCheckout', StuckCheckoutType);

export const toStuckCheckoutType = ({ checkout, startedAt, deadline }: StuckCheckout): StuckCheckoutType => {
  const { request, progress, since, overdue, interventions } = checkout;
  return {
    id: request.checkoutId,
    status: progress.status,
    waitingFor: waitsFor(checkout).map((party) => party.toUpperCase()),
    since,
    deadlinesPassed: overdue,
    deadline: deadline ?? null,
    startedAt,
    buyerId: request.buyerId,
    interventions: interventions.map(({ reason, ...done }) => ({ ...done, reason: reason === '' ? null : reason })),
  };
};
