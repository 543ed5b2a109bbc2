import {
  isOperator,
  isRefused,
  isUser,
  refuse,
  type Actor,
  type Cause,
  type Refusal,
  type SellerId,
  type UserId,
} from '@marketplace/kernel';
import { decide, type SellerCommand } from '../domain/decide-seller';
import type { Seller } from '../domain/seller';
import { ownId } from './authorisation';
import type { Ports } from './ports';

export type Sellers = ReturnType<typeof createSellers>;

const isOwner = (actor: Actor, seller: Seller): boolean => isUser(actor, seller.terms.ownerId);
const ownerOrOperator = (actor: Actor, seller: Seller): boolean => isOwner(actor, seller) || isOperator(actor);

/** Sellers from application to staff. */
export const createSellers = ({ sellers, users, clock, newId }: Ports) => {
  /** A seller that the actor may not change is one that does not exist. */
  const change = async (
    id: SellerId,
    { command, may, cause }: { command: SellerCommand; may: (actor: Actor, seller: Seller) => boolean | Refusal; cause: Cause },
  ): Promise<SellerId | Refusal> => {
    if (cause.actor.kind === 'guest') return refuse('login-required');
    const seller = await sellers.find(id);
    const allowed = seller !== undefined && may(cause.actor, seller.state);
    if (isRefused(allowed)) return allowed;
    if (seller === undefined || !allowed) return refuse('seller-not-found');
    const events = decide(command, seller.state);
    if (isRefused(events)) return events;
    if (events.length > 0) await sellers.save(seller, events, cause);
    return id;
  };

  return {
    /** Refusals: seller-name-invalid, country-unknown, seller-name-taken, application-pending. */
    apply: async (application: { readonly name: string; readonly countryCode: string }, cause: Cause): Promise<SellerId | Refusal> => {
      const ownerId = ownId(cause.actor);
      if (isRefused(ownerId)) return ownerId;
      const terms = { id: newId<'Seller'>(), ownerId, name: application.name, countryCode: application.countryCode };
      const events = decide({ type: 'ApplyAsSeller', terms, at: clock() }, undefined);
      if (isRefused(events)) return events;
      if (await sellers.hasOpenApplication(ownerId)) return refuse('application-pending');
      if (await sellers.isNameTaken(application.name.trim())) return refuse('seller-name-taken', { path: ['name'] });
      await sellers.save({ version: 0, state: undefined }, events, cause);
      return terms.id;
    },

    /** By operators. Refusals: seller-not-found, seller-already-rejected. */
    approve: (id: SellerId, cause: Cause) => change(id, { command: { type: 'ApproveSeller', at: clock() }, may: isOperator, cause }),

    /** By operators. Refusals: seller-not-found, seller-already-approved, reason-invalid. */
    reject: (id: SellerId, reason: string, cause: Cause) =>
      change(id, { command: { type: 'RejectSeller', reason, at: clock() }, may: isOperator, cause }),

    /** By the owner or an operator. Refusals: seller-not-found, seller-not-approved, user-not-found, too-many-staff. */
    addStaff: async (id: SellerId, userId: UserId, cause: Cause): Promise<SellerId | Refusal> => {
      const person = await users.find(userId);
      const may = (actor: Actor, seller: Seller): boolean | Refusal =>
        ownerOrOperator(actor, seller) && (person === undefined ? refuse('user-not-found', { path: ['userId'] }) : true);
      return change(id, { command: { type: 'AddStaff', userId, at: clock() }, may, cause });
    },

    /** By the owner or an operator. Refusals: seller-not-found, seller-not-approved, owner-stays. */
    removeStaff: (id: SellerId, userId: UserId, cause: Cause) =>
      change(id, { command: { type: 'RemoveStaff', userId, at: clock() }, may: ownerOrOperator, cause }),
  };
};
