import { isBefore, type CheckoutId, type Instant, type OrderId } from '@marketplace/kernel';
import type { Checkout } from '../domain/checkout';
import type { Announcement, News } from '../domain/news';

export type Party = 'checkout' | 'carts' | 'inventory' | 'shipping' | 'promotions' | 'orders' | 'payments';

/** A request of a checkout, as it stood then, or what somebody says; of a capture also which orders it covers. */
export type Body =
  { readonly asks: Announcement; readonly checkout: Checkout } | { readonly says: News; readonly orders?: readonly OrderId[] };

/** A message to one of those who listen to it. */
export type Letter = {
  readonly id: number;
  readonly from: Party;
  readonly to: Party;
  /** The aggregate that it is of: its letters are delivered in order to each listener. */
  readonly aggregate: string;
  readonly checkoutId: CheckoutId;
  readonly body: Body;
};

export const subjectOf = ({ body }: Letter): string => ('asks' in body ? body.asks.type : body.says.type);
export const titleOf = (letter: Letter): string =>
  `${subjectOf(letter)}#${letter.id} of ${letter.aggregate} to ${letter.to} (${letter.checkoutId})`;

/** Letters of one aggregate to one listener, in order. A lost delivery holds it up until it is delivered again. */
export type Channel = { readonly key: string; readonly letters: Letter[]; heldUpUntil: Instant | undefined };

/** The broker: keeps the order within an aggregate, and none between them. */
export type Post = ReturnType<typeof createPost>;

export const createPost = () => {
  const channels: Channel[] = [];
  return {
    /** Those that hold letters. */
    channels,
    /** Letters that were delivered, to be delivered again. */
    delivered: [] as Letter[],
    /** Letters that were given up, to be replayed by somebody. */
    deadLetters: [] as Letter[],
    send: (letter: Letter): void => {
      const key = `${letter.to}<${letter.from}:${letter.aggregate}`;
      const channel = channels.find((each) => each.key === key);
      if (channel === undefined) channels.push({ key, letters: [letter], heldUpUntil: undefined });
      else channel.letters.push(letter);
    },
    /** One that can be delivered from now. */
    pick: (now: Instant, choice: number): Channel | undefined => {
      const ready = channels.filter(({ heldUpUntil }) => heldUpUntil === undefined || !isBefore(now, heldUpUntil));
      return ready[choice % ready.length];
    },
    /** The first letter of a channel is done with. */
    take: (channel: Channel): Letter | undefined => {
      const letter = channel.letters.shift();
      channel.heldUpUntil = undefined;
      if (channel.letters.length === 0) channels.splice(channels.indexOf(channel), 1);
      return letter;
    },
  };
};
