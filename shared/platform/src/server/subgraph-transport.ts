import type { DocumentNode, ExecutionResult } from 'graphql';

/** One fetch of a query plan, or the primary fetch of a subscription, on its way to a subgraph. */
export type SubgraphRequest = {
  readonly query: string;
  /** The parsed query; transports within one process use it and never parse again. */
  readonly document?: DocumentNode;
  readonly operationName?: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The signed identity of the caller; the only thing a subgraph believes about who asks. */
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

/** How the gateway reaches a subgraph: in this process or over HTTP. Nothing else may depend on which. */
export type SubgraphTransport = {
  readonly name: string;
  readonly execute: (request: SubgraphRequest) => Promise<ExecutionResult>;
  /** Ends when the returned iterator's `return` is called or the subgraph completes. */
  readonly subscribe: (request: SubgraphRequest) => Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>;
  readonly webhook: WebhookHandler;
  readonly isReady: () => Promise<boolean>;
  readonly close: () => Promise<void>;
};
