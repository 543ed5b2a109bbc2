import type { Client } from 'pg';

/** A socket as far as it can hold its writes back. */
export type Corkable = { readonly cork: () => void; readonly uncork: () => void };

/** What pg keeps of a client and does not declare: the only place that relies on it. */
type Insides = { readonly connection?: { readonly stream?: Partial<Corkable> } };

/**
 * The socket of a client, to send what is written in one turn of the event loop with one system call. Throws when the driver keeps it
 * somewhere else; `driver-socket.int.spec.ts` fails then.
 */
export const socketOf = (client: Client): Corkable => {
  const stream = (client as unknown as Insides).connection?.stream;
  if (typeof stream?.cork !== 'function' || typeof stream.uncork !== 'function')
    throw new Error('pg keeps its socket where we do not look');
  return stream as Corkable;
};
