import type { Versioned } from '@marketplace/application';
import {
  isOperator,
  isRefused,
  narrowRefusal,
  refuse,
  type Actor,
  type Cause,
  type Refusal,
  type SellerId,
  type UserId,
} from '@marketplace/kernel';
import { decide, type SellerCommand, type SellerRejection } from '../domain/decide-seller';
import type { Seller } from '../domain/seller';
import { mayChangeStaff, ownId } from './authorisation';
import type { Ports, SellerPage, SellerView } from './ports';

type Application = { readonly name: string; readonly countryCode: string };
type ApplicationRefusal = Refusal<
  'login-required' | 'seller-name-invalid' | 'country-unknown' | 'application-pending' | 'seller-name-taken'
>;

type May = (actor: Actor, seller: Seller) => boolean;

/** A command on a seller, who may give it, and the reasons for which it can be refused. */
type Wish<Reason extends SellerRejection> = { readonly may: May; readonly command: SellerCommand; readonly reasons: readonly Reason[] };

export type Sellers = ReturnType<typeof createSellers>;

/** Sellers from application to staff. */
export const createSellers = ({ sellers, sellerViews, users, clock, newId }: Ports) => {
  /** A seller that the actor may not change does not exist. */
  const findFor = async (id: SellerId, may: May, actor: Actor): Promise<Versioned<Seller> | Refusal<'seller-not-found'>> => {
    const seller = await sellers.find(id);
    return seller !== undefined && may(actor, seller.state) ? seller : refuse('seller-not-found');
  };

  const change = async <Reason extends SellerRejection>(
    id: SellerId,
    { may, command, reasons }: Wish<Reason>,
    cause: Cause,
  ): Promise<SellerId | Refusal<'seller-not-found' | Reason>> => {
    const seller = await findFor(id, may, cause.actor);
    if (isRefused(seller)) return seller;
    const outcome = await sellers.carryOut(seller, command, cause);
    return isRefused(outcome) ? narrowRefusal(outcome, ...reasons) : id;
  };

  return {
    apply: async (application: Application, cause: Cause): Promise<SellerId | ApplicationRefusal> => {
      const ownerId = ownId(cause.actor);
      if (isRefused(ownerId)) return ownerId;
      const terms = { id: newId<'Seller'>(), ownerId, name: application.name, countryCode: application.countryCode };
      const events = decide({ type: 'ApplyAsSeller', terms, at: clock() }, undefined);
      if (isRefused(events)) return narrowRefusal(events, 'seller-name-invalid', 'country-unknown');
      if (await sellerViews.hasOpenApplication(ownerId)) return refuse('application-pending');
      if (await sellerViews.isNameTaken(application.name.trim())) return refuse('seller-name-taken', { path: ['name'] });
      await sellers.save([{ before: undefined, events }], cause);
      return terms.id;
    },

    approve: (id: SellerId, cause: Cause) =>
      change(id, { may: isOperator, command: { type: 'ApproveSeller', at: clock() }, reasons: ['seller-already-rejected'] }, cause),

    reject: (id: SellerId, reason: string, cause: Cause) => {
      const command = { type: 'RejectSeller', reason, at: clock() } as const;
      return change(id, { may: isOperator, command, reasons: ['seller-already-approved', 'reason-invalid'] }, cause);
    },

    addStaff: async (id: SellerId, userId: UserId, cause: Cause) => {
      const seller = await findFor(id, mayChangeStaff, cause.actor);
      if (isRefused(seller)) return seller;
      if ((await users.find(userId)) === undefined) return refuse('user-not-found', { path: ['userId'] });
      const command = { type: 'AddStaff', userId, at: clock() } as const;
      return change(id, { may: mayChangeStaff, command, reasons: ['seller-not-approved', 'too-many-staff'] }, cause);
    },

    removeStaff: (id: SellerId, userId: UserId, cause: Cause) => {
      const command = { type: 'RemoveStaff', userId, at: clock() } as const;
      return change(id, { may: mayChangeStaff, command, reasons: ['seller-not-approved', 'owner-stays'] }, cause);
    },

    /** Newest first: all of them for operators, the approved ones for everybody else. */
    list: async (page: SellerPage, actor: Actor): Promise<readonly SellerView[] | Refusal<'forbidden'>> => {
      if (isOperator(actor)) return sellerViews.page(page);
      const { status = 'APPROVED' } = page;
      return status === 'APPROVED' ? sellerViews.page({ ...page, status }) : refuse('forbidden');
    },
  };
};
