import { isRefused, refuse, type Cause, type Refusal } from '@marketplace/kernel';
import { decide } from '../domain/decide';
import { afterwards, attemptOf, type OwnCart, type OwnCarts, type Rejection } from './own-carts';
import type { Ports } from './ports';

type Needs = Pick<Ports, 'carts' | 'tokens' | 'newId' | 'clock'> & { readonly own: OwnCarts };

type Merging = { readonly cause: Cause; readonly recentCodes: () => Promise<ReadonlySet<string>> };

/** Makes the use case of a guest who logs in. */
export const createMerging =
  ({ own, carts, tokens, newId, clock }: Needs) =>
  async (token: string, { cause, recentCodes }: Merging): Promise<OwnCart | Refusal<Rejection>> => {
    const [guests, current] = await Promise.all([carts.findByToken(tokens.hash(token)), own.current(cause.actor)]);
    if (guests === undefined || cause.actor.kind !== 'user') return refuse('cart-not-found');
    const { state } = guests.cart;
    // The answer to the first request was lost, perhaps: the second finds the work done.
    if (state.status === 'MERGED' && state.into === current?.cart.state.id) return current;
    const target = current ?? own.start(cause.actor);
    const merged = decide({ type: 'MergeInto', into: target.cart.state.id }, state);
    if (isRefused(merged)) return merged;
    const [lines, saved] = [state.lines, state.saved].map((each) => each.map((line) => ({ ...line, id: newId<'CartLine'>() })));
    const from = { lines: lines ?? [], saved: saved ?? [], couponCodes: state.couponCodes, delivery: state.delivery };
    const recent = from.couponCodes.length === 0 ? new Set<string>() : await recentCodes();
    const taken = decide({ type: 'TakeOver', from, recentCodes: recent }, target.cart.state);
    if (isRefused(taken)) return taken;
    const change = { cart: target.cart, events: taken };
    const attempt = attemptOf(taken, target.cart.state.owner, clock());
    await carts.saveAll([change, { cart: guests.cart, events: merged }], cause, attempt);
    return afterwards(change, new Map([...guests.listings, ...target.listings]));
  };
