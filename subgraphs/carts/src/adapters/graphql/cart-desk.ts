import { Kind, type GraphQLResolveInfo, type SelectionNode } from 'graphql';
import { isRefused, type Cause, type Refusal } from '@marketplace/kernel';
import { command, toUserErrors, type GraphContext, type Messages } from '@marketplace/platform/graphql';
import type { Carts } from '../../application/carts';
import type { OwnCart } from '../../application/own-carts';
import type { ListedCart } from '../../application/ports';
import { toCartType, type CartPayload, type CartType } from './cart.types';

const messages: Messages = {
  'cart-not-found': 'There is no such cart.',
  'cart-frozen': 'The cart is in checkout; it can be changed when that has ended.',
  'version-conflict': 'The cart has changed since you looked at it.',
  'variant-not-found': 'This cannot be bought.',
  'line-not-found': 'There is no such line in the cart.',
  'invalid-quantity': 'A line holds 1 to 999 pieces.',
  'insufficient-stock': 'There is less of this than you want.',
  'cart-too-large': 'A cart holds up to 100 lines, and keeps as many for later.',
  'currency-mismatch': 'A cart holds goods of one currency.',
  'nothing-to-add': 'Say what to add.',
  'invalid-code': 'A coupon code has 3 to 40 letters, digits and hyphens.',
  'too-many-coupons': 'A cart takes up to 5 coupons.',
  'too-many-attempts': 'You have tried many codes; wait some minutes before you try another.',
  'invalid-country': 'A country is two letters, such as DE.',
  'invalid-shipping-option': 'This is not a shipping option.',
};

/** The fields of a cart that tell its prices, or what is made of them. */
const priced: ReadonlySet<string> = new Set(['lines', 'subtotal', 'pricing', 'unitPrice']);

const selectsPrices = (selections: readonly SelectionNode[], fragments: GraphQLResolveInfo['fragments']): boolean =>
  selections.some((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      return selectsPrices(fragments[selection.name.value]?.selectionSet.selections ?? [], fragments);
    }
    if (selection.kind === Kind.FIELD && priced.has(selection.name.value)) return true;
    return selectsPrices(selection.selectionSet?.selections ?? [], fragments);
  });

const showsPrices = ({ fieldNodes, fragments }: GraphQLResolveInfo): boolean => selectsPrices(fieldNodes, fragments);

type Asked = { readonly context: GraphContext; readonly info: GraphQLResolveInfo };

export type CartDesk = ReturnType<typeof createCartDesk>;

/** How carts are handed out: whoever asks for prices has seen them from then on. */
export const createCartDesk = (carts: Carts) => {
  const show = async (cart: OwnCart, { context, info }: Asked): Promise<CartType> =>
    toCartType(showsPrices(info) ? await carts.show(cart, context.cause) : cart);

  /** The caller's own cart if this is its id; somebody else's does not exist. */
  const own = async (id: string, context: GraphContext): Promise<ListedCart | undefined> =>
    context.loaders
      .get('own-cart', async (ids) => {
        const current = await carts.current(context.actor);
        return new Map(current !== undefined && ids.includes(current.cart.state.id) ? [[current.cart.state.id, current]] : []);
      })
      .load(id);

  const change = async (
    operation: string,
    { context, info }: Asked,
    run: (cause: Cause) => Promise<OwnCart | Refusal>,
  ): Promise<CartPayload> => {
    const outcome = await command<OwnCart>(context, { operation, input: {}, run });
    return isRefused(outcome)
      ? { cart: null, userErrors: toUserErrors(outcome, messages) }
      : { cart: await show(outcome, { context, info }), userErrors: [] };
  };

  return { show, own, change };
};

/** Clients may write null for what they leave out. */
export const expected = (version: number | null | undefined): { readonly expectedVersion?: number } =>
  version == null ? {} : { expectedVersion: version };
