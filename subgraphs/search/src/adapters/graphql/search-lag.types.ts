import { enumWithValues, objectType, t } from '@marketplace/platform/graphql';
import type { LagReport } from '../../application/lag';
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

const SearchVersionLagType = objectType('SearchVersionLag', 'How far a version is behind what its model has heard.', {
  model: t.of(SearchModelType, 'Of which model.'),
  version: t.int('Which version.'),
  status: t.of(VersionStatusType, 'What it is there for.'),
  waiting: t.int('Facts that are stored and not to be found yet.'),
  seconds: t.float('For how many seconds the oldest of them waits; 0 when none does.'),
  setAside: t.int('What could not be worked in, and waits for news of it; what was shown of it before stays.'),
});
type SearchVersionLagType = InstanceType<typeof SearchVersionLagType>;

const SearchProducerLagType = objectType('SearchProducerLag', 'How far search is behind one of those it listens to.', {
  producer: t.string('The context that announces.'),
  waiting: t.int('Events that are announced and not heard; null where the broker cannot say.').nullable(),
});
type SearchProducerLagType = InstanceType<typeof SearchProducerLagType>;

const SearchSetAsideType = objectType(
  'SearchSetAside',
  'Something that could not be worked into a version for what is in it; it is tried again when there is news of it.',
  {
    version: t.int('Which version of the product index.'),
    about: t.of(SetAsideSubjectType, 'What it is.'),
    id: t.id('Its id; `searchReplay` has a product, seller or order tried again.'),
    error: t.string('What went wrong when it was last tried.'),
    attempts: t.int('How often it was tried.'),
    since: t.dateTime('When it was set aside.'),
    triedAt: t.dateTime('When it was last tried.'),
  },
);
type SearchSetAsideType = InstanceType<typeof SearchSetAsideType>;

export const SearchLagType = objectType('SearchLag', 'How far reading is behind writing; for operators.', {
  versions: t.list(SearchVersionLagType, 'Of each version that is kept.'),
  producers: t.list(SearchProducerLagType, 'Of each context that search listens to.'),
  setAside: t.list(SearchSetAsideType, 'What was set aside, the oldest first, up to 50; the versions have the counts.'),
  lastEventAt: t.dateTime('When an event was last heard; null where none ever was.').nullable(),
});
export type SearchLagType = InstanceType<typeof SearchLagType>;

export const toLagType = ({ versions, producers, setAside, lastEventAt }: LagReport): SearchLagType => ({
  versions: versions.map(({ behind, ...version }) => ({ ...version, seconds: behind / 1_000 })),
  producers: producers.map(({ producer, waiting }) => ({ producer, waiting: waiting ?? null })),
  setAside: setAside.map(({ concern, subject, ...rest }) => ({ ...rest, about: concern, id: subject })),
  lastEventAt: lastEventAt ?? null,
});
