import { type HttpAnswer, json } from '../http-server';

export type Fields = Readonly<Record<string, unknown>>;

/** An error in the format of OpenSearch. */
export class Refusal extends Error {
  private details: Fields = {};

  constructor(
    readonly status: number,
    readonly type: string,
    readonly reason: string,
  ) {
    super(reason);
  }

  /** Additional members of the error. */
  about(details: Fields): this {
    this.details = details;
    return this;
  }

  /** The error in a response. */
  shape(): Fields {
    return { type: this.type, reason: this.reason, ...this.details };
  }
}

export const parsing = (reason: string): Refusal => new Refusal(400, 'parsing_exception', reason).about({ line: 1, col: 1 });

export const illegal = (reason: string): Refusal => new Refusal(400, 'illegal_argument_exception', reason);

export const mapperParsing = (reason: string, cause?: Refusal): Refusal =>
  new Refusal(400, 'mapper_parsing_exception', reason).about(cause === undefined ? {} : { caused_by: cause.shape() });

/** The error for an unknown member. */
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

/** The error for a feature that the simulator does not have, so that a test does not pass by accident. */
export const notSimulated = (what: string): Refusal => new Refusal(501, 'not_simulated', `${what} is not simulated`);

export const refusalAnswer = (refusal: Refusal): HttpAnswer =>
  json(refusal.status, { error: { root_cause: [refusal.shape()], ...refusal.shape() }, status: refusal.status });

/** An error that a shard reports during the search, not during parsing. */
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
