import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf, DateTime, enumOf, enumOfNames } from '@marketplace/platform/graphql';
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

@ObjectType('CheckoutIntervention', { description: 'What an operator did to a checkout, and when.' })
class InterventionType {
  @Field(() => InterventionActionType, { description: 'What was done.' })
  action!: string;

  @Field(() => String, { description: 'Who did it, such as "user:0190…".' })
  by!: string;

  @Field(() => String, { nullable: true, description: 'Why; null where no reason is asked for.' })
  reason!: string | null;

  @Field(() => DateTime, { description: 'When.' })
  at!: string;
}

@ObjectType('StuckCheckout', { description: 'A checkout that makes no progress, as operators need to see it.' })
export class StuckCheckoutType {
  @Field(() => ID, { description: 'The id of the checkout.' })
  id!: string;

  @Field(() => CheckoutStatusType, { description: 'The last thing that is known of it.' })
  status!: string;

  @Field(() => [PartyType], { description: 'Whose answers it waits for.' })
  waitingFor!: readonly string[];

  @Field(() => DateTime, { description: 'Since when it has not moved.' })
  since!: string;

  @Field(() => Int, { description: 'How many deadlines have passed since then.' })
  deadlinesPassed!: number;

  @Field(() => DateTime, { nullable: true, description: 'When it asks again; long past where nobody tells it that the time is over.' })
  deadline!: string | null;

  @Field(() => DateTime, { description: 'When the buyer began it.' })
  startedAt!: string;

  @Field(() => ID, { description: 'The id of the buyer.' })
  buyerId!: string;

  @Field(() => [InterventionType], { description: 'What operators have done to it, oldest first.' })
  interventions!: readonly InterventionType[];
}

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
