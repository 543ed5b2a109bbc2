import { Pool } from 'undici';

export type StripeOptions = {
  readonly baseUrl: string;
  readonly secretKey: string;
  /** The timeout of a request, in milliseconds. */
  readonly timeoutMs: number;
};

/** The answer of Stripe; with `no-answer` the outcome of the request is unknown. */
export type StripeAnswer =
  { readonly kind: 'answer'; readonly status: number; readonly body: unknown } | { readonly kind: 'no-answer'; readonly reason: string };

export type StripeClient = {
  readonly post: (path: string, form: URLSearchParams, key: string) => Promise<StripeAnswer>;
  readonly get: (path: string, query?: URLSearchParams) => Promise<StripeAnswer>;
  readonly close: () => Promise<void>;
};

const apiVersion = '2025-09-30.clover';
const connections = 64;

const reasonOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 200);

/** An HTTP client for the Stripe API, or for a compatible test server. */
export const stripeClient = ({ baseUrl, secretKey, timeoutMs }: StripeOptions): StripeClient => {
  const { origin, pathname } = new URL(baseUrl);
  const pool = new Pool(origin, { connections, headersTimeout: timeoutMs, bodyTimeout: timeoutMs, connect: { timeout: timeoutMs } });
  const prefix = pathname.replace(/\/$/, '');
  const headers = { authorization: `Bearer ${secretKey}`, 'stripe-version': apiVersion };
  const send = async (request: {
    method: 'GET' | 'POST';
    path: string;
    headers: Record<string, string>;
    body?: string;
  }): Promise<StripeAnswer> => {
    try {
      const { statusCode, body } = await pool.request({
        ...request,
        path: `${prefix}${request.path}`,
        signal: AbortSignal.timeout(timeoutMs),
      });
      return { kind: 'answer', status: statusCode, body: await body.json() };
    } catch (error) {
      return { kind: 'no-answer', reason: reasonOf(error) };
    }
  };
  return {
    post: (path, form, key) =>
      send({
        method: 'POST',
        path,
        body: form.toString(),
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded', 'idempotency-key': key },
      }),
    get: (path, query) => send({ method: 'GET', path: query === undefined ? path : `${path}?${query.toString()}`, headers }),
    close: () => pool.destroy(),
  };
};
