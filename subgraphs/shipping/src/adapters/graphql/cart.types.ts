import { MoneyType, objectType, t, toMoneyType } from '@marketplace/platform/graphql';
import type { ShippingOption } from '../../domain/quote';
import { DeliveryWindowType, ShippingServiceType } from './shipment.types';

const CartParcelType = objectType('CartParcel', 'What one seller would send; deliveries are priced by it.', {
  sellerId: t.id('The seller who would send it.').external(),
  weightGrams: t.int('What it weighs, in grams.').external(),
  value: t.of(MoneyType, 'What is in it costs this much.').external(),
});
type CartParcelType = InstanceType<typeof CartParcelType>;

export const CartType = objectType(
  'Cart',
  'What a buyer means to buy; only the buyer sees it.',
  {
    id: t.id('The id of the cart.'),
    parcels: t.list(CartParcelType, 'What each seller would send, without lines that cannot be bought.').external(),
    countryCode: t.string('Where the cart would be delivered to, ISO 3166-1 alpha-2; null until it was chosen.').nullable().external(),
    shippingOptionIds: t.ids('The shipping options that were chosen; a seller without one is taken to send the cheapest way.').external(),
    // Answered by the resolver, which knows where to.
    shippingOptions: t.hidden<readonly ShippingOptionType[]>().optional(),
    deliveryEstimate: t.hidden<readonly CartDeliveryEstimateType[]>().optional(),
  },
  { key: 'id' },
);
export type CartType = InstanceType<typeof CartType>;

export const CartDeliveryEstimateType = objectType(
  'CartDeliveryEstimate',
  "What delivery of one seller's part of a cart would cost.",
  {
    sellerId: t.id('Whose part of the cart it is.'),
    price: t.of(MoneyType, 'What the delivery costs, before discounts.'),
  },
  { isShareable: true },
);
export type CartDeliveryEstimateType = InstanceType<typeof CartDeliveryEstimateType>;

export const ShippingOptionType = objectType('ShippingOption', "One way to have one seller's part of a cart delivered.", {
  id: t.id('Pass to checkoutStart to choose it.'),
  sellerId: t.id('Whose part of the cart it delivers.'),
  carrier: t.string('Who delivers.'),
  service: t.of(ShippingServiceType, 'How fast.'),
  price: t.of(MoneyType, 'What it costs, tax included.'),
  estimatedDelivery: t.of(DeliveryWindowType, 'When the parcel is expected, if it is ordered now.'),
});
export type ShippingOptionType = InstanceType<typeof ShippingOptionType>;

export const toOptionType = ({ id, sellerId, carrier, service, price, estimatedDelivery }: ShippingOption): ShippingOptionType => ({
  id,
  sellerId,
  carrier,
  service,
  price: toMoneyType(price),
  estimatedDelivery: { ...estimatedDelivery },
});
