import { findCard, type Trouble } from './cards';
import type { Books } from './records';
import type { Operation } from './routes';

/** The first request with its idempotency key. */
export type Occasion = {
  readonly operation: Operation;
  readonly id: string;
  readonly parameters: URLSearchParams;
  readonly fingerprint: string;
};

export type Troubles = {
  /** Makes the next request of an operation fail. Repeated calls are queued. */
  readonly failNext: (operation: Operation, how: Trouble) => void;
  readonly next: (occasion: Occasion) => Trouble | undefined;
};

const charges = ({ operation, parameters }: Occasion): boolean =>
  operation === 'confirm' || (operation === 'create' && parameters.get('confirm') === 'true');

/** Decides the failure of a request: first those queued by a test, then that of the test payment method. */
export const createTroubles = (books: Books): Troubles => {
  const asked: { readonly operation: Operation; readonly how: Trouble }[] = [];
  const met = new Set<string>();

  const firstTime = (occasion: string): boolean => {
    if (met.has(occasion)) return false;
    met.add(occasion);
    return true;
  };

  const byCard = (occasion: Occasion): Trouble | undefined => {
    const { operation, id, parameters, fingerprint } = occasion;
    const card = findCard(parameters.get('payment_method') ?? books.intents.get(id)?.card ?? '');
    if (card === undefined) return undefined;
    if (operation === 'capture')
      return card.firstCaptureTrouble !== undefined && firstTime(`capture ${id}`) ? card.firstCaptureTrouble : undefined;
    if (!charges(occasion)) return undefined;
    if (card.firstTrouble !== undefined) return firstTime(fingerprint) ? card.firstTrouble : undefined;
    return card.trouble;
  };

  return {
    failNext: (operation, how) => void asked.push({ operation, how }),
    next: (occasion) => {
      const index = asked.findIndex(({ operation }) => operation === occasion.operation);
      if (index >= 0) return asked.splice(index, 1)[0]?.how;
      return byCard(occasion);
    },
  };
};
