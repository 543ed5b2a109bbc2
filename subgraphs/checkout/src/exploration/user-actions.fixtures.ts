import { idOf, type CheckoutId } from '@marketplace/kernel';
import type { Checkout } from '../domain/checkout';
import type { SagaInput } from '../domain/saga-messages';
import type { Simulation } from './simulation.fixtures';
import { cards } from './scenario.fixtures';

export type Choose = () => number;
export type Action = (simulation: Simulation, choose: Choose) => boolean;

export const pickOne = <T>(from: readonly T[], choice: number): T | undefined => from[choice % from.length];

type Rows = readonly (readonly [CheckoutId, { readonly checkout: Checkout }])[];

/** Any checkout. */
const anyOf = (rows: Rows, choice: number): CheckoutId | undefined => pickOne(rows, choice)?.[0];
const waitingForBuyer = (rows: Rows, choice: number): CheckoutId | undefined =>
  anyOf(
    rows.filter(([, { checkout }]) => checkout.progress.status === 'ACTION_REQUIRED'),
    choice,
  );

const userAction =
  (inputOf: (id: CheckoutId, choose: Choose) => SagaInput, pick = anyOf): Action =>
  ({ checkouts, world }, choose) => {
    const id = pick([...checkouts.rows], choose());
    if (id === undefined || !checkouts.isUp()) return false;
    const input = inputOf(id, choose);
    world.note(() => `${id} handles ${input.type}`);
    return checkouts.apply(id, input);
  };

/** Actions of buyers and operators. */
export const userActions = {
  'buyer aborts': userAction(() => ({ type: 'AbortRequested', by: 'buyer' })),
  'operator aborts': userAction(() => ({ type: 'AbortRequested', by: 'operator' })),
  'operator resumes': userAction(() => ({ type: 'ResumeRequested', by: 'operator' })),
  'operator compensates': userAction(() => ({ type: 'CompensationRequested', by: 'operator', reason: 'stuck' })),
  'buyer tries another card': (simulation, choose) => {
    const attempt = simulation.payments.all.length + 1;
    return userAction(
      (id, chooseCard) => ({
        type: 'PaymentRetryRequested',
        nextPaymentId: idOf(`${id}-p${attempt + 1}`),
        sealedMethod: pickOne(cards, chooseCard()) ?? 'good',
      }),
      waitingForBuyer,
    )(simulation, choose);
  },
  'buyer cancels': ({ orders }, choose) => {
    const order = pickOne(
      orders.all.filter(({ status, placed }) => status === 'CREATED' && !placed),
      choose(),
    );
    if (order !== undefined) orders.cancelByBuyer(order);
    return order !== undefined;
  },
} satisfies Record<string, Action>;
