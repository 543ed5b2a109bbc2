type Reply = {
  readonly status: number;
  readonly body: unknown;
  /** The value at a path of the body, such as error.type or items.0.index. `*` returns a list of all values. */
  readonly at: (path: string) => unknown;
};

export type Asking = (method: string, path: string, body?: object | string) => Promise<Reply>;

const partOf = (value: unknown, [head, ...rest]: readonly string[]): unknown => {
  if (head === undefined) return value;
  if (head === '*' && Array.isArray(value)) return value.map((item: unknown) => partOf(item, rest));
  return partOf((value as Readonly<Record<string, unknown>> | undefined)?.[head], rest);
};

/** An HTTP client of a simulator. */
export const asking =
  (url: string): Asking =>
  async (method, path, body) => {
    const isText = typeof body === 'string';
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'Content-Type': isText ? 'application/x-ndjson' : 'application/json' },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const read: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, body: read, at: (where) => partOf(read, where.split('.')) };
  };
