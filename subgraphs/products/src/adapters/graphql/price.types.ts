import { Field, ID, ObjectType } from 'type-graphql';
import { DateTime, enumOf, field, MoneyType, payloadOf, stubOf, toMoneyType, type Stub } from '@marketplace/platform/graphql';
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

@ObjectType('PriceSchedule', { description: 'A price that is planned for a variant.' })
export class PriceScheduleType {
  @Field(() => ID, { description: 'The id of the plan.' })
  id!: string;

  @Field(() => VariantType, { nullable: true, description: 'Whose price it is.' })
  variant!: VariantType | null;

  @Field(() => MoneyType, { description: 'What one costs then.' })
  price!: MoneyType;

  @Field(() => MoneyType, { nullable: true, description: 'The higher price that it is compared with; null when there is none.' })
  compareAtPrice!: MoneyType | null;

  @Field(() => DateTime, { description: 'From when on.' })
  from!: string;

  @Field(() => DateTime, { nullable: true, description: 'Until when; null when the price stays.' })
  until!: string | null;

  @Field(() => PriceScheduleStatusType, { description: 'How far it is.' })
  status!: string;

  @Field(() => DateTime, { description: 'When it was planned.' })
  createdAt!: string;

  @Field(() => DateTime, { nullable: true, description: 'When it was over; null while it is not.' })
  closedAt!: string | null;
}

export const PriceSchedulePayload = payloadOf('PriceSchedulePayload', 'The planned price after the change, or why there was none.', {
  schedule: field(() => PriceScheduleType, 'The planned price; null when it was refused.'),
  product: field(() => ProductType, 'The product after the change; null when it was refused.'),
});

@ObjectType('ProductPublication', { description: 'A moment at which a product came on show or went off.' })
export class ProductPublicationType {
  @Field(() => ProductStatusType, { description: 'What it was from then on.' })
  status!: string;

  @Field(() => DateTime, { description: 'When.' })
  at!: string;

  @Field(() => PublicProfileStub, { nullable: true, description: 'On whose word; null when it was nobody in person.' })
  by!: Stub | null;
}

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
