export type { Cache, CacheOptions } from './cache/cache';
export type { Changes, ChangeListener } from './changes';
export { coalesced } from './coalesced';
export type { CommitListener, OutboxRow } from './commit-hooks';
export { connectBroker, type Broker } from './broker';
export {
  defineContext,
  startContext,
  type ContextDefinition,
  type ContextParts,
  type Platform,
  type RunningContext,
  type Surroundings,
} from './context';
export { sdlOf } from './context-sdl';
export type { ConsumerLag, MeasureLag } from './consumer-lag';
export { handleOnce, startConsumers } from './consumers';
export { migrate, openDatabase, type Database, type DatabaseOptions, type MigrationClass } from './database';
export { contextEnvironment, parseEnv, type ContextEnvironment } from './env';
export { DuplicateMessage, DuplicateRequest, retryStale, StaleWrite } from './faults';
export { createIdempotency, type Idempotency } from './idempotency';
export { identityVerifier, signIdentity } from './identity';
export { newId, now } from './ids';
export { startJobs, type Job, type Jobs } from './jobs';
export { on, type Listening } from './listening';
export { startLive, type Follow, type Live } from './live';
export { createLog, inFlow, type Log } from './log';
export { registry } from './metrics';
export { appendOnly } from './migrations/platform-tables';
export { outgoing, type OutgoingEvent } from './outgoing';
export { startRelay } from './relay';
export { ProducerAway, type History, type Replay, type ReplayedPage } from './replay';
export { announceReady, runAsService, stopOnRequest } from './run-as-service';
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
} from './saga';
export { createSeal, type Seal } from './seal';
export { serveContext, type Service } from './service';
export type { SubgraphRequest, SubgraphTransport, WebhookHandler, WebhookRequest, WebhookResponse } from './subgraph-transport';
export type { Unit } from './unit';
