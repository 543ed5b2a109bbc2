import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, UserErrorType } from '@marketplace/platform/graphql';
import type { Build, VersionRow } from '../../application/builds';
import type { ModelName } from '../../application/read-model';

export const SearchModelType = { PRODUCT_INDEX: 'product_index', ORDER_LIST: 'order_list', SELLER_DASHBOARD: 'seller_dashboard' } as const;

registerEnumType(SearchModelType, {
  name: 'SearchModel',
  description: 'What is kept for reading, and can be built anew from events.',
  valuesConfig: {
    PRODUCT_INDEX: { description: 'What products are found by.' },
    ORDER_LIST: { description: "Buyers' lists of their orders." },
    SELLER_DASHBOARD: { description: "Sellers' figures." },
  },
});

export const VersionStatusType = { BUILDING: 'BUILDING', LIVE: 'LIVE', PREVIOUS: 'PREVIOUS', RETIRED: 'RETIRED' } as const;

registerEnumType(VersionStatusType, {
  name: 'SearchIndexVersionStatus',
  description: 'What a version is there for.',
  valuesConfig: {
    BUILDING: { description: 'It is being filled, and gets every event already.' },
    LIVE: { description: 'Queries are answered from it.' },
    PREVIOUS: { description: 'It was live before, gets every event still, and can be live again at once.' },
    RETIRED: { description: 'Its rows are removed, or about to be.' },
  },
});

const BuildPhaseType = { REPLAYING: 'REPLAYING', DRAINING: 'DRAINING', DONE: 'DONE', CANCELLED: 'CANCELLED' } as const;

registerEnumType(BuildPhaseType, {
  name: 'SearchBuildPhase',
  description: 'How far a build is.',
  valuesConfig: {
    REPLAYING: { description: 'History is read from those who announced it.' },
    DRAINING: { description: 'All history is in; what it says is being worked in.' },
    DONE: { description: 'It is over; a version that was built is live.' },
    CANCELLED: { description: 'Somebody gave it up.' },
  },
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

@ObjectType('SearchBuildPayload', { description: 'The build that was begun, or why there was none.' })
export class SearchBuildPayload {
  @Field(() => SearchBuildType, { nullable: true, description: 'The build; null when it was refused.' })
  build!: SearchBuildType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing was begun; empty when something was.' })
  userErrors!: readonly UserErrorType[];
}

@ObjectType('SearchReplayPayload', { description: 'The builds that were begun, one for each model that knows such things.' })
export class SearchReplayPayload {
  @Field(() => [SearchBuildType], { description: 'The builds; empty when it was refused.' })
  builds!: readonly SearchBuildType[];

  @Field(() => [UserErrorType], { description: 'Why nothing was begun; empty when something was.' })
  userErrors!: readonly UserErrorType[];
}

@ObjectType('SearchVersionPayload', { description: 'The version that was changed, or why none was.' })
export class SearchVersionPayload {
  @Field(() => SearchIndexVersionType, { nullable: true, description: 'The version; null when it was refused.' })
  version!: SearchIndexVersionType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing changed; empty when it did.' })
  userErrors!: readonly UserErrorType[];
}

export const toVersionType = ({ model, version, status, createdAt, liveAt, retiredAt }: VersionRow): SearchIndexVersionType => ({
  model,
  version,
  status,
  createdAt,
  liveAt: liveAt ?? null,
  retiredAt: retiredAt ?? null,
});

export const toBuildType = ({
  id,
  model,
  goal,
  phase,
  plan,
  events,
  skipped,
  setAside,
  lastError,
  startedAt,
  finishedAt,
}: Build): SearchBuildType => ({
  id,
  model,
  version: goal.kind === 'REBUILD' ? goal.version : null,
  phase,
  sources: [...new Set(plan.map(({ producer }) => producer))].map((producer) => ({
    producer,
    isDone: plan.every((stretch) => stretch.producer !== producer || stretch.isDone),
  })),
  events,
  skipped,
  setAside,
  lastError: lastError ?? null,
  startedAt,
  finishedAt: finishedAt ?? null,
});
