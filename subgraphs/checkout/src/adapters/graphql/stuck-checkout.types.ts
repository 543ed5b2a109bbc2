import { connectionOf, enumOf, enumOfNames, objectType, t } from '@marketplace/platform/graphql';
import type { StuckCheckout } from '../../application/ports';
import { awaitedParties } from '../../domain/pending-answers';
import { CheckoutStatusType } from './checkout.types';

const PartyType = enumOfNames('CheckoutParty', 'A party that a checkout can wait for.', [
  'BUYER',
  'CARTS',
  'INVENTORY',
  'SHIPPING',
  'PROMOTIONS',
  'ORDERS',
  'PAYMENTS',
]);

const InterventionActionType = enumOf('CheckoutInterventionAction', 'An action that an operator can take on a checkout.', {
  RESUME: 'Unanswered requests were sent again.',
  COMPENSATE: 'The checkout was aborted and undone.',
});

const InterventionType = objectType('CheckoutIntervention', 'An action that an operator took on a checkout.', {
  action: t.of(InterventionActionType, 'The action.'),
  by: t.string('The operator, such as "user:0190…".'),
  reason: t.string('The reason; null for actions without one.').nullable(),
  at: t.dateTime('The date and time when the action was taken.'),
});
type InterventionType = InstanceType<typeof InterventionType>;

export const StuckCheckoutType = objectType('StuckCheckout', 'A checkout that makes no progress.', {
  id: t.id('The ID of the checkout.'),
  status: t.of(CheckoutStatusType, 'The status of the checkout.'),
  waitingFor: t.list(PartyType, 'The parties whose answers the checkout is waiting for.').as<readonly string[]>(),
  since: t.dateTime('The date and time of the last progress.'),
  deadlinesPassed: t.int('The number of deadlines that have passed since then.'),
  deadline: t
    .dateTime('The date and time when unanswered requests are sent again. In the past if the deadlines job is not running.')
    .nullable(),
  startedAt: t.dateTime('The date and time when the buyer started the checkout.'),
  buyerId: t.id('The ID of the buyer.'),
  interventions: t.list(InterventionType, 'The actions of operators on the checkout, oldest first.'),
});
export type StuckCheckoutType = InstanceType<typeof StuckCheckoutType>;

export const StuckCheckoutConnectionType = connectionOf('StuckCheckout', StuckCheckoutType);

export const toStuckCheckoutType = ({ checkout, startedAt, deadline }: StuckCheckout): StuckCheckoutType => {
  const { request, progress, since, overdue, interventions } = checkout;
  return {
    id: request.checkoutId,
    status: progress.status,
    waitingFor: awaitedParties(checkout).map((party) => party.toUpperCase()),
    since,
    deadlinesPassed: overdue,
    deadline: deadline ?? null,
    startedAt,
    buyerId: request.buyerId,
    interventions: interventions.map(({ reason, ...done }) => ({ ...done, reason: reason === '' ? null : reason })),
  };
};
