import { Arg, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { idOf } from '@marketplace/kernel';
import { toMoneyType } from '@marketplace/platform/graphql';
import type { Quotes } from '../../application/quotes';
import { CartDeliveryEstimateType, CartType, ShippingOptionType, toOptionType } from './cart.types';

/** What a cart's reference carries when something about its delivery is asked for, and what it lacks when not. */
export type CartReference = { readonly id: string } & {
  readonly [Field in 'parcels' | 'countryCode' | 'shippingOptionIds']?: CartType[Field] | null;
};

/** Where a cart goes to until its buyer has said where. */
const usualCountry = 'US';

/** What is to be delivered, in the cart's currency; an empty cart has none and needs no delivery. */
const goodsOf = ({ parcels }: CartReference) => {
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
    description:
      "The ways to have the cart delivered, for each of its sellers; empty where nobody delivers, or not in the cart's currency.",
  })
  shippingOptions(
    @Root() cart: CartReference,
    @Arg('countryCode', () => String, {
      nullable: true,
      description: 'Where to, ISO 3166-1 alpha-2; without it to the country chosen for the cart, else to US.',
    })
    countryCode?: string,
  ): readonly ShippingOptionType[] {
    const goods = goodsOf(cart);
    if (goods === undefined) return [];
    const to = { countryCode: countryCode ?? cart.countryCode ?? usualCountry, currency: goods.currency };
    return this.quotes.options(goods.parcels, to).map(toOptionType);
  }

  @Directive('@requires(fields: "countryCode shippingOptionIds parcels { sellerId weightGrams value { amount currency } }")')
  @FieldResolver(() => [CartDeliveryEstimateType], {
    nullable: true,
    description:
      "What delivery would cost, for each seller by the option chosen for the cart, else by the cheapest; null where nobody delivers, or not in the cart's currency.",
  })
  deliveryEstimate(@Root() cart: CartReference): readonly CartDeliveryEstimateType[] | null {
    const goods = goodsOf(cart);
    if (goods === undefined) return [];
    const to = { countryCode: cart.countryCode ?? usualCountry, currency: goods.currency };
    const picked = this.quotes.estimate(goods.parcels, to, cart.shippingOptionIds ?? []);
    return picked?.map(({ sellerId, price }) => ({ sellerId, price: toMoneyType(price) })) ?? null;
  }
}
