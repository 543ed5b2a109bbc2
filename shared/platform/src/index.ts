export type { Cache, CacheOptions } from './cache/cache';
export type { Changes, ChangeListener } from './messaging/changes';
export { coalesced } from './core/coalesced';
export type { CommitListener, OutboxRow } from './database/commit-hooks';
export { connectBroker, type Broker } from './messaging/broker';
export {
  defineContext,
  startContext,
  type ContextDefinition,
  type ContextParts,
  type Platform,
  type RunningContext,
  type Surroundings,
} from './server/context';
export { sdlOf } from './server/context-sdl';
export type { ConsumerLag, MeasureLag } from './messaging/consumer-lag';
export { handleOnce, startConsumers } from './messaging/consumers';
export { migrate, openDatabase, type Database, type DatabaseOptions, type MigrationClass } from './database/database';
export { contextEnvironment, parseEnv, type ContextEnvironment } from './core/env';
export { DuplicateMessage, DuplicateRequest, retryStale, StaleWrite } from './database/faults';
export { createIdempotency, type Idempotency } from './application/idempotency';
export { identityVerifier, signIdentity } from './server/identity';
export { newId, now } from './core/ids';
export { startJobs, type Job, type Jobs } from './application/jobs';
export { on, type Listening } from './messaging/listening';
export { startLive, type Follow, type Live } from './messaging/live';
export { createLog, inFlow, type Log } from './core/log';
export { registry } from './core/metrics';
export { appendOnly } from './migrations/platform-tables';
export { outgoing, type OutgoingEvent } from './database/outgoing';
export { startRelay } from './messaging/relay';
export { ProducerAway, type History, type Replay, type ReplayedPage } from './messaging/replay';
export { announceReady, runAsService, stopOnRequest } from './server/run-as-service';
export {
  sagaStore,
  sagaTables,
  type LoadedSaga,
  type SagaColumn,
  type SagaEvents,
  type SagaStep,
  type SagaStore,
  type SagaTables,
  type SagaTransition,
} from './application/saga';
export { createSeal, type Seal } from './core/seal';
export { serveContext, type Service } from './server/service';
export type { SubgraphRequest, SubgraphTransport, WebhookHandler, WebhookRequest, WebhookResponse } from './server/subgraph-transport';
export type { Unit } from './database/unit';
