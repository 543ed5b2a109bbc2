import { MoneyType, objectType, t, toMoneyType } from '@marketplace/platform/graphql';
import type { ShippingOption } from '../../domain/quote';
import { DeliveryWindowType, ShippingServiceType } from './shipment.types';

const CartParcelType = objectType('CartParcel', 'The parcel of one seller, used to price delivery.', {
  sellerId: t.id('The ID of the seller.').external(),
  weightGrams: t.int('The weight in grams.').external(),
  value: t.of(MoneyType, 'The value of the items.').external(),
});
type CartParcelType = InstanceType<typeof CartParcelType>;

export const CartType = objectType(
  'Cart',
  'A shopping cart. Only its buyer can see it.',
  {
    id: t.id('The ID of the cart.'),
    parcels: t.list(CartParcelType, "Each seller's items, without unavailable lines.").external(),
    countryCode: t.string('The country of delivery, as an ISO 3166-1 alpha-2 code; null until it is chosen.').nullable().external(),
    shippingOptionIds: t
      .ids('The IDs of the chosen shipping options. The cheapest option is used for sellers without a choice.')
      .external(),
    // Resolved separately.
    shippingOptions: t.hidden<readonly ShippingOptionType[]>().optional(),
    deliveryEstimate: t.hidden<readonly CartDeliveryEstimateType[]>().optional(),
  },
  { key: 'id' },
);
export type CartType = InstanceType<typeof CartType>;

export const CartDeliveryEstimateType = objectType(
  'CartDeliveryEstimate',
  "The estimated cost of delivering one seller's lines of a cart.",
  {
    sellerId: t.id('The ID of the seller.'),
    price: t.of(MoneyType, 'The price of the delivery, before discounts.'),
  },
  { isShareable: true },
);
export type CartDeliveryEstimateType = InstanceType<typeof CartDeliveryEstimateType>;

export const ShippingOptionType = objectType('ShippingOption', "A delivery option for one seller's items of a cart.", {
  id: t.id('The ID of the option. Pass it to `checkoutStart` to choose the option.'),
  sellerId: t.id('The ID of the seller.'),
  carrier: t.string('The name of the carrier.'),
  service: t.of(ShippingServiceType, 'The service level.'),
  price: t.of(MoneyType, 'The price of the delivery, including tax.'),
  estimatedDelivery: t.of(DeliveryWindowType, 'The expected delivery window if the order is placed now.'),
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
