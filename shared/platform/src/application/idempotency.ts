import { createHash } from 'node:crypto';
import { actorRef, canonicalJson, isRefused, refuse, type Cause, type Refusal } from '@marketplace/kernel';
import { batched } from '../core/batched';
import type { Database } from '../database/database';
import { DuplicateRequest, retry } from '../database/faults';

export type IdempotentRequest<T> = {
  readonly operation: string;
  readonly key: string;
  /** The request without its key. The same key with another body is rejected. */
  readonly body: unknown;
  readonly cause: Cause;
  /** Handles the request, committing a unit with the given cause. */
  readonly run: (cause: Cause) => Promise<T | Refusal>;
  /** Returns the result of the first request, by the ID of the aggregate that it wrote. */
  readonly replay: (aggregateId: string) => Promise<T | Refusal>;
};

export type IdempotencyRefusal = Refusal<'idempotency-key-reused' | 'idempotency-key-invalid'>;

/**
 * Makes repeated requests with the same key return the first result. The key is part of the unit that the request commits, so a crash
 * leaves both or neither. A refused request stores nothing and can be retried with the same key.
 */
export type Idempotency = {
  readonly once: <T>(request: IdempotentRequest<T>) => Promise<T | Refusal>;
};

type KeyRow = { request_hash: string; aggregate_id: string };

const keyShape = /^[\x21-\x7e]{1,200}$/;

const scopeOf = (request: IdempotentRequest<unknown>): string => {
  const { actor } = request.cause;
  const guestToken =
    actor.kind === 'guest' && actor.cartToken !== undefined ? `:${createHash('sha256').update(actor.cartToken).digest('base64url')}` : '';
  return `${request.operation}:${actorRef(actor)}${guestToken}`;
};

/** Reads keys in batches. Keys contain no spaces. */
const storedKeys = (db: Database) =>
  batched(async (asked): Promise<ReadonlyMap<string, KeyRow>> => {
    const parts = asked.map((each) => [each.slice(0, each.indexOf(' ')), each.slice(each.indexOf(' ') + 1)] as const);
    const rows = await db.query<KeyRow & { key: string; scope: string }>(
      `SELECT k.key, k.scope, k.request_hash, k.aggregate_id
       FROM unnest($1::text[], $2::text[]) AS asked (key, scope) JOIN idempotency_keys k ON k.scope = asked.scope AND k.key = asked.key`,
      [parts.map(([key]) => key), parts.map(([, scope]) => scope)],
    );
    return new Map(rows.map((row) => [`${row.key} ${row.scope}`, row]));
  });

export const createIdempotency = (db: Database): Idempotency => {
  const stored = storedKeys(db);
  return {
    once: async (request) => {
      if (!keyShape.test(request.key)) return refuse('idempotency-key-invalid');
      const scope = scopeOf(request);
      const requestHash = createHash('sha256').update(canonicalJson(request.body)).digest('base64url');
      const find = (): Promise<KeyRow | undefined> => stored(`${request.key} ${scope}`);
      const answerFrom = (row: KeyRow): ReturnType<typeof request.run> =>
        row.request_hash === requestHash ? request.replay(row.aggregate_id) : Promise.resolve(refuse('idempotency-key-reused'));
      const earlier = await find();
      if (earlier !== undefined) return answerFrom(earlier);
      try {
        const outcome = await retry(() => request.run({ ...request.cause, idempotency: { scope, key: request.key, requestHash } }));
        return isRefused(outcome) ? ((await find().then((row) => row && answerFrom(row))) ?? outcome) : outcome;
      } catch (error) {
        const parallel = error instanceof DuplicateRequest ? await find() : undefined;
        if (parallel === undefined) throw error;
        return answerFrom(parallel);
      }
    },
  };
};
