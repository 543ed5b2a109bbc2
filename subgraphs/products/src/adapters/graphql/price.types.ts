import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, MoneyType, toMoneyType, UserErrorType } from '@marketplace/platform/graphql';
import type { PriceScheduleRow, Publication } from '../../application/ports';
import { ProductStatusType, ProductType, VariantType } from './product.types';

export const PriceScheduleStatusType = { WAITING: 'WAITING', RUNNING: 'RUNNING', ENDED: 'ENDED', CANCELLED: 'CANCELLED' } as const;

registerEnumType(PriceScheduleStatusType, {
  name: 'PriceScheduleStatus',
  description: 'How far a planned price is.',
  valuesConfig: {
    WAITING: { description: 'Its time has not come.' },
    RUNNING: { description: 'The variant costs this, until the former price returns.' },
    ENDED: { description: 'It has come, and the former price has returned where that was planned.' },
    CANCELLED: { description: 'It was called off, or a price set by hand took its place.' },
  },
});

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

@ObjectType('PriceSchedulePayload', { description: 'The planned price after the change, or why there was none.' })
export class PriceSchedulePayload {
  @Field(() => PriceScheduleType, { nullable: true, description: 'The planned price; null when it was refused.' })
  schedule!: PriceScheduleType | null;

  @Field(() => ProductType, { nullable: true, description: 'The product after the change; null when it was refused.' })
  product!: ProductType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing changed; empty when it did.' })
  userErrors!: readonly UserErrorType[];
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('PublicProfile', { description: 'What others may know of a person.' })
class PublicProfileStub {
  @Field(() => ID, { description: 'The id of the person.' })
  id!: string;
}

@ObjectType('ProductPublication', { description: 'A moment at which a product came on show or went off.' })
export class ProductPublicationType {
  @Field(() => ProductStatusType, { description: 'What it was from then on.' })
  status!: string;

  @Field(() => DateTime, { description: 'When.' })
  at!: string;

  @Field(() => PublicProfileStub, { nullable: true, description: 'On whose word; null when it was nobody in person.' })
  by!: PublicProfileStub | null;
}

export const toPublicationType = ({ status, at, by }: Publication): ProductPublicationType => ({
  status,
  at,
  by: by.startsWith('user:') ? { id: by.slice('user:'.length) } : null,
});

export const toScheduleType = ({ variantId, offer, ...plan }: PriceScheduleRow, product: ProductType): PriceScheduleType => ({
  ...plan,
  variant: product.variants.find(({ id }) => id === variantId) ?? null,
  price: toMoneyType(offer.price),
  compareAtPrice: offer.compareAtPrice === undefined ? null : toMoneyType(offer.compareAtPrice),
});
