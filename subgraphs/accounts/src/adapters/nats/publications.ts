import { eventMessage, type EventMessage, type Seal } from '@marketplace/platform';
import { accountsEvents } from '@marketplace/schema';
import type { SellerEvent } from '../../domain/seller';
import type { UserEvent } from '../../domain/user';

type Aggregate = { readonly id: string; readonly version: number };

/** The event messages of users. They contain no names or e-mail addresses; the mail with its token is encrypted. */
export const ofUser =
  (seal: Seal) =>
  (user: Aggregate, event: UserEvent): EventMessage => {
    switch (event.type) {
      case 'UserRegistered':
        return eventMessage(accountsEvents.UserRegisteredV1, user, { userId: user.id, locale: event.locale });
      case 'PasswordResetRequested':
        return eventMessage(accountsEvents.PasswordResetRequestedV1, user, {
          userId: user.id,
          resetId: event.resetId,
          sealedMail: seal.seal(event.mail),
          expiresAt: event.expiresAt,
        });
      case 'PasswordChanged':
        return eventMessage(accountsEvents.PasswordChangedV1, user, { userId: user.id });
      case 'SessionFamilyRevoked':
        return eventMessage(accountsEvents.SessionFamilyRevokedV1, user, { userId: user.id, familyId: event.familyId });
    }
  };

/** The event messages of sellers. */
export const ofSeller = (seller: Aggregate, event: SellerEvent): EventMessage => {
  switch (event.type) {
    case 'SellerApplied':
    case 'SellerApproved': {
      const { id: sellerId, ...terms } = event.terms;
      const contract = event.type === 'SellerApplied' ? accountsEvents.SellerAppliedV1 : accountsEvents.SellerApprovedV1;
      return eventMessage(contract, seller, { sellerId, ...terms });
    }
    case 'SellerRejected':
      return eventMessage(accountsEvents.SellerRejectedV1, seller, { sellerId: event.sellerId, reason: event.reason });
    case 'SellerStaffAdded':
      return eventMessage(accountsEvents.SellerStaffAddedV1, seller, { sellerId: event.sellerId, userId: event.userId });
    case 'SellerStaffRemoved':
      return eventMessage(accountsEvents.SellerStaffRemovedV1, seller, { sellerId: event.sellerId, userId: event.userId });
  }
};
