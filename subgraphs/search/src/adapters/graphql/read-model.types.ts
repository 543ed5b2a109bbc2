import { enumOf, enumWithValues, inputType, objectType, payloadOf, t } from '@marketplace/platform/graphql';
import type { Build, BuildPhase, VersionRow } from '../../application/builds';
import type { VersionStatus } from '../../application/read-model';

export const SearchModelType = enumWithValues('SearchModel', 'A read model. It is built from events and can be rebuilt from them.', {
  values: { PRODUCT_INDEX: 'product_index', ORDER_LIST: 'order_list', SELLER_DASHBOARD: 'seller_dashboard' },
  meanings: {
    PRODUCT_INDEX: 'The index behind product search and suggestions.',
    ORDER_LIST: 'The order lists of buyers.',
    SELLER_DASHBOARD: 'The sales figures of sellers.',
  },
});

export const VersionStatusType = enumOf<VersionStatus>('SearchIndexVersionStatus', 'The status of a version of a read model.', {
  BUILDING: 'Being built from history; already receives new events.',
  LIVE: 'Serves queries.',
  PREVIOUS: 'Was live before; still receives events and can be made live again immediately.',
  RETIRED: 'No longer in use; its data is being removed or is already removed.',
});

const BuildPhaseType = enumOf<BuildPhase>('SearchBuildPhase', 'The phase of a build.', {
  REPLAYING: 'Past events are read from the contexts that published them.',
  DRAINING: 'All past events are read; the remaining changes are being applied.',
  DONE: 'Completed. After a rebuild, the new version is live.',
  CANCELLED: 'Cancelled by an operator.',
});

export const SearchIndexVersionType = objectType('SearchIndexVersion', 'A version of a read model.', {
  model: t.of(SearchModelType, 'The read model.'),
  version: t.int('The number of the version; increases with every rebuild.'),
  status: t.of(VersionStatusType, 'The status of the version.'),
  createdAt: t.dateTime('The date and time when the version was created.'),
  liveAt: t.dateTime('The date and time when the version last went live; null if it never did.').nullable(),
  retiredAt: t.dateTime('The date and time when the version was retired; null while it is retained.').nullable(),
});
export type SearchIndexVersionType = InstanceType<typeof SearchIndexVersionType>;

const SearchBuildSourceType = objectType('SearchBuildSource', 'A context whose past events a build reads.', {
  producer: t.string('The name of the context.'),
  isDone: t.boolean('True when all of its events have been read.'),
});
type SearchBuildSourceType = InstanceType<typeof SearchBuildSourceType>;

export const SearchBuildType = objectType('SearchBuild', 'A rebuild of a read model, or a replay of some events into it.', {
  id: t.id('The ID of the build.'),
  model: t.of(SearchModelType, 'The read model.'),
  version: t.int('The version being built; null for a replay, which applies to every retained version.').nullable(),
  phase: t.of(BuildPhaseType, 'The phase of the build.'),
  sources: t.list(SearchBuildSourceType, 'The contexts whose events the build reads, in this order.'),
  events: t.int('The number of events read.'),
  skipped: t.int('The number of events that could not be read. Their IDs are in the logs.'),
  setAside: t.int(
    'The number of quarantined items in the version being built; `searchLag` has the reasons. The version goes live without them.',
  ),
  lastError: t.string('The error that blocks the build; null while it makes progress. The build retries automatically.').nullable(),
  startedAt: t.dateTime('The date and time when the build was requested.'),
  finishedAt: t.dateTime('The date and time when the build completed or was cancelled; null while it is in progress.').nullable(),
});
export type SearchBuildType = InstanceType<typeof SearchBuildType>;

export const SearchModelInput = inputType('SearchModelInput', 'Specifies a read model.', {
  model: t.of(SearchModelType, 'The read model.'),
});

export const SearchReplayInput = inputType('SearchReplayInput', 'Specifies the events to replay. Exactly one field must be set.', {
  productId: t.id('The ID of a product.').optional(),
  sellerId: t.id("The ID of a seller. Replays the seller's products and orders as well.").optional(),
  orderId: t.id('The ID of an order.').optional(),
});
export type SearchReplayInput = InstanceType<typeof SearchReplayInput>;

const aboutErrors = { userErrors: 'The errors that prevented the build; empty if it was started.' };

export const SearchBuildPayload = payloadOf(
  'SearchBuildPayload',
  'The result of starting a rebuild.',
  { build: t.of(SearchBuildType, 'The build; null if there are errors.') },
  aboutErrors,
);

export const SearchReplayPayload = payloadOf(
  'SearchReplayPayload',
  'The result of starting a replay.',
  { builds: t.list(SearchBuildType, 'The builds, one per read model concerned; empty if there are errors.').whenRefused([]) },
  aboutErrors,
);

export const SearchVersionPayload = payloadOf('SearchVersionPayload', 'The result of changing a version of a read model.', {
  version: t.of(SearchIndexVersionType, 'The version; null if there are errors.'),
});

export const toVersionType = (version: VersionRow): SearchIndexVersionType => version;

export const toBuildType = ({ goal, plan, quarantined, ...build }: Build): SearchBuildType => ({
  ...build,
  setAside: quarantined,
  version: goal.kind === 'REBUILD' ? goal.version : null,
  sources: [...new Set(plan.map(({ producer }) => producer))].map((producer) => ({
    producer,
    isDone: plan.every((range) => range.producer !== producer || range.isDone),
  })),
});
