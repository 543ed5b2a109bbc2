import { Arg, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { idOf } from '@marketplace/kernel';
import type { Quotes } from '../../application/quotes';
import { CartType, ShippingOptionType, toOptionType } from './cart.types';

/** What a cart's reference carries when shipping options are asked for, and what it lacks when not. */
export type CartReference = { readonly id: string; readonly parcels?: CartType['parcels'] | null };

@Resolver(() => CartType)
export class CartResolver {
  constructor(private readonly quotes: Quotes) {}

  @Directive('@requires(fields: "parcels { sellerId weightGrams value { amount currency } }")')
  @FieldResolver(() => [ShippingOptionType], {
    nullable: true,
    description:
      "The ways to have the cart delivered, for each of its sellers; empty where nobody delivers, or not in the cart's currency.",
  })
  shippingOptions(
    @Root() { parcels }: CartReference,
    @Arg('countryCode', () => String, { nullable: true, defaultValue: 'US', description: 'Where to: ISO 3166-1 alpha-2.' })
    countryCode: string | null,
  ): readonly ShippingOptionType[] {
    // The currency is the cart's; an empty cart has none and needs no delivery.
    const currency = parcels?.[0]?.value.currency ?? '';
    const goods = (parcels ?? []).map(({ sellerId, weightGrams }) => ({ sellerId: idOf<'Seller'>(sellerId), weightGrams }));
    return goods.length === 0 ? [] : this.quotes.options(goods, countryCode ?? 'US', currency).map(toOptionType);
  }
}
