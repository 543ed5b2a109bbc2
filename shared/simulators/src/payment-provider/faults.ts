/** The `error` hash of Stripe's API. */
export type ProviderError = {
  readonly type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  readonly message: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly param?: string;
  readonly charge?: string;
  readonly payment_intent?: unknown;
  readonly payment_method?: unknown;
};

/** A rejected request. With `saved`, its idempotency key returns the same response from now on. */
export class ProviderFault extends Error {
  constructor(
    readonly status: number,
    readonly error: ProviderError,
    readonly saved: boolean,
  ) {
    super(error.message);
  }
}

type Detail = { readonly code?: string; readonly param?: string; readonly payment_intent?: unknown };

/** The error for invalid parameters. The key stays free for the corrected request. */
export const invalidParameter = (message: string, detail: Detail = {}): ProviderFault =>
  new ProviderFault(400, { type: 'invalid_request_error', message, ...detail }, false);

/** The error for valid parameters that the state of the object does not allow. */
export const refused = (message: string, detail: Detail = {}): ProviderFault =>
  new ProviderFault(400, { type: 'invalid_request_error', message, ...detail }, true);

export const missing = (kind: string, id: string, param: string): ProviderFault =>
  new ProviderFault(404, { type: 'invalid_request_error', code: 'resource_missing', message: `No such ${kind}: '${id}'`, param }, true);

export const unauthorised = (given: string | undefined): ProviderFault => {
  const message =
    given === undefined
      ? "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
      : `Invalid API Key provided: ${given.slice(0, 8)}${'*'.repeat(8)}`;
  return new ProviderFault(401, { type: 'invalid_request_error', message }, false);
};

export const noSuchUrl = (method: string, path: string): ProviderFault =>
  new ProviderFault(404, { type: 'invalid_request_error', message: `Unrecognized request URL (${method}: ${path}).` }, false);

export const internalError = (saved: boolean): ProviderFault =>
  new ProviderFault(500, { type: 'api_error', message: 'An unknown error occurred.' }, saved);

export const rateLimited = (): ProviderFault =>
  new ProviderFault(429, { type: 'invalid_request_error', code: 'rate_limit', message: 'Request rate limit exceeded.' }, false);

export const keyMismatch = (key: string, paths: { readonly first: string; readonly now: string }): ProviderFault => {
  const reason =
    paths.first === paths.now
      ? 'Keys for idempotent requests can only be used with the same parameters they were first used with.'
      : `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${paths.now}' vs '${paths.first}').`;
  const message = `${reason} Try using a key other than '${key}' if you meant to execute a different request.`;
  return new ProviderFault(400, { type: 'idempotency_error', message }, false);
};

export const keyInUse = (key: string): ProviderFault =>
  new ProviderFault(
    409,
    {
      type: 'idempotency_error',
      code: 'idempotency_key_in_use',
      message: `There is currently another in-progress request using this Idempotent Key: ${key}. Please try again later.`,
    },
    false,
  );
