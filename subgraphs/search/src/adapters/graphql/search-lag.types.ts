import { enumWithValues, objectType, t } from '@marketplace/platform/graphql';
import type { LagReport } from '../../application/lag';
import { SearchModelType, VersionStatusType } from './read-model.types';

const QuarantinedSubjectType = enumWithValues('SearchSetAsideSubject', 'The kind of a quarantined item.', {
  values: { PRODUCT: 'product', VARIANT: 'variant', SELLER: 'seller', CATEGORY: 'category', ORDER: 'order' },
  meanings: {
    PRODUCT: 'A product. Search shows its previous state.',
    VARIANT: 'A variant. A change of its stock is not applied.',
    SELLER: "A seller. The seller's products show the previous name and rating.",
    CATEGORY: 'A category. Its products show the previous category path.',
    ORDER: 'An order. Its units do not count as sold.',
  },
});

const SearchVersionLagType = objectType('SearchVersionLag', 'The lag of a version of a read model.', {
  model: t.of(SearchModelType, 'The read model.'),
  version: t.int('The number of the version.'),
  status: t.of(VersionStatusType, 'The status of the version.'),
  waiting: t.int('The number of received changes that are not applied yet.'),
  seconds: t.float('The age of the oldest of these changes, in seconds; 0 if there is none.'),
  setAside: t.int('The number of quarantined items. They keep their previous state until they can be applied.'),
});
type SearchVersionLagType = InstanceType<typeof SearchVersionLagType>;

const SearchProducerLagType = objectType('SearchProducerLag', 'The lag of search behind a context that publishes events.', {
  producer: t.string('The name of the context that publishes the events.'),
  waiting: t
    .int('The number of published events that search has not handled yet; null if the message broker does not report it.')
    .nullable(),
});
type SearchProducerLagType = InstanceType<typeof SearchProducerLagType>;

const QuarantinedType = objectType(
  'SearchSetAside',
  'An item whose data could not be applied to a version of the product index. The next event about it triggers a retry.',
  {
    version: t.int('The version of the product index.'),
    about: t.of(QuarantinedSubjectType, 'The kind of the item.'),
    id: t.id('The ID of the item. `searchReplay` retries a product, seller or order.'),
    error: t.string('The error of the last attempt.'),
    attempts: t.int('The number of attempts.'),
    since: t.dateTime('The date and time when the item was quarantined.'),
    triedAt: t.dateTime('The date and time of the last attempt.'),
  },
);
type QuarantinedType = InstanceType<typeof QuarantinedType>;

export const SearchLagType = objectType('SearchLag', 'The lag of the read models behind published events.', {
  versions: t.list(SearchVersionLagType, 'The lag of each retained version.'),
  producers: t.list(SearchProducerLagType, 'The lag behind each context that search receives events from.'),
  setAside: t.list(QuarantinedType, 'The quarantined items, oldest first, up to 50. `versions` has the full counts.'),
  lastEventAt: t.dateTime('The date and time when an event was last received; null if there was none.').nullable(),
});
export type SearchLagType = InstanceType<typeof SearchLagType>;

export const toLagType = ({ versions, producers, quarantined, lastEventAt }: LagReport): SearchLagType => ({
  versions: versions.map(({ delay, quarantined: setAside, ...version }) => ({ ...version, setAside, seconds: delay / 1_000 })),
  producers: producers.map(({ producer, waiting }) => ({ producer, waiting: waiting ?? null })),
  setAside: quarantined.map(({ concern, subject, ...rest }) => ({ ...rest, about: concern, id: subject })),
  lastEventAt: lastEventAt ?? null,
});
