import { Counter, Gauge } from 'prom-client';
import { registry } from '@marketplace/platform';
import type { FallbackParts } from '../../application/engine-with-fallback';
import type { Followed } from '../../application/follow.job';

const registers = [registry];

const answers = new Counter({
  name: 'search_engine_answers_total',
  help: 'Searches by the engine that answered: opensearch, or postgres while OpenSearch is away',
  labelNames: ['engine'],
  registers,
});
const faults = new Counter({ name: 'search_engine_faults_total', help: 'Searches that OpenSearch failed at', registers });
const followed = new Counter({ name: 'opensearch_documents_written_total', help: 'Changes of documents written to OpenSearch', registers });
const rejected = new Counter({ name: 'opensearch_documents_rejected_total', help: 'Documents that OpenSearch did not take', registers });
const caughtUp = new Gauge({
  name: 'opensearch_caught_up_timestamp_seconds',
  help: 'When OpenSearch was last seen to have every document of the live version',
  registers,
});

/** Counts who answers. */
export const countAnswer: FallbackParts['note'] = ({ by, fault }) => {
  answers.inc({ engine: by === 'first' ? 'opensearch' : 'postgres' });
  if (fault !== undefined) faults.inc();
};

/** Shows what a run of the follower has done. */
export const showFollowed = ({ written, rejected: refused, isShownCaughtUp }: Followed): void => {
  followed.inc(written);
  rejected.inc(refused);
  if (isShownCaughtUp) caughtUp.setToCurrentTime();
};
