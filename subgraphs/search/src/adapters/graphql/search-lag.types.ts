import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { DateTime, enumWithValues } from '@marketplace/platform/graphql';
import type { LagReport } from '../../application/lag';
import type { ModelName } from '../../application/read-model';
import { SearchModelType, VersionStatusType } from './read-model.types';

const SetAsideSubjectType = enumWithValues('SearchSetAsideSubject', 'What can be set aside.', {
  values: { PRODUCT: 'product', VARIANT: 'variant', SELLER: 'seller', CATEGORY: 'category', ORDER: 'order' },
  meanings: {
    PRODUCT: 'A product: its document stays as it was.',
    VARIANT: 'News of the stock of a variant.',
    SELLER: 'News of a seller: name or score in the documents stay as they were.',
    CATEGORY: 'News of a category: where products lie stays as it was.',
    ORDER: 'An order: its pieces are not counted as sold.',
  },
});

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

  @Field(() => Int, { description: 'What could not be worked in, and waits for news of it; what was shown of it before stays.' })
  setAside!: number;
}

@ObjectType('SearchProducerLag', { description: 'How far search is behind one of those it listens to.' })
export class SearchProducerLagType {
  @Field(() => String, { description: 'The context that announces.' })
  producer!: string;

  @Field(() => Int, { nullable: true, description: 'Events that are announced and not heard; null where the broker cannot say.' })
  waiting!: number | null;
}

@ObjectType('SearchSetAside', {
  description: 'Something that could not be worked into a version for what is in it; it is tried again when there is news of it.',
})
export class SearchSetAsideType {
  @Field(() => Int, { description: 'Which version of the product index.' })
  version!: number;

  @Field(() => SetAsideSubjectType, { description: 'What it is.' })
  about!: string;

  @Field(() => ID, { description: 'Its id; `searchReplay` has a product, seller or order tried again.' })
  id!: string;

  @Field(() => String, { description: 'What went wrong when it was last tried.' })
  error!: string;

  @Field(() => Int, { description: 'How often it was tried.' })
  attempts!: number;

  @Field(() => DateTime, { description: 'When it was set aside.' })
  since!: string;

  @Field(() => DateTime, { description: 'When it was last tried.' })
  triedAt!: string;
}

@ObjectType('SearchLag', { description: 'How far reading is behind writing; for operators.' })
export class SearchLagType {
  @Field(() => [SearchVersionLagType], { description: 'Of each version that is kept.' })
  versions!: readonly SearchVersionLagType[];

  @Field(() => [SearchProducerLagType], { description: 'Of each context that search listens to.' })
  producers!: readonly SearchProducerLagType[];

  @Field(() => [SearchSetAsideType], { description: 'What was set aside, the oldest first, up to 50; the versions have the counts.' })
  setAside!: readonly SearchSetAsideType[];

  @Field(() => DateTime, { nullable: true, description: 'When an event was last heard; null where none ever was.' })
  lastEventAt!: string | null;
}

export const toLagType = ({ versions, producers, setAside, lastEventAt }: LagReport): SearchLagType => ({
  versions: versions.map(({ behind, ...version }) => ({ ...version, seconds: behind / 1_000 })),
  producers: producers.map(({ producer, waiting }) => ({ producer, waiting: waiting ?? null })),
  setAside: setAside.map(({ concern, subject, ...rest }) => ({ ...rest, about: concern, id: subject })),
  lastEventAt: lastEventAt ?? null,
});
