import { Counter, Gauge } from 'prom-client';
import { registry } from '@marketplace/platform';
import type { FallbackDependencies } from '../../application/engine-with-fallback';
import type { FollowResult } from '../../application/follow.job';

const registers = [registry];

const answers = new Counter({
  name: 'search_engine_answers_total',
  help: 'Number of searches by the engine that answered: opensearch, or postgres while OpenSearch is unavailable',
  labelNames: ['engine'],
  registers,
});
const faults = new Counter({ name: 'search_engine_faults_total', help: 'Number of searches that OpenSearch failed to answer', registers });
const followed = new Counter({
  name: 'opensearch_documents_written_total',
  help: 'Number of document changes written to OpenSearch',
  registers,
});
const rejected = new Counter({
  name: 'opensearch_documents_rejected_total',
  help: 'Number of documents that OpenSearch rejected',
  registers,
});
const caughtUp = new Gauge({
  name: 'opensearch_caught_up_timestamp_seconds',
  help: 'Time when OpenSearch last had every document of the live version',
  registers,
});

/** Counts the answers by engine. */
export const countAnswer: FallbackDependencies['onAnswer'] = ({ by, fault }) => {
  answers.inc({ engine: by === 'primary' ? 'opensearch' : 'postgres' });
  if (fault !== undefined) faults.inc();
};

/** Reports the result of a run of the follower. */
export const reportFollowed = ({ written, rejected: refused, isLiveCaughtUp: isShownCaughtUp }: FollowResult): void => {
  followed.inc(written);
  rejected.inc(refused);
  if (isShownCaughtUp) caughtUp.setToCurrentTime();
};
