import type { Claim } from '../idempotency';
import { randomId } from '../ids';
import { headerOf, type HttpAnswer, type HttpRequest, type Reply } from '../http-server';
import { type Call, createExecution, errorAnswer, type ExecutionParts } from './execution';
import { invalidParameter, keyInUse, keyMismatch, noSuchUrl, ProviderFault, unauthorised } from './faults';
import { canonical } from './form';
import { type Route, routes } from './routes';

export type ApiParts = ExecutionParts & { readonly secretKey: string };

const latestVersion = '2025-09-30.clover';

const checkKey = (request: HttpRequest, secretKey: string): void => {
  const header = headerOf(request.headers, 'Authorization');
  const given = header === undefined ? undefined : /^Bearer (.+)$/.exec(header)?.[1];
  if (given !== secretKey) throw unauthorised(given);
};

const routeOf = ({ method, path }: HttpRequest): { readonly route: Route; readonly id: string } => {
  const route = routes.find((candidate) => candidate.method === method && candidate.path.test(path));
  if (route === undefined) throw noSuchUrl(method, path);
  return { route, id: route.path.exec(path)?.[1] ?? '' };
};

const parametersOf = (request: HttpRequest): URLSearchParams => {
  if (request.method === 'GET') return request.query;
  const type = headerOf(request.headers, 'Content-Type') ?? '';
  if (request.body !== '' && !type.startsWith('application/x-www-form-urlencoded')) {
    throw invalidParameter('Invalid request (check that your POST content type is application/x-www-form-urlencoded).');
  }
  return new URLSearchParams(request.body);
};

const keyOf = (request: HttpRequest): string | undefined => {
  const key = request.method === 'POST' ? headerOf(request.headers, 'Idempotency-Key') : undefined;
  if (key !== undefined && key.length > 255) throw invalidParameter('Idempotency keys can be at most 255 characters long.');
  return key;
};

/** The HTTP API: authentication, routes and idempotency keys. */
export const createApi = ({ secretKey, deskFor, keyring, troubles, changed }: ApiParts): ((request: HttpRequest) => Promise<Reply>) => {
  const execute = createExecution({ deskFor, keyring, troubles, changed });

  const claim = ({ key, path, parameters }: Call): Claim<HttpAnswer> =>
    key === undefined ? { kind: 'first' } : keyring.claim(key, { path, parameters: canonical(parameters) });

  const once = async (call: Call): Promise<Reply> => {
    const claimed = claim(call);
    const key = call.key ?? '';
    switch (claimed.kind) {
      case 'first':
        return execute(call);
      case 'replay':
        return { ...claimed.answer, headers: { ...claimed.answer.headers, 'Idempotent-Replayed': 'true' } };
      case 'mismatch':
        throw keyMismatch(key, { first: claimed.asked.path, now: call.path });
      case 'busy':
        throw keyInUse(key);
    }
  };

  const answer = async (request: HttpRequest, requestId: string): Promise<Reply> => {
    try {
      checkKey(request, secretKey);
      const found = routeOf(request);
      return await once({ ...found, path: request.path, parameters: parametersOf(request), key: keyOf(request), requestId });
    } catch (fault) {
      if (fault instanceof ProviderFault) return errorAnswer(fault);
      throw fault;
    }
  };

  return async (request) => {
    const requestId = randomId('req_', 14);
    const reply = await answer(request, requestId);
    if (typeof reply === 'string') return reply;
    const key = headerOf(request.headers, 'Idempotency-Key');
    const version = headerOf(request.headers, 'Stripe-Version') ?? latestVersion;
    const echoed = key === undefined ? {} : { 'Idempotency-Key': key };
    return { ...reply, headers: { ...reply.headers, ...echoed, 'Request-Id': requestId, 'Stripe-Version': version } };
  };
};
