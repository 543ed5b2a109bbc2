import { enumOf, MoneyType, objectType, payloadOf, stubOf, t, toMoneyType } from '@marketplace/platform/graphql';
import type { PlannedPrice, Publication } from '../../application/ports';
import type { PriceScheduleStatus } from '../../domain/schedules';
import { ProductStatusType, ProductType, VariantType } from './product.types';

const PriceScheduleStatusType = enumOf<PriceScheduleStatus>('PriceScheduleStatus', 'How far a planned price is.', {
  WAITING: 'Its time has not come.',
  RUNNING: 'The variant costs this, until the former price returns.',
  ENDED: 'It has come, and the former price has returned where that was planned.',
  CANCELLED: 'It was called off, or a price set by hand took its place.',
});

const PublicProfileStub = stubOf('PublicProfile', 'What others may know of a person.', { idDescription: 'The id of the person.' });

export const PriceScheduleType = objectType('PriceSchedule', 'A price that is planned for a variant.', {
  id: t.id('The id of the plan.'),
  variant: t.of(VariantType, 'Whose price it is.').nullable(),
  price: t.of(MoneyType, 'What one costs then.'),
  compareAtPrice: t.of(MoneyType, 'The higher price that it is compared with; null when there is none.').nullable(),
  from: t.dateTime('From when on.'),
  until: t.dateTime('Until when; null when the price stays.').nullable(),
  status: t.of(PriceScheduleStatusType, 'How far it is.'),
  createdAt: t.dateTime('When it was planned.'),
  closedAt: t.dateTime('When it was over; null while it is not.').nullable(),
});
export type PriceScheduleType = InstanceType<typeof PriceScheduleType>;

export const PriceSchedulePayload = payloadOf('PriceSchedulePayload', 'The planned price after the change, or why there was none.', {
  schedule: t.of(PriceScheduleType, 'The planned price; null when it was refused.'),
  product: t.of(ProductType, 'The product after the change; null when it was refused.'),
});

export const ProductPublicationType = objectType('ProductPublication', 'A moment at which a product came on show or went off.', {
  status: t.of(ProductStatusType, 'What it was from then on.'),
  at: t.dateTime('When.'),
  by: t.of(PublicProfileStub, 'On whose word; null when it was nobody in person.').nullable(),
});
export type ProductPublicationType = InstanceType<typeof ProductPublicationType>;

export const toPublicationType = ({ status, at, by }: Publication): ProductPublicationType => ({
  status,
  at,
  by: by.startsWith('user:') ? { id: by.slice('user:'.length) } : null,
});

export const toScheduleType = ({ variantId, offer, ...plan }: PlannedPrice, product: ProductType): PriceScheduleType => ({
  ...plan,
  variant: product.variants.find(({ id }) => id === variantId) ?? null,
  price: toMoneyType(offer.price),
  compareAtPrice: offer.compareAtPrice === undefined ? null : toMoneyType(offer.compareAtPrice),
});
