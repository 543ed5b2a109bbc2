import { isBefore, type CheckoutId, type Instant, type OrderId } from '@marketplace/kernel';
import type { Checkout } from '../domain/checkout';
import type { OutboundMessage, SagaInput } from '../domain/saga-messages';

export type Party = 'checkout' | 'carts' | 'inventory' | 'shipping' | 'promotions' | 'orders' | 'payments';

/** A request with the state of its checkout, or an event. The event of a capture names the captured orders. */
export type Body =
  { readonly request: OutboundMessage; readonly checkout: Checkout } | { readonly event: SagaInput; readonly orders?: readonly OrderId[] };

/** A message to one consumer. */
export type Message = {
  readonly id: number;
  readonly from: Party;
  readonly to: Party;
  /** The aggregate of the message. Messages of one aggregate are delivered in order to each consumer. */
  readonly aggregate: string;
  readonly checkoutId: CheckoutId;
  readonly body: Body;
};

export const subjectOf = ({ body }: Message): string => ('request' in body ? body.request.type : body.event.type);
export const titleOf = (message: Message): string =>
  `${subjectOf(message)}#${message.id} of ${message.aggregate} to ${message.to} (${message.checkoutId})`;

/** The messages of one aggregate to one consumer, in order. A lost delivery blocks the channel until redelivery. */
export type Channel = { readonly key: string; readonly messages: Message[]; blockedUntil: Instant | undefined };

/** The broker. Keeps the order within an aggregate, but not across aggregates. */
export type Broker = ReturnType<typeof createBroker>;

export const createBroker = () => {
  const channels: Channel[] = [];
  return {
    /** The channels with messages. */
    channels,
    /** Delivered messages, for redelivery. */
    delivered: [] as Message[],
    /** Dead letters, for replay. */
    deadLetters: [] as Message[],
    send: (message: Message): void => {
      const key = `${message.to}<${message.from}:${message.aggregate}`;
      const channel = channels.find((each) => each.key === key);
      if (channel === undefined) channels.push({ key, messages: [message], blockedUntil: undefined });
      else channel.messages.push(message);
    },
    /** A channel that is not blocked. */
    pick: (now: Instant, choice: number): Channel | undefined => {
      const ready = channels.filter(({ blockedUntil }) => blockedUntil === undefined || !isBefore(now, blockedUntil));
      return ready[choice % ready.length];
    },
    /** Removes the first message of a channel. */
    take: (channel: Channel): Message | undefined => {
      const message = channel.messages.shift();
      channel.blockedUntil = undefined;
      if (channel.messages.length === 0) channels.splice(channels.indexOf(channel), 1);
      return message;
    },
  };
};
