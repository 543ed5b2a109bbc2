import { errors } from '@opensearch-project/opensearch';

/** A fault of OpenSearch, without the request: the client's own errors contain the password. */
export class OpenSearchFault extends Error {
  constructor(
    readonly reason: string,
    /** The HTTP status; undefined without a response. */
    readonly status: number | undefined,
  ) {
    super(`OpenSearch: ${reason}`);
  }

  /** True for a fault that a retry can resolve. */
  get isTransient(): boolean {
    return this.status === undefined || this.status === 429 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

/** True for a fault that the request caused. Other searches can succeed. */
export const isRequestFault = (fault: unknown): boolean => fault instanceof OpenSearchFault && fault.status === 400;

const reasonOf = (body: unknown): string => {
  const { type, reason } = ((body as { readonly error?: unknown } | undefined)?.error ?? {}) as {
    readonly type?: unknown;
    readonly reason?: unknown;
  };
  return [type, reason].filter((part) => typeof part === 'string').join(': ');
};

const faultOf = (error: unknown): unknown => {
  if (error instanceof errors.ResponseError)
    return new OpenSearchFault(`${error.statusCode.toString()} ${reasonOf(error.body)}`, error.statusCode);
  if (error instanceof errors.OpenSearchClientError) return new OpenSearchFault(error.name, undefined);
  return error;
};

/** Calls the client and translates its errors. All calls go through this function. */
export const callClient = async <T>(call: PromiseLike<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    throw faultOf(error);
  }
};
