import { z } from 'zod';
import { idOf, type Actor } from '@marketplace/kernel';
import { userActor, type ContextHarness } from '@marketplace/platform/testing';

export type Client = Exclude<Actor, { kind: 'system' }>;

export const guest: Client = { kind: 'guest' };

const userErrors = z.array(z.object({ code: z.string(), message: z.string(), path: z.array(z.string()).nullable() }));

const sessionAnswer = z.object({
  accessToken: z.string().nullable(),
  refreshToken: z.string().nullable(),
  expiresAt: z.string().nullable(),
  user: z
    .object({ id: z.string(), email: z.string().nullable(), displayName: z.string(), roles: z.array(z.string()).nullable() })
    .nullable(),
  userErrors,
});

export type SessionAnswer = z.output<typeof sessionAnswer>;

const sessionFields = 'accessToken refreshToken expiresAt user { id email displayName roles } userErrors { code message path }';

const claims = z.object({ sub: z.string(), roles: z.array(z.enum(['buyer', 'seller', 'operator'])), sellerIds: z.array(z.string()) });

/** The actor that the gateway reads from an access token. */
export const actorOf = (answer: SessionAnswer): Extract<Actor, { kind: 'user' }> => {
  const payload = (answer.accessToken ?? '').split('.')[1] ?? '';
  const { sub, roles, sellerIds } = claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
  return userActor(
    idOf(sub),
    roles,
    sellerIds.map((sellerId) => idOf(sellerId)),
  );
};

export const password = 'demo-Pass-1';

/** Clients that call the GraphQL API of accounts. */
export const clientsOf = (harness: ContextHarness) => {
  /** Runs a mutation with one `input` and returns its payload. */
  // eslint-disable-next-line max-params -- actor, operation, input and fields read as a sentence in the specs
  const mutate = async (actor: Client, operation: string, input: Readonly<Record<string, unknown>>, fields: string): Promise<unknown> => {
    const type = `${operation.charAt(0).toUpperCase()}${operation.slice(1)}Input!`;
    const answer = await harness.graph(actor, `mutation ($input: ${type}) { ${operation}(input: $input) { ${fields} } }`, { input });
    if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
    return answer.data?.[operation];
  };
  const session = async (operation: string, input: Readonly<Record<string, unknown>>): Promise<SessionAnswer> =>
    sessionAnswer.parse(await mutate(guest, operation, input, sessionFields));
  return {
    mutate,
    register: (email: string, changes: Readonly<Record<string, unknown>> = {}) =>
      session('userRegister', { email, password, displayName: 'Ada', locale: 'en', ...changes }),
    login: (email: string, secret = password) => session('userLogin', { email, password: secret }),
    refresh: (refreshToken: string | null) => session('sessionRefresh', { refreshToken }),
    /** The first code of a payload's errors. */
    codeOf: (payload: unknown): string | undefined => z.object({ userErrors }).parse(payload).userErrors[0]?.code,
  };
};
