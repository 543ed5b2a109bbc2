export type { Cache, CacheOptions } from './cache/cache';
export type { Invalidations, InvalidationListener } from './messaging/invalidations';
export { batched } from './core/batched';
export type { CommitListener, OutboxRow } from './database/commit-hooks';
export { connectBroker, type Broker } from './messaging/broker';
export {
  defineContext,
  startContext,
  type ContextDefinition,
  type ContextManifest,
  type WiredContext,
  type Platform,
  type RunningContext,
  type ContextResources,
} from './server/context';
export { documentedVariables, type DocumentedVariable } from './core/documented-variables';
export { outlineOf, type ContextOutline } from './server/context-outline';
export type { ConsumerLag, MeasureLag } from './messaging/consumer-lag';
export { handleOnce, startConsumers } from './messaging/consumers';
export { migrate, openDatabase, type Database, type DatabaseOptions, type Tables } from './database/database';
export { contextEnvironment, parseEnv, provided, setting, variablesOf, type ContextEnvironment, type Variable } from './core/env';
export { DuplicateMessage, DuplicateRequest, retry, StaleWrite } from './database/faults';
export { createIdempotency, type Idempotency } from './application/idempotency';
export { identityVerifier, signIdentity } from './server/identity';
export { newId, now } from './core/ids';
export { startJobs, type Jobs } from './application/jobs';
export { handle, type EventHandler } from './messaging/event-handler';
export { startLive, type Follow, type Live } from './messaging/live';
export { createLog, withCorrelationId, type Log } from './core/log';
export { registry } from './core/metrics';
export { appendOnly, migrationsIn, type MigrationClass } from './migrations/migration';
export { eventMessage, type EventMessage } from './database/event-message';
export { startRelay } from './messaging/relay';
export { ProducerUnavailable, type History as ReplayedHistory, type Replay, type ReplayedPage } from './messaging/replay';
export { announceReady, runAsService, stopOnRequest } from './server/run-as-service';
export {
  sagaColumns,
  sagaStepsTable,
  sagaStore,
  sagaTables,
  type LoadedSaga,
  type SagaEvents,
  type SagaStep,
  type SagaStore,
  type SagaTransition,
} from './application/saga';
export { createSeal, type Seal } from './core/seal';
export { serveContext, type Service } from './server/service';
export type { SubgraphRequest, SubgraphTransport, WebhookHandler, WebhookRequest, WebhookResponse } from './server/subgraph-transport';
export {
  bigint,
  boolean,
  bytes,
  char,
  currencyCode,
  date,
  double,
  id,
  integer,
  json,
  list,
  moneyJson,
  real,
  table,
  text,
  timestamp,
  tsvector,
  updatedAt,
  type Column,
  type Columns,
  type JsonCodec,
  type New,
  type NewRow,
  type Row,
  type RowOf,
  type Table,
} from './database/table';
export { columnsOf, pickColumns, nestedRow, nestedRows, parseNested, parseNestedRow, parseRows, nonNull } from './database/table-reads';
export { rowSource, type RowSource } from './database/row-source';
export { withMoney } from './database/with-money';
export { History } from './database/platform-tables';
export {
  aggregateStore,
  type AggregateDefinition,
  type HistoryFacts,
  type PlatformAggregateStore,
  type WrittenChange,
} from './application/aggregate-store';
export type { Unit } from './database/unit';
