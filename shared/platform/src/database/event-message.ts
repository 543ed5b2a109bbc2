import type { DataOf, EventContract } from '@marketplace/schema';

/** An event on its way to the outbox. Each event of an aggregate has a version of its own; the last one is the state's. */
export type EventMessage = {
  readonly contract: EventContract;
  readonly aggregateId: string;
  readonly aggregateVersion: number;
  /** The version of the event before it, where that is not simply the version before: a state can move without an event. */
  readonly previousVersion?: number;
  readonly data: unknown;
};

/** Makes an event that keeps its contract: wrong data does not compile, and broken values do not leave the context. */
export const eventMessage = <Contract extends EventContract>(
  contract: Contract,
  aggregate: { readonly id: string; readonly version: number },
  data: DataOf<Contract>,
): EventMessage => ({ contract, aggregateId: aggregate.id, aggregateVersion: aggregate.version, data: contract.data.parse(data) });
