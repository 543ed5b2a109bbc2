import { enumOf, enumWithValues, inputType, objectType, payloadOf, t } from '@marketplace/platform/graphql';
import type { Build, BuildPhase, VersionRow } from '../../application/builds';
import type { VersionStatus } from '../../application/read-model';

export const SearchModelType = enumWithValues('SearchModel', 'What is kept for reading, and can be built anew from events.', {
  values: { PRODUCT_INDEX: 'product_index', ORDER_LIST: 'order_list', SELLER_DASHBOARD: 'seller_dashboard' },
  meanings: {
    PRODUCT_INDEX: 'What products are found by.',
    ORDER_LIST: "Buyers' lists of their orders.",
    SELLER_DASHBOARD: "Sellers' figures.",
  },
});

export const VersionStatusType = enumOf<VersionStatus>('SearchIndexVersionStatus', 'What a version is there for.', {
  BUILDING: 'It is being filled, and gets every event already.',
  LIVE: 'Queries are answered from it.',
  PREVIOUS: 'It was live before, gets every event still, and can be live again at once.',
  RETIRED: 'Its rows are removed, or about to be.',
});

const BuildPhaseType = enumOf<BuildPhase>('SearchBuildPhase', 'How far a build is.', {
  REPLAYING: 'History is read from those who announced it.',
  DRAINING: 'All history is in; what it says is being worked in.',
  DONE: 'It is over; a version that was built is live.',
  CANCELLED: 'Somebody gave it up.',
});

export const SearchIndexVersionType = objectType('SearchIndexVersion', 'A version of a read model; for operators.', {
  model: t.of(SearchModelType, 'Of which model.'),
  version: t.int('Counts up with each rebuild.'),
  status: t.of(VersionStatusType, 'What it is there for.'),
  createdAt: t.dateTime('When it was begun.'),
  liveAt: t.dateTime('When it last became live; null where it never was.').nullable(),
  retiredAt: t.dateTime('When it was given up; null while it is kept.').nullable(),
});
export type SearchIndexVersionType = InstanceType<typeof SearchIndexVersionType>;

const SearchBuildSourceType = objectType('SearchBuildSource', 'A context whose history a build reads.', {
  producer: t.string('The context.'),
  isDone: t.boolean('Whether all of its history is in.'),
});
type SearchBuildSourceType = InstanceType<typeof SearchBuildSourceType>;

export const SearchBuildType = objectType('SearchBuild', 'History on its way into a read model; for operators.', {
  id: t.id('Follow it by this.'),
  model: t.of(SearchModelType, 'Into which model.'),
  version: t.int('The version that is made; null for a replay, which goes into all versions that are kept.').nullable(),
  phase: t.of(BuildPhaseType, 'How far it is.'),
  sources: t.list(SearchBuildSourceType, 'Whose history it reads, in turn.'),
  events: t.int('How many events it has read.'),
  skipped: t.int('How many events could not be read again; the logs have their ids.'),
  setAside: t.int('What of the version that it makes is set aside; `searchLag` says why. It goes live without that.'),
  lastError: t.string('Why it does not get on; null while it does. It is tried again all the time.').nullable(),
  startedAt: t.dateTime('When it was asked for.'),
  finishedAt: t.dateTime('When it was over; null while it is not.').nullable(),
});
export type SearchBuildType = InstanceType<typeof SearchBuildType>;

export const SearchModelInput = inputType('SearchModelInput', 'Which read model.', {
  model: t.of(SearchModelType, 'The model.'),
});

export const SearchReplayInput = inputType('SearchReplayInput', 'Whose history to read again: one of these, and only one.', {
  productId: t.id('A product.').optional(),
  sellerId: t.id('A seller, with products and orders.').optional(),
  orderId: t.id('An order.').optional(),
});
export type SearchReplayInput = InstanceType<typeof SearchReplayInput>;

const aboutErrors = { userErrors: 'Why nothing was begun; empty when something was.' };

export const SearchBuildPayload = payloadOf(
  'SearchBuildPayload',
  'The build that was begun, or why there was none.',
  { build: t.of(SearchBuildType, 'The build; null when it was refused.') },
  aboutErrors,
);

export const SearchReplayPayload = payloadOf(
  'SearchReplayPayload',
  'The builds that were begun, one for each model that knows such things.',
  { builds: t.list(SearchBuildType, 'The builds; empty when it was refused.').whenRefused([]) },
  aboutErrors,
);

export const SearchVersionPayload = payloadOf('SearchVersionPayload', 'The version that was changed, or why none was.', {
  version: t.of(SearchIndexVersionType, 'The version; null when it was refused.'),
});

export const toVersionType = (version: VersionRow): SearchIndexVersionType => version;

export const toBuildType = ({ goal, plan, ...build }: Build): SearchBuildType => ({
  ...build,
  version: goal.kind === 'REBUILD' ? goal.version : null,
  sources: [...new Set(plan.map(({ producer }) => producer))].map((producer) => ({
    producer,
    isDone: plan.every((range) => range.producer !== producer || range.isDone),
  })),
});
