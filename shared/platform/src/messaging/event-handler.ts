import type { z } from 'zod';
import type { Cause } from '@marketplace/kernel';
import type { DataOf, Envelope, EventContract } from '@marketplace/schema';

/** What a context does when it hears of an event. */
export type EventHandler = {
  readonly contract: EventContract;
  /** The data is checked against the contract before; the cause makes the effect happen once. */
  readonly handle: (event: Envelope, cause: Cause) => Promise<void>;
};

/** Where and why, in one line; never what stood there. */
const faultsOf = (error: z.ZodError): string => error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');

/**
 * Binds an event of another context to a use case. The handler passes the cause on to the unit it commits; an event
 * that needs nothing just returns. A throw is a fault: tried again in place, later events of the same aggregate wait.
 */
export const handle = <Contract extends EventContract>(
  contract: Contract,
  handle: (event: Envelope<DataOf<Contract>>, cause: Cause) => Promise<void>,
): EventHandler => ({
  contract,
  handle: async (event, cause) => {
    const data = contract.data.safeParse(event.data);
    if (!data.success) throw new Error(`${contract.type} breaks its contract: ${faultsOf(data.error)}`);
    await handle({ ...event, data: data.data as DataOf<Contract> }, cause);
  },
});
