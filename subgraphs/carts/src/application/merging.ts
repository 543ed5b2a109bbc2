import { isRefused, narrowRefusal, refuse, type Cause, type Refusal } from '@marketplace/kernel';
import { decide } from '../domain/decide';
import { attemptOf, type OwnCart, type OwnCarts } from './own-carts';
import type { Ports } from './ports';

type Dependencies = Omit<Ports, 'catalogue'> & { readonly own: OwnCarts };

type Merging = { readonly cause: Cause; readonly recentCodes: () => Promise<ReadonlySet<string>> };

const reasons = ['cart-not-found', 'cart-frozen', 'cart-too-large', 'currency-mismatch', 'too-many-attempts'] as const;
type MergeRefusal = Refusal<(typeof reasons)[number]>;

/** Makes the use case of a guest who logs in. */
export const createMerging =
  ({ own, carts, tokens, newId, clock }: Dependencies) =>
  async (token: string, { cause, recentCodes }: Merging): Promise<OwnCart | MergeRefusal> => {
    const [guests, current] = await Promise.all([carts.findByToken(tokens.hash(token)), own.current(cause.actor)]);
    if (guests === undefined || cause.actor.kind !== 'user') return refuse('cart-not-found');
    const { state } = guests;
    // The answer to the first request was lost, perhaps: the second finds the work done.
    if (state.status === 'MERGED' && state.into === current?.state.id) return current;
    const target = current ?? own.start(cause.actor);
    const merged = decide({ type: 'MergeInto', into: target.state.id }, state);
    if (isRefused(merged)) return narrowRefusal(merged, ...reasons);
    const withNewIds = (lines: typeof state.lines) => lines.map((line) => ({ ...line, id: newId<'CartLine'>() }));
    const { id: cartId, couponCodes, delivery } = state;
    const from = { cartId, lines: withNewIds(state.lines), saved: withNewIds(state.saved), couponCodes, delivery };
    const recent = couponCodes.length === 0 ? new Set<string>() : await recentCodes();
    const taken = decide({ type: 'TakeOver', from, recentCodes: recent }, target.state);
    if (isRefused(taken)) return narrowRefusal(taken, ...reasons);
    const listings = new Map([...guests.listings, ...target.listings]);
    const changes = [
      { before: { ...target, listings }, events: taken },
      { before: guests, events: merged },
    ];
    const [after] = await carts.save(changes, cause, attemptOf(taken, target.state.owner, clock()));
    return after ?? target;
  };
