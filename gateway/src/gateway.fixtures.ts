import type { JSONWebKeySet, JWK } from 'jose' with { 'resolution-mode': 'import' };
import { createClient, type Client, type FormattedExecutionResult } from 'graphql-ws';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import { defined } from '@marketplace/kernel';
import { startGateway, type Gateway, type GatewayOptions } from './gateway';
import { identityKey, type TestGraph } from './graph.fixtures';

export const issuer = 'https://accounts.test';
export const audience = 'marketplace';
export const anna = '01920000-0000-7000-8000-00000000000a';

export type TokenOptions = {
  readonly expiresIn?: number;
  readonly subject?: string;
  readonly roles?: readonly string[];
  readonly audience?: string;
  readonly type?: string;
};

export type Keys = { readonly jwks: JSONWebKeySet; readonly token: (options?: TokenOptions) => Promise<string> };

/** A key pair like that of the accounts context, and tokens signed with it. */
export const testKeys = async (): Promise<Keys> => {
  const { exportJWK, generateKeyPair, SignJWT } = await import('jose');
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'EdDSA', use: 'sig' };
  return {
    jwks: { keys: [jwk] },
    token: (options = {}) =>
      new SignJWT({ roles: options.roles ?? ['buyer'], sellerIds: [] })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'k1', typ: options.type ?? 'at+jwt' })
        .setSubject(options.subject ?? anna)
        .setIssuer(issuer)
        .setAudience(options.audience ?? audience)
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1_000) + (options.expiresIn ?? 600))
        .sign(privateKey),
  };
};

/** Makes timeouts fire only when the test advances them; sockets, clocks and intervals stay real. `jest.useRealTimers` ends it. */
export const useManualTimers = (): void => {
  const others = ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const;
  jest.useFakeTimers({ doNotFake: [...others, 'setInterval', 'clearInterval'] });
};

export const silent = pino({ level: 'silent' });

export const startTestGateway = (graph: TestGraph, jwks: JSONWebKeySet, options: Partial<GatewayOptions> = {}): Promise<Gateway> =>
  startGateway({
    port: 0,
    supergraphSdl: graph.sdl,
    transports: graph.transports,
    verificationKeys: { jwks },
    identityKey,
    issuer,
    audience,
    log: silent,
    ...options,
  });

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    data?: Record<string, unknown> | null;
    errors?: { message: string; path?: unknown; extensions: Record<string, unknown> }[];
  };
};

/** Posts an operation. */
export const ask = async (
  gateway: Gateway,
  operation: { query: string; variables?: Record<string, unknown>; operationName?: string },
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(operation),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
};

export const codesOf = ({ body }: Pick<Answer, 'body'>): unknown[] => (body.errors ?? []).map(({ extensions }) => extensions['code']);

export const wsClient = (gateway: Gateway, connectionParams?: Record<string, unknown>): Client =>
  createClient({
    url: `${gateway.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...defined({ connectionParams }),
  });

/** Takes the given number of results from a stream. */
export const take = async (stream: AsyncIterable<FormattedExecutionResult<Record<string, unknown>, unknown>>, count: number) => {
  const results: FormattedExecutionResult<Record<string, unknown>, unknown>[] = [];
  if (count === 0) return results;
  for await (const result of stream) {
    results.push(result);
    if (results.length === count) break;
  }
  return results;
};

/** A plain WebSocket for messages that no regular client sends. */
export const rawSocket = async (gateway: Gateway, protocol: string | undefined = 'graphql-transport-ws') => {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, protocol === '' ? [] : protocol);
  const messages: Record<string, unknown>[] = [];
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString('utf8') }));
  });
  socket.on('message', (data) => messages.push(JSON.parse((data as Buffer).toString('utf8')) as Record<string, unknown>));
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const send = (message: unknown): void => socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  return { socket, messages, closed, send };
};
