import { Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, UserErrorType } from '@marketplace/platform/graphql';
import type { Build, VersionRow } from '../../application/builds';
import type { Lag } from '../../application/lag';
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

const VersionStatusType = { BUILDING: 'BUILDING', LIVE: 'LIVE', PREVIOUS: 'PREVIOUS', RETIRED: 'RETIRED' } as const;

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

  @Field(() => String, { nullable: true, description: 'Why it does not get on; null while it does. It is tried again all the time.' })
  lastError!: string | null;

  @Field(() => DateTime, { description: 'When it was asked for.' })
  startedAt!: string;

  @Field(() => DateTime, { nullable: true, description: 'When it was over; null while it is not.' })
  finishedAt!: string | null;
}

@ObjectType('SearchVersionLag', { description: 'How far a version is behind what its model has heard.' })
export class SearchVersionLagType {
  @Field(() => SearchModelType, { description: 'Of which model.' })
  model!: ModelName;

  @Field(() => Int, { description: 'Which version.' })
  version!: number;

  @Field(() => VersionStatusType, { description: 'What it is there for.' })
  status!: string;

  @Field(() => Int, { description: 'Facts that are stored and not to be found yet.' })
  waiting!: number;

  @Field(() => Float, { description: 'For how many seconds the oldest of them waits; 0 when none does.' })
  seconds!: number;
}

@ObjectType('SearchProducerLag', { description: 'How far search is behind one of those it listens to.' })
export class SearchProducerLagType {
  @Field(() => String, { description: 'The context that announces.' })
  producer!: string;

  @Field(() => Int, { nullable: true, description: 'Events that are announced and not heard; null where the broker cannot say.' })
  waiting!: number | null;
}

@ObjectType('SearchLag', { description: 'How far reading is behind writing; for operators.' })
export class SearchLagType {
  @Field(() => [SearchVersionLagType], { description: 'Of each version that is kept.' })
  versions!: readonly SearchVersionLagType[];

  @Field(() => [SearchProducerLagType], { description: 'Of each context that search listens to.' })
  producers!: readonly SearchProducerLagType[];

  @Field(() => DateTime, { nullable: true, description: 'When an event was last heard; null where none ever was.' })
  lastEventAt!: string | null;
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
  lastError: lastError ?? null,
  startedAt,
  finishedAt: finishedAt ?? null,
});

export const toLagType = ({ versions, producers, lastEventAt }: Lag): SearchLagType => ({
  versions: versions.map(({ model, version, status, waiting, behind }) => ({ model, version, status, waiting, seconds: behind / 1_000 })),
  producers: producers.map(({ producer, waiting }) => ({ producer, waiting: waiting ?? null })),
  lastEventAt: lastEventAt ?? null,
});
