import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { MoneyType, toMoneyType } from '@marketplace/platform/graphql';
import type { ShippingOption } from '../../domain/quote';
import { DeliveryWindowType, ShippingServiceType } from './shipment.types';

@ObjectType('CartParcel', { description: 'What one seller would send; deliveries are priced by it.' })
export class CartParcelType {
  @Directive('@external')
  @Field(() => ID, { description: 'The seller who would send it.' })
  sellerId!: string;

  @Directive('@external')
  @Field(() => Int, { description: 'What it weighs, in grams.' })
  weightGrams!: number;

  @Directive('@external')
  @Field(() => MoneyType, { description: 'What is in it costs this much.' })
  value!: MoneyType;
}

@Directive('@key(fields: "id")')
@ObjectType('Cart', { description: 'What a buyer means to buy; only the buyer sees it.' })
export class CartType {
  @Field(() => ID, { description: 'The id of the cart.' })
  id!: string;

  @Directive('@external')
  @Field(() => [CartParcelType], { description: 'What each seller would send, without lines that cannot be bought.' })
  parcels!: readonly CartParcelType[];

  @Directive('@external')
  @Field(() => String, {
    nullable: true,
    description: 'Where the cart would be delivered to, ISO 3166-1 alpha-2; null until it was chosen.',
  })
  countryCode!: string | null;

  @Directive('@external')
  @Field(() => [ID], { description: 'The shipping options that were chosen; a seller without one is taken to send the cheapest way.' })
  shippingOptionIds!: readonly string[];

  // Answered by the resolver, which knows where to.
  shippingOptions?: readonly ShippingOptionType[];
  deliveryEstimate?: readonly CartDeliveryEstimateType[];
}

@Directive('@shareable')
@ObjectType('CartDeliveryEstimate', { description: "What delivery of one seller's part of a cart would cost." })
export class CartDeliveryEstimateType {
  @Field(() => ID, { description: 'Whose part of the cart it is.' })
  sellerId!: string;

  @Field(() => MoneyType, { description: 'What the delivery costs, before discounts.' })
  price!: MoneyType;
}

@ObjectType('ShippingOption', { description: "One way to have one seller's part of a cart delivered." })
export class ShippingOptionType {
  @Field(() => ID, { description: 'Pass to checkoutStart to choose it.' })
  id!: string;

  @Field(() => ID, { description: 'Whose part of the cart it delivers.' })
  sellerId!: string;

  @Field(() => String, { description: 'Who delivers.' })
  carrier!: string;

  @Field(() => ShippingServiceType, { description: 'How fast.' })
  service!: string;

  @Field(() => MoneyType, { description: 'What it costs, tax included.' })
  price!: MoneyType;

  @Field(() => DeliveryWindowType, { description: 'When the parcel is expected, if it is ordered now.' })
  estimatedDelivery!: DeliveryWindowType;
}

export const toOptionType = ({ id, sellerId, carrier, service, price, estimatedDelivery }: ShippingOption): ShippingOptionType => ({
  id,
  sellerId,
  carrier,
  service,
  price: toMoneyType(price),
  estimatedDelivery: { ...estimatedDelivery },
});
