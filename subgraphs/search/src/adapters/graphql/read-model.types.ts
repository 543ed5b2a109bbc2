import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { DateTime, enumOf, enumWithValues, field, fieldOr, payloadOf } from '@marketplace/platform/graphql';
import type { Build, BuildPhase, VersionRow } from '../../application/builds';
import type { ModelName, VersionStatus } from '../../application/read-model';

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

@ObjectType('SearchIndexVersion', { description: 'A version of a read model; for operators.' })
export class SearchIndexVersionType {
  @Field(() => SearchModelType, { description: 'Of which model.' })
  model!: ModelName;

  @Field(() => Int, { description: 'Counts up with each rebuild.' })
  version!: number;

  @Field(() => VersionStatusType, { description: 'What it is there for.' })
  status!: string;

  @Field(() => DateTime, { description: 'When it was begun.' })
  createdAt!: string;

  @Field(() => DateTime, { nullable: true, description: 'When it last became live; null where it never was.' })
  liveAt!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was given up; null while it is kept.' })
  retiredAt!: string | null;
}

@ObjectType('SearchBuildSource', { description: 'A context whose history a build reads.' })
export class SearchBuildSourceType {
  @Field(() => String, { description: 'The context.' })
  producer!: string;

  @Field(() => Boolean, { description: 'Whether all of its history is in.' })
  isDone!: boolean;
}

@ObjectType('SearchBuild', { description: 'History on its way into a read model; for operators.' })
export class SearchBuildType {
  @Field(() => ID, { description: 'Follow it by this.' })
  id!: string;

  @Field(() => SearchModelType, { description: 'Into which model.' })
  model!: ModelName;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that is made; null for a replay, which goes into all versions that are kept.',
  })
  version!: number | null;

  @Field(() => BuildPhaseType, { description: 'How far it is.' })
  phase!: string;

  @Field(() => [SearchBuildSourceType], { description: 'Whose history it reads, in turn.' })
  sources!: readonly SearchBuildSourceType[];

  @Field(() => Int, { description: 'How many events it has read.' })
  events!: number;

  @Field(() => Int, { description: 'How many events could not be read again; the logs have their ids.' })
  skipped!: number;

  @Field(() => Int, { description: 'What of the version that it makes is set aside; `searchLag` says why. It goes live without that.' })
  setAside!: number;

  @Field(() => String, { nullable: true, description: 'Why it does not get on; null while it does. It is tried again all the time.' })
  lastError!: string | null;

  @Field(() => DateTime, { description: 'When it was asked for.' })
  startedAt!: string;

  @Field(() => DateTime, { nullable: true, description: 'When it was over; null while it is not.' })
  finishedAt!: string | null;
}

@InputType('SearchModelInput', { description: 'Which read model.' })
export class SearchModelInput {
  @Field(() => SearchModelType, { description: 'The model.' })
  model!: ModelName;
}

@InputType('SearchReplayInput', { description: 'Whose history to read again: one of these, and only one.' })
export class SearchReplayInput {
  @Field(() => ID, { nullable: true, description: 'A product.' })
  productId?: string;

  @Field(() => ID, { nullable: true, description: 'A seller, with products and orders.' })
  sellerId?: string;

  @Field(() => ID, { nullable: true, description: 'An order.' })
  orderId?: string;
}

const aboutErrors = { userErrors: 'Why nothing was begun; empty when something was.' };

export const SearchBuildPayload = payloadOf(
  'SearchBuildPayload',
  'The build that was begun, or why there was none.',
  { build: field(() => SearchBuildType, 'The build; null when it was refused.') },
  aboutErrors,
);

export const SearchReplayPayload = payloadOf(
  'SearchReplayPayload',
  'The builds that were begun, one for each model that knows such things.',
  { builds: fieldOr([], () => [SearchBuildType], 'The builds; empty when it was refused.') },
  aboutErrors,
);

export const SearchVersionPayload = payloadOf('SearchVersionPayload', 'The version that was changed, or why none was.', {
  version: field(() => SearchIndexVersionType, 'The version; null when it was refused.'),
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
