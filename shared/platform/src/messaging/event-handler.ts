import type { z } from 'zod';
import type { Cause } from '@marketplace/kernel';
import type { DataOf, Envelope, EventContract } from '@marketplace/schema';

/** The handler of an event. */
export type EventHandler = {
  readonly contract: EventContract;
  /** Handles an event whose data matches the contract. The cause makes the effect idempotent. */
  readonly handle: (event: Envelope, cause: Cause) => Promise<void>;
};

/** The paths and messages of validation errors, without values. */
const faultsOf = (error: z.ZodError): string => error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');

/**
 * Creates the handler of an event from another context. The handler passes the cause to the unit that it commits. If it throws, it is
 * retried, and later events of the same aggregate wait.
 */
export const handle = <Contract extends EventContract>(
  contract: Contract,
  handle: (event: Envelope<DataOf<Contract>>, cause: Cause) => Promise<void>,
): EventHandler => ({
  contract,
  handle: async (event, cause) => {
    const data = contract.data.safeParse(event.data);
    if (!data.success) throw new Error(`${contract.type} violates its contract: ${faultsOf(data.error)}`);
    await handle({ ...event, data: data.data as DataOf<Contract> }, cause);
  },
});
