import { Kind, type GraphQLResolveInfo, type SelectionNode } from 'graphql';
import { Arg, Ctx, ID, Info, Query, Resolver } from 'type-graphql';
import { byKey, entity, type Entity, type GraphContext } from '@marketplace/platform/graphql';
import type { Carts } from '../../application/carts';
import type { OwnCart } from '../../application/own-carts';
import type { ListedCart } from '../../application/ports';
import { CartType, toCartType } from './cart.types';
import { CartDiscountExplanationType, toExplanationType } from './pricing.types';

/** The fields of a cart that show prices. */
const priceFields: ReadonlySet<string> = new Set(['lines', 'subtotal', 'pricing', 'unitPrice']);

const selectsPrices = (selections: readonly SelectionNode[], fragments: GraphQLResolveInfo['fragments']): boolean =>
  selections.some((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      return selectsPrices(fragments[selection.name.value]?.selectionSet.selections ?? [], fragments);
    }
    if (selection.kind === Kind.FIELD && priceFields.has(selection.name.value)) return true;
    return selectsPrices(selection.selectionSet?.selections ?? [], fragments);
  });

/** A cart for its owner. */
export type ShowCart = (cart: OwnCart, context: GraphContext, info?: GraphQLResolveInfo) => Promise<CartType>;

/** Records the displayed prices if the request selects price fields. */
export const showCart =
  (carts: Pick<Carts, 'recordDisplayedPrices'>): ShowCart =>
  async (cart, { cause }, info) => {
    const hasPrices = info?.fieldNodes.some(({ selectionSet }) => selectsPrices(selectionSet?.selections ?? [], info.fragments));
    if (hasPrices === true) await carts.recordDisplayedPrices(cart, cause);
    return toCartType(cart);
  };

type Entities = {
  readonly cart: Entity<ListedCart, CartType>;
  readonly explanation: Entity<ListedCart, CartDiscountExplanationType>;
};

/** The caller's own cart. Carts of other users do not exist for them. */
export const cartEntities = (carts: Pick<Carts, 'current'>, show: ShowCart): Entities => {
  const load = async (_ids: readonly string[], { actor }: GraphContext): Promise<ReadonlyMap<string, ListedCart>> => {
    const current = await carts.current(actor);
    return byKey(current === undefined ? [] : [current], ({ state }) => state.id);
  };
  return {
    cart: entity('Cart', { load, toType: show }),
    explanation: entity('CartDiscountExplanation', { key: 'cartId', load, toType: toExplanationType }),
  };
};

type Dependencies = Pick<Entities, 'explanation'> & { readonly carts: Pick<Carts, 'current'>; readonly show: ShowCart };

@Resolver(() => CartType)
export class CartResolver {
  constructor(private readonly dependencies: Dependencies) {}

  @Query(() => CartType, {
    nullable: true,
    description: 'Returns your cart. Guests pass its token in the header x-cart-token. Null if you have no cart.',
  })
  async cart(@Ctx() context: GraphContext, @Info() info: GraphQLResolveInfo): Promise<CartType | null> {
    const current = await this.dependencies.carts.current(context.actor);
    return current === undefined ? null : this.dependencies.show(current, context, info);
  }

  @Query(() => CartDiscountExplanationType, {
    nullable: true,
    description: 'Explains which discounts apply to your cart. Null if the cart does not exist or is not yours.',
  })
  cartDiscountExplanation(
    @Arg('cartId', () => ID, { description: 'The ID of your cart.' }) cartId: string,
    @Ctx() context: GraphContext,
  ): Promise<CartDiscountExplanationType | null> {
    return this.dependencies.explanation.show(cartId, context);
  }
}
