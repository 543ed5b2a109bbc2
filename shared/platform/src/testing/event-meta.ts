import type { Instant } from '@marketplace/kernel';
import type { DataOf, Envelope, EventContract } from '@marketplace/schema';
import { newId, now } from '../core/ids';

/** The metadata of an event that a test publishes. */
export type EventMeta = {
  readonly aggregateId: string;
  readonly version: number;
  readonly correlationId?: string;
  readonly eventId?: string;
  /** Defaults to now. */
  readonly occurredAt?: Instant;
};

/** Creates an event as its producer would. Throws if the data violates the contract. */
export const envelopeOf = <Contract extends EventContract>(contract: Contract, data: DataOf<Contract>, meta: EventMeta): Envelope => ({
  id: meta.eventId ?? newId(),
  type: contract.type,
  version: contract.version,
  context: contract.context,
  aggregate: { type: contract.aggregate, id: meta.aggregateId, version: meta.version },
  occurredAt: meta.occurredAt ?? now(),
  correlationId: meta.correlationId ?? 'test',
  actor: 'system:test',
  data: contract.data.parse(data),
});
