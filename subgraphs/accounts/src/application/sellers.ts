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
import { mayManageStaff, ownId } from './authorisation';
import type { Dependencies, SellerPage, SellerView } from './ports';

type Application = { readonly name: string; readonly countryCode: string };
type ApplicationRefusal = Refusal<
  'login-required' | 'seller-name-invalid' | 'country-unknown' | 'application-pending' | 'seller-name-taken'
>;

type Permission = (actor: Actor, seller: Seller) => boolean;

/** A command on a seller, with its permission check and the possible reasons for a refusal. */
type SellerAction<Reason extends SellerRejection> = {
  readonly isPermitted: Permission;
  readonly command: SellerCommand;
  readonly reasons: readonly Reason[];
};

export type Sellers = ReturnType<typeof createSellers>;

/** The use cases of sellers: applications and staff. */
export const createSellers = ({ sellers, sellerViews, users, clock, newId }: Dependencies) => {
  /** Finds a seller that the actor may change; for other actors it does not exist. */
  const findPermitted = async (
    id: SellerId,
    isPermitted: Permission,
    actor: Actor,
  ): Promise<Versioned<Seller> | Refusal<'seller-not-found'>> => {
    const seller = await sellers.find(id);
    return seller !== undefined && isPermitted(actor, seller.state) ? seller : refuse('seller-not-found');
  };

  const change = async <Reason extends SellerRejection>(
    id: SellerId,
    { isPermitted, command, reasons }: SellerAction<Reason>,
    cause: Cause,
  ): Promise<SellerId | Refusal<'seller-not-found' | Reason>> => {
    const seller = await findPermitted(id, isPermitted, cause.actor);
    if (isRefused(seller)) return seller;
    const outcome = await sellers.execute(seller, command, cause);
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
      change(id, { isPermitted: isOperator, command: { type: 'ApproveSeller', at: clock() }, reasons: ['seller-already-rejected'] }, cause),

    reject: (id: SellerId, reason: string, cause: Cause) => {
      const command = { type: 'RejectSeller', reason, at: clock() } as const;
      return change(id, { isPermitted: isOperator, command, reasons: ['seller-already-approved', 'reason-invalid'] }, cause);
    },

    addStaff: async (id: SellerId, userId: UserId, cause: Cause) => {
      const seller = await findPermitted(id, mayManageStaff, cause.actor);
      if (isRefused(seller)) return seller;
      if ((await users.find(userId)) === undefined) return refuse('user-not-found', { path: ['userId'] });
      const command = { type: 'AddStaff', userId, at: clock() } as const;
      return change(id, { isPermitted: mayManageStaff, command, reasons: ['seller-not-approved', 'too-many-staff'] }, cause);
    },

    removeStaff: (id: SellerId, userId: UserId, cause: Cause) => {
      const command = { type: 'RemoveStaff', userId, at: clock() } as const;
      return change(id, { isPermitted: mayManageStaff, command, reasons: ['seller-not-approved', 'owner-stays'] }, cause);
    },

    /** The sellers, newest first: all for operators, approved ones for other actors. */
    list: async (page: SellerPage, actor: Actor): Promise<readonly SellerView[] | Refusal<'forbidden'>> => {
      if (isOperator(actor)) return sellerViews.page(page);
      const { status = 'APPROVED' } = page;
      return status === 'APPROVED' ? sellerViews.page({ ...page, status }) : refuse('forbidden');
    },
  };
};
