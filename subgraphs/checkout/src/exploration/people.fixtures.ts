import { idOf, type CheckoutId } from '@marketplace/kernel';
import type { Checkout } from '../domain/checkout';
import type { News } from '../domain/news';
import type { Market } from './market.fixtures';
import { cards } from './scenario.fixtures';

export type Choose = () => number;
export type Act = (market: Market, choose: Choose) => boolean;

export const one = <T>(from: readonly T[], choice: number): T | undefined => from[choice % from.length];

type Rows = readonly (readonly [CheckoutId, { readonly checkout: Checkout }])[];

/** Any checkout, as long as it is not said which are meant. */
const anyOf = (rows: Rows, choice: number): CheckoutId | undefined => one(rows, choice)?.[0];
const waitingForBuyer = (rows: Rows, choice: number): CheckoutId | undefined =>
  anyOf(
    rows.filter(([, { checkout }]) => checkout.progress.status === 'ACTION_REQUIRED'),
    choice,
  );

const speak =
  (newsOf: (id: CheckoutId, choose: Choose) => News, pick = anyOf): Act =>
  ({ checkouts, world }, choose) => {
    const id = pick([...checkouts.rows], choose());
    if (id === undefined || !checkouts.isUp()) return false;
    const news = newsOf(id, choose);
    world.note(() => `${id} hears ${news.type}`);
    return checkouts.tell(id, news);
  };

/** What people do: buyers, and operators. */
export const people = {
  'buyer aborts': speak(() => ({ type: 'AbortRequested', by: 'buyer' })),
  'operator aborts': speak(() => ({ type: 'AbortRequested', by: 'operator' })),
  'operator resumes': speak(() => ({ type: 'ResumeRequested', by: 'operator' })),
  'operator compensates': speak(() => ({ type: 'CompensationRequested', by: 'operator', reason: 'stuck' })),
  'buyer tries another card': (market, choose) => {
    const attempt = market.payments.all.length + 1;
    return speak(
      (id, chooseCard) => ({
        type: 'PaymentRetryRequested',
        nextPaymentId: idOf(`${id}-p${attempt + 1}`),
        sealedMethod: one(cards, chooseCard()) ?? 'good',
      }),
      waitingForBuyer,
    )(market, choose);
  },
  'buyer cancels': ({ orders }, choose) => {
    const order = one(
      orders.all.filter(({ status, placed }) => status === 'CREATED' && !placed),
      choose(),
    );
    if (order !== undefined) orders.cancelByBuyer(order);
    return order !== undefined;
  },
} satisfies Record<string, Act>;
