import { stream, type Broker } from './broker';

/** The number of unhandled messages of a producer; undefined if the broker does not respond. */
export type ConsumerLag = { readonly producer: string; readonly waiting?: number };

/** Queries the consumer lag of a context from the broker. */
export type MeasureLag = (producers: readonly string[]) => Promise<readonly ConsumerLag[]>;

/** The name of the durable consumer of a context for the events of a producer. */
export const durableOf = (context: string, producer: string): string => `${context}__${producer}`;

export const lagOf =
  (broker: Broker, context: string): MeasureLag =>
  (producers) =>
    Promise.all(
      producers.map(async (producer) => {
        try {
          const { num_pending, num_ack_pending } = await broker.manager.consumers.info(stream, durableOf(context, producer));
          return { producer, waiting: num_pending + num_ack_pending };
        } catch {
          return { producer };
        }
      }),
    );
