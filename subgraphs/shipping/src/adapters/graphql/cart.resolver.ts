import { Arg, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { idOf } from '@marketplace/kernel';
import { toMoneyType } from '@marketplace/platform/graphql';
import type { Quotes } from '../../application/quotes';
import { CartDeliveryEstimateType, CartType, ShippingOptionType, toOptionType } from './cart.types';

/** A reference to a cart. The gateway sends each field only when the query needs it. */
export type CartReference = { readonly id: string } & {
  readonly [Field in 'parcels' | 'countryCode' | 'shippingOptionIds']?: CartType[Field] | null;
};

/** The country of delivery until the buyer chooses one. */
const defaultCountry = 'US';

/** The parcels to deliver and the currency of the cart; undefined for an empty cart. */
const deliveryOf = ({ parcels }: CartReference) => {
  const [first] = parcels ?? [];
  if (parcels === undefined || parcels === null || first === undefined) return undefined;
  const { currency } = first.value;
  return { parcels: parcels.map(({ sellerId, weightGrams }) => ({ sellerId: idOf<'Seller'>(sellerId), weightGrams })), currency };
};

@Resolver(() => CartType)
export class CartResolver {
  constructor(private readonly quotes: Quotes) {}

  @Directive('@requires(fields: "countryCode parcels { sellerId weightGrams value { amount currency } }")')
  @FieldResolver(() => [ShippingOptionType], {
    nullable: true,
    description: 'The delivery options for each seller in the cart; empty when the country or the currency of the cart is not supported.',
  })
  shippingOptions(
    @Root() cart: CartReference,
    @Arg('countryCode', () => String, {
      nullable: true,
      description: 'The country of delivery, as an ISO 3166-1 alpha-2 code. Default: the country of the cart, otherwise US.',
    })
    countryCode?: string,
  ): readonly ShippingOptionType[] {
    const delivery = deliveryOf(cart);
    if (delivery === undefined) return [];
    const to = { countryCode: countryCode ?? cart.countryCode ?? defaultCountry, currency: delivery.currency };
    return this.quotes.options(delivery.parcels, to).map(toOptionType);
  }

  @Directive('@requires(fields: "countryCode shippingOptionIds parcels { sellerId weightGrams value { amount currency } }")')
  @FieldResolver(() => [CartDeliveryEstimateType], {
    nullable: true,
    description:
      'The estimated delivery cost for each seller, by the chosen option or the cheapest; null when the country or the currency of the cart is not supported.',
  })
  deliveryEstimate(@Root() cart: CartReference): readonly CartDeliveryEstimateType[] | null {
    const delivery = deliveryOf(cart);
    if (delivery === undefined) return [];
    const to = { countryCode: cart.countryCode ?? defaultCountry, currency: delivery.currency };
    const picked = this.quotes.estimate(delivery.parcels, to, cart.shippingOptionIds ?? []);
    return picked?.map(({ sellerId, price }) => ({ sellerId, price: toMoneyType(price) })) ?? null;
  }
}
