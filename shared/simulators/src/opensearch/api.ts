import { type HttpAnswer, type HttpRequest, json } from '../http-server';
import { updateAliases } from './aliases';
import { bulk } from './bulk';
import { type Cluster, refresh, resolve } from './cluster';
import { bodyOf, type Call, deleteIndex, getIndex, putIndex, putTemplate } from './index-api';
import { filterPath } from './reading';
import { illegal, Refusal, refusalAnswer, shardRefusalAnswer } from './refusal';
import { search } from './searching';

export type ApiParts = {
  readonly cluster: Cluster;
  /** Returns true if the next action of a bulk request is rejected because of a full queue. */
  readonly isRejected: () => boolean;
  readonly stranger: (field: string) => void;
};

type Route = {
  readonly methods: readonly string[];
  readonly path: RegExp;
  readonly parameters: readonly string[];
  readonly answer: (call: Call) => HttpAnswer;
};

// Parameters of every request.
const commonParameters = ['error_trace', 'filter_path', 'human', 'pretty'];

const searched = ({ cluster, request, name }: Call, stranger: (field: string) => void): HttpAnswer => {
  const indices = resolve(cluster, name);
  try {
    return json(200, search(indices, bodyOf(request), stranger));
  } catch (fault) {
    // Errors of a field are reported by the shards; errors of the request are reported before.
    const isOfShards = fault instanceof Refusal && ['illegal_argument_exception', 'query_shard_exception'].includes(fault.type);
    if (isOfShards) return shardRefusalAnswer(indices[0]?.name ?? name, fault);
    throw fault;
  }
};

const bulked = ({ cluster, request, name }: Call, isRejected: () => boolean): HttpAnswer => {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/(x-ndjson|json)/.test(type)) {
    throw new Refusal(406, 'media_type_header_exception', `Content-Type header [${type}] is not supported`);
  }
  const refreshes = !['false', null].includes(request.query.get('refresh'));
  return json(200, bulk(cluster, request.body, { defaultIndex: name === '' ? undefined : name, refreshes, isRejected }));
};

const refreshed = ({ cluster, name }: Call): HttpAnswer => {
  const indices = resolve(cluster, name === '' ? '_all' : name);
  indices.forEach(refresh);
  return json(200, { _shards: { total: indices.length, successful: indices.length, failed: 0 } });
};

const greeting = json(200, {
  version: { distribution: 'opensearch', number: '2.19.0' },
  tagline: 'The OpenSearch Project: https://opensearch.org/',
});

const named = /^\/([^_/][^/]*)$/;
const choosing = ['allow_no_indices', 'expand_wildcards', 'ignore_unavailable'];
const timeouts = ['cluster_manager_timeout', 'timeout'];

const routesOf = ({ isRejected, stranger }: ApiParts): readonly Route[] => [
  { methods: ['GET'], path: /^\/()$/, parameters: [], answer: () => greeting },
  { methods: ['PUT', 'POST'], path: /^\/_index_template\/([^/]+)$/, parameters: ['create', ...timeouts], answer: putTemplate },
  {
    methods: ['POST'],
    path: /^\/_aliases()$/,
    parameters: timeouts,
    answer: ({ cluster, request }) => json(200, updateAliases(cluster, bodyOf(request))),
  },
  {
    methods: ['POST', 'PUT'],
    path: /^(?:\/([^_/][^/]*))?\/_bulk$/,
    parameters: ['refresh', 'timeout', 'wait_for_active_shards'],
    answer: (call) => bulked(call, isRejected),
  },
  { methods: ['POST', 'GET'], path: /^(?:\/([^_/][^/]*))?\/_refresh$/, parameters: choosing, answer: refreshed },
  {
    methods: ['POST', 'GET'],
    path: /^\/([^_/][^/]*)\/_search$/,
    parameters: [...choosing, 'allow_partial_search_results', 'preference', 'request_cache', 'timeout'],
    answer: (call) => searched(call, stranger),
  },
  { methods: ['PUT'], path: named, parameters: [...timeouts, 'wait_for_active_shards'], answer: putIndex },
  { methods: ['DELETE'], path: named, parameters: [...timeouts, ...choosing], answer: deleteIndex },
  { methods: ['GET', 'HEAD'], path: named, parameters: [...choosing, 'flat_settings', 'include_defaults', 'local'], answer: getIndex },
];

const wrongMethod = (fitting: readonly Route[], method: string, path: string): HttpAnswer => {
  const allowed = fitting.flatMap(({ methods }) => methods).join(', ');
  return json(405, { error: `Incorrect HTTP method for uri [${path}] and method [${method}], allowed: [${allowed}]`, status: 405 });
};

/** The simulated part of the OpenSearch HTTP API, without network failures. */
export const createApi = (parts: ApiParts): ((request: HttpRequest) => HttpAnswer) => {
  const routes = routesOf(parts);
  const answered = (request: HttpRequest): HttpAnswer => {
    const { method, query } = request;
    const path = decodeURIComponent(request.path);
    const fitting = routes.filter((route) => route.path.test(path));
    const route = fitting.find(({ methods }) => methods.includes(method));
    if (route === undefined && fitting.length > 0) return wrongMethod(fitting, method, path);
    if (route === undefined) return json(400, { error: `no handler found for uri [${path}] and method [${method}]` });
    const unknown = [...query.keys()].filter((key) => ![...route.parameters, ...commonParameters].includes(key));
    if (unknown.length > 0) throw illegal(`request [${path}] contains unrecognized parameter: [${unknown.join('], [')}]`);
    const answer = route.answer({ cluster: parts.cluster, request, name: route.path.exec(path)?.[1] ?? '' });
    const filter = query.get('filter_path');
    return filter === null ? answer : json(answer.status, filterPath(JSON.parse(answer.body), filter));
  };
  return (request) => {
    try {
      return answered(request);
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      return refusalAnswer(fault);
    }
  };
};
