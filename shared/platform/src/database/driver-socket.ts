import type { Client } from 'pg';

/** A socket that can buffer its writes. */
export type Corkable = { readonly cork: () => void; readonly uncork: () => void };

/** Undeclared internals of the pg client. Nothing else relies on them. */
type ClientInternals = { readonly connection?: { readonly stream?: Partial<Corkable> } };

/**
 * The socket of a client, used to send all statements of one turn of the event loop with one system call. Throws if the driver's internals
 * change; `driver-socket.int.spec.ts` detects that.
 */
export const socketOf = (client: Client): Corkable => {
  const stream = (client as unknown as ClientInternals).connection?.stream;
  if (typeof stream?.cork !== 'function' || typeof stream.uncork !== 'function')
    throw new Error('the internals of pg have changed: no socket found');
  return stream as Corkable;
};
