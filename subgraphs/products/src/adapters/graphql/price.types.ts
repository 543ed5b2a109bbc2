import { enumOf, MoneyType, objectType, payloadOf, stubOf, t, toMoneyType } from '@marketplace/platform/graphql';
import type { RecordedSchedule, Publication } from '../../application/ports';
import type { PriceScheduleStatus } from '../../domain/schedules';
import { ProductStatusType, ProductType, VariantType } from './product.types';

const PriceScheduleStatusType = enumOf<PriceScheduleStatus>('PriceScheduleStatus', 'The status of a price schedule.', {
  WAITING: 'The price has not started yet.',
  RUNNING: 'The price is in effect; the previous price returns at its end.',
  ENDED: 'The schedule is complete: the price stays, or the previous price has returned.',
  CANCELLED: 'The schedule was cancelled, or replaced by a manual price change.',
});

const PublicProfileStub = stubOf('PublicProfile', 'The public profile of a user.', { idDescription: 'The ID of the user.' });

export const PriceScheduleType = objectType('PriceSchedule', 'A price scheduled for a variant.', {
  id: t.id('The ID of the price schedule.'),
  variant: t.of(VariantType, 'The variant that the price is for.').nullable(),
  price: t.of(MoneyType, 'The unit price, including tax.'),
  compareAtPrice: t.of(MoneyType, 'The higher price to compare with; null if there is none.').nullable(),
  from: t.dateTime('The date and time when the price starts.'),
  until: t.dateTime('The date and time when the price ends; null if the price stays.').nullable(),
  status: t.of(PriceScheduleStatusType, 'The status of the schedule.'),
  createdAt: t.dateTime('The date and time when the schedule was created.'),
  closedAt: t.dateTime('The date and time when the schedule ended or was cancelled; null while it is open.').nullable(),
});
export type PriceScheduleType = InstanceType<typeof PriceScheduleType>;

export const PriceSchedulePayload = payloadOf('PriceSchedulePayload', 'The result of a price schedule mutation.', {
  schedule: t.of(PriceScheduleType, 'The price schedule after the change; null if there are errors.'),
  product: t.of(ProductType, 'The product after the change; null if there are errors.'),
});

export const ProductPublicationType = objectType('ProductPublication', 'A change of the publication status of a product.', {
  status: t.of(ProductStatusType, 'The new status.'),
  at: t.dateTime('The date and time when the status changed.'),
  by: t.of(PublicProfileStub, 'The user who made the change; null if it was automatic.').nullable(),
});
export type ProductPublicationType = InstanceType<typeof ProductPublicationType>;

export const toPublicationType = ({ status, at, by }: Publication): ProductPublicationType => ({
  status,
  at,
  by: by.startsWith('user:') ? { id: by.slice('user:'.length) } : null,
});

export const toScheduleType = ({ variantId, offer, ...schedule }: RecordedSchedule, product: ProductType): PriceScheduleType => ({
  ...schedule,
  variant: product.variants.find(({ id }) => id === variantId) ?? null,
  price: toMoneyType(offer.price),
  compareAtPrice: offer.compareAtPrice === undefined ? null : toMoneyType(offer.compareAtPrice),
});
