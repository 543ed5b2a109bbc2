import { type HttpAnswer, json } from '../http-server';

export type Fields = Readonly<Record<string, unknown>>;

/** What the API refuses, in its own words. */
export class Refusal extends Error {
  private details: Fields = {};

  constructor(
    readonly status: number,
    readonly type: string,
    readonly reason: string,
  ) {
    super(reason);
  }

  /** With more to say than type and reason. */
  about(details: Fields): this {
    this.details = details;
    return this;
  }

  /** As it stands in an answer. */
  shape(): Fields {
    return { type: this.type, reason: this.reason, ...this.details };
  }
}

export const parsing = (reason: string): Refusal => new Refusal(400, 'parsing_exception', reason).about({ line: 1, col: 1 });

export const illegal = (reason: string): Refusal => new Refusal(400, 'illegal_argument_exception', reason);

export const mapperParsing = (reason: string, cause?: Refusal): Refusal =>
  new Refusal(400, 'mapper_parsing_exception', reason).about(cause === undefined ? {} : { caused_by: cause.shape() });

/** A member that a strict parser does not know. */
export const unknownField = (parser: string, key: string): Refusal =>
  new Refusal(400, 'x_content_parse_exception', `[1:1] [${parser}] unknown field [${key}]`);

export const invalidRequest = (what: string): Refusal =>
  new Refusal(400, 'action_request_validation_exception', `Validation Failed: 1: ${what};`);

export const noSuchIndex = (name: string): Refusal =>
  new Refusal(404, 'index_not_found_exception', `no such index [${name}]`).about({
    index: name,
    'resource.id': name,
    'resource.type': 'index_or_alias',
    index_uuid: '_na_',
  });

/** OpenSearch would do it, this simulator cannot: a test needs to know, and must not take silence for success. */
export const notSimulated = (what: string): Refusal => new Refusal(501, 'not_simulated', `${what} is not simulated`);

export const refusalAnswer = (refusal: Refusal): HttpAnswer =>
  json(refusal.status, { error: { root_cause: [refusal.shape()], ...refusal.shape() }, status: refusal.status });

/** Found out by a shard while it searches, not while the request is read: the answer says so. */
export const shardRefusalAnswer = (index: string, refusal: Refusal): HttpAnswer =>
  json(refusal.status, {
    error: {
      root_cause: [refusal.shape()],
      type: 'search_phase_execution_exception',
      reason: 'all shards failed',
      phase: 'query',
      grouped: true,
      failed_shards: [{ shard: 0, index, node: 'simulator', reason: refusal.shape() }],
    },
    status: refusal.status,
  });
