import { errors } from '@opensearch-project/opensearch';

/** What went wrong, without the request: the client's own errors carry the password in it. */
export class OpenSearchFault extends Error {
  constructor(
    readonly what: string,
    /** Undefined where there was no answer. */
    readonly status: number | undefined,
  ) {
    super(`OpenSearch: ${what}`);
  }

  /** Whether the same again, a little later, may go well. */
  get isPassing(): boolean {
    return this.status === undefined || this.status === 429 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

/** Whether what was asked is what is wrong, and another search may go well. */
export const isOfRequest = (fault: unknown): boolean => fault instanceof OpenSearchFault && fault.status === 400;

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

/** Every call of the client goes through here. */
export const calling = async <T>(call: PromiseLike<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    throw faultOf(error);
  }
};
