import { stream, type Broker } from './broker';

/** How many messages of a producer a context has not finished with; nothing where the broker cannot say. */
export type ConsumerLag = { readonly producer: string; readonly waiting?: number };

/** Asks the broker how far a context is behind those that it listens to. */
export type MeasureLag = (producers: readonly string[]) => Promise<readonly ConsumerLag[]>;

/** The name of the durable consumer by which one context hears another. */
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
