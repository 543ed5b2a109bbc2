import type { DocumentNode, ExecutionResult } from 'graphql';

/** A fetch of a query plan, or the first fetch of a subscription. */
export type SubgraphRequest = {
  readonly query: string;
  /** The parsed query, which transports within the process use instead of parsing it again. */
  readonly document?: DocumentNode;
  readonly operationName?: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The signed identity of the caller. Subgraphs trust nothing else about the caller. */
  readonly identity: string;
  readonly correlationId: string;
  readonly traceparent?: string;
};

export type WebhookRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: Buffer;
};

export type WebhookResponse = { readonly status: number; readonly body?: string; readonly contentType?: string };

export type WebhookHandler = (request: WebhookRequest) => Promise<WebhookResponse>;

/** The connection of the gateway to a subgraph, in the same process or over HTTP. */
export type SubgraphTransport = {
  readonly name: string;
  readonly execute: (request: SubgraphRequest) => Promise<ExecutionResult>;
  /** Ends when `return` of the iterator is called or the subgraph completes. */
  readonly subscribe: (request: SubgraphRequest) => Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>;
  readonly webhook: WebhookHandler;
  readonly isReady: () => Promise<boolean>;
  readonly close: () => Promise<void>;
};
