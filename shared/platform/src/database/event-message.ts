import type { DataOf, EventContract } from '@marketplace/schema';

/** An event to publish. Each event of an aggregate has its own version; the last one is the version of the state. */
export type EventMessage = {
  readonly contract: EventContract;
  readonly aggregateId: string;
  readonly aggregateVersion: number;
  /** The version of the previous published event, if it is not `aggregateVersion - 1`. Not every change of state publishes an event. */
  readonly previousVersion?: number;
  readonly data: unknown;
};

/** Creates an event. Data that does not match the contract does not compile; invalid values throw. */
export const eventMessage = <Contract extends EventContract>(
  contract: Contract,
  aggregate: { readonly id: string; readonly version: number },
  data: DataOf<Contract>,
): EventMessage => ({ contract, aggregateId: aggregate.id, aggregateVersion: aggregate.version, data: contract.data.parse(data) });
