import { isRefused, narrowRefusal, refuse, type Cause, type Refusal } from '@marketplace/kernel';
import { decide } from '../domain/decide';
import { attemptOf, type OwnCart, type OwnCarts } from './own-carts';
import type { Ports } from './ports';

type Dependencies = Omit<Ports, 'catalogue'> & { readonly own: OwnCarts };

type Merging = { readonly cause: Cause; readonly recentCodes: () => Promise<ReadonlySet<string>> };

const reasons = ['cart-not-found', 'cart-frozen', 'cart-too-large', 'currency-mismatch', 'too-many-attempts'] as const;
type MergeRefusal = Refusal<(typeof reasons)[number]>;

/** The use case of merging a guest cart at login. */
export const createMerging =
  ({ own, carts, tokens, newId, clock }: Dependencies) =>
  async (token: string, { cause, recentCodes }: Merging): Promise<OwnCart | MergeRefusal> => {
    const [guestCart, current] = await Promise.all([carts.findByToken(tokens.hash(token)), own.current(cause.actor)]);
    if (guestCart === undefined || cause.actor.kind !== 'user') return refuse('cart-not-found');
    const { state } = guestCart;
    // A repeated request: the merge is already done.
    if (state.status === 'MERGED' && state.into === current?.state.id) return current;
    const target = current ?? own.start(cause.actor);
    const merged = decide({ type: 'MergeInto', into: target.state.id }, state);
    if (isRefused(merged)) return narrowRefusal(merged, ...reasons);
    const withNewIds = (lines: typeof state.lines) => lines.map((line) => ({ ...line, id: newId<'CartLine'>() }));
    const { id: cartId, couponCodes, delivery } = state;
    const from = { cartId, lines: withNewIds(state.lines), saved: withNewIds(state.saved), couponCodes, delivery };
    const recent = couponCodes.length === 0 ? new Set<string>() : await recentCodes();
    const received = decide({ type: 'MergeFrom', from, recentCodes: recent }, target.state);
    if (isRefused(received)) return narrowRefusal(received, ...reasons);
    const listings = new Map([...guestCart.listings, ...target.listings]);
    const changes = [
      { before: { ...target, listings }, events: received },
      { before: guestCart, events: merged },
    ];
    const [after] = await carts.save(changes, cause, attemptOf(received, target.state.owner, clock()));
    return after ?? target;
  };
