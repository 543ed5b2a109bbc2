import { headerOf, type HttpRequest, json, type Reply, serve } from '../http-server';
import { createApi } from './api';
import { type Cluster, emptyCluster } from './cluster';

export type OpenSearchOptions = {
  /** 0 takes a free one. */
  readonly port: number;
  /** The required credentials. Without them every client has access. */
  readonly credentials?: { readonly username: string; readonly password: string };
};

export type SimulatedIndex = {
  readonly name: string;
  readonly uuid: string;
  readonly aliases: readonly string[];
  /** The number of searchable documents after the next refresh. */
  readonly documents: number;
};

export type OpenSearch = {
  /** The URL, with credentials if required. */
  readonly url: string;
  readonly stop: () => Promise<void>;
  readonly indices: () => readonly SimulatedIndex[];
  /** Fields in requests that are not in any mapping. OpenSearch ignores them silently; a test should not. */
  readonly strangers: () => readonly string[];
  /** The number of requests, by method and path. */
  readonly requests: () => ReadonlyMap<string, number>;
  /** Rejects the next `count` requests with a status. */
  readonly failNext: (count: number, status: number) => void;
  /** Rejects the next `count` bulk actions with 429 in a response with status 200. */
  readonly rejectNext: (count: number) => void;
  /** Delays every response by this time. */
  readonly slow: (milliseconds: number) => void;
  /** While on, requests are neither executed nor answered. */
  readonly hang: (on: boolean) => void;
  /** Deletes all data, like the loss of a cluster. */
  readonly lose: () => void;
};

// http.max_content_length of OpenSearch.
const largestBody = 104_857_600;

const kinds: Readonly<Record<number, readonly [type: string, reason: string]>> = {
  429: ['rejected_execution_exception', 'rejected execution of coordinating operation'],
  503: ['cluster_block_exception', 'blocked by: [SERVICE_UNAVAILABLE/1/state not recovered / initialized];'],
};

const failure = (status: number): Reply => {
  const [type, reason] = kinds[status] ?? ['exception', 'the cluster has a bad day'];
  return json(status, { error: { root_cause: [{ type, reason }], type, reason }, status });
};

const isAllowed = (request: HttpRequest, { credentials }: OpenSearchOptions): boolean => {
  if (credentials === undefined) return true;
  const expected = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
  return headerOf(request.headers, 'Authorization') === `Basic ${expected}`;
};

const unauthorized: Reply = {
  status: 401,
  headers: { 'WWW-Authenticate': 'Basic realm="OpenSearch Security"', 'Content-Type': 'text/plain; charset=UTF-8' },
  body: 'Unauthorized',
};

const described = ({ indices }: Cluster): readonly SimulatedIndex[] =>
  [...indices.values()].map(({ name, uuid, aliases, written }) => ({
    name,
    uuid,
    aliases: [...aliases],
    documents: [...written.values()].filter(({ document }) => document !== undefined).length,
  }));

/** Starts an in-memory OpenSearch simulator on the loopback interface. */
export const startOpenSearch = async (options: OpenSearchOptions): Promise<OpenSearch> => {
  const cluster = emptyCluster();
  const strangers = new Set<string>();
  const counts = new Map<string, number>();
  let [rejections, delay, hanging] = [0, 0, false];
  let failures = { left: 0, status: 500 };
  const isRejected = (): boolean => {
    if (rejections === 0) return false;
    rejections -= 1;
    return true;
  };
  const api = createApi({ cluster, isRejected, stranger: (field) => void strangers.add(field) });
  const reply = (request: HttpRequest): Reply => {
    const target = `${request.method} ${request.path}`;
    counts.set(target, (counts.get(target) ?? 0) + 1);
    if (hanging) return 'silence';
    if (!isAllowed(request, options)) return unauthorized;
    if (failures.left === 0) return api(request);
    failures = { ...failures, left: failures.left - 1 };
    return failure(failures.status);
  };
  const handle = async (request: HttpRequest): Promise<Reply> => {
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay).unref());
    return reply(request);
  };
  const server = await serve(options.port, handle, largestBody);
  const url = new URL(server.url);
  if (options.credentials !== undefined) Object.assign(url, options.credentials);
  return {
    url: url.href.replace(/\/$/, ''),
    stop: server.close,
    indices: () => described(cluster),
    strangers: () => [...strangers],
    requests: () => new Map(counts),
    failNext: (count, status) => void (failures = { left: count, status }),
    rejectNext: (count) => void (rejections = count),
    slow: (milliseconds) => void (delay = milliseconds),
    hang: (on) => void (hanging = on),
    lose: () => {
      cluster.indices.clear();
      cluster.templates.clear();
    },
  };
};
