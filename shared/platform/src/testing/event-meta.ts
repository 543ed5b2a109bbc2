import type { Instant } from '@marketplace/kernel';
import type { DataOf, Envelope, EventContract } from '@marketplace/schema';
import { newId, now } from '../core/ids';

/** What surrounds the data of an event that a test has somebody say. */
export type EventMeta = {
  readonly aggregateId: string;
  readonly version: number;
  readonly correlationId?: string;
  readonly eventId?: string;
  /** Now, where nothing is said. */
  readonly occurredAt?: Instant;
};

/** An event as its producer would write it; data that breaks the contract is a fault of the test. */
export const envelopeOf = <Contract extends EventContract>(contract: Contract, data: DataOf<Contract>, said: EventMeta): Envelope => ({
  id: said.eventId ?? newId(),
  type: contract.type,
  version: contract.version,
  context: contract.context,
  aggregate: { type: contract.aggregate, id: said.aggregateId, version: said.version },
  occurredAt: said.occurredAt ?? now(),
  correlationId: said.correlationId ?? 'test',
  actor: 'system:test',
  data: contract.data.parse(data),
});
