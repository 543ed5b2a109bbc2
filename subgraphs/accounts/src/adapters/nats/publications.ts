import { outgoing, type OutgoingEvent, type Seal } from '@marketplace/platform';
import { accountsEvents } from '@marketplace/schema';
import type { SellerEvent } from '../../domain/seller';
import type { UserEvent } from '../../domain/user';

type Aggregate = { readonly id: string; readonly version: number };

/** What other contexts receive of users. Names and e-mails stay here; the mail's address and token leave sealed only. */
export const ofUser =
  (seal: Seal) =>
  (user: Aggregate, event: UserEvent): OutgoingEvent => {
    switch (event.type) {
      case 'UserRegistered':
        return outgoing(accountsEvents.UserRegisteredV1, user, { userId: user.id, locale: event.locale });
      case 'PasswordResetRequested':
        return outgoing(accountsEvents.PasswordResetRequestedV1, user, {
          userId: user.id,
          resetId: event.resetId,
          sealedMail: seal.seal(event.mail),
          expiresAt: event.expiresAt,
        });
      case 'PasswordChanged':
        return outgoing(accountsEvents.PasswordChangedV1, user, { userId: user.id });
      case 'SessionFamilyRevoked':
        return outgoing(accountsEvents.SessionFamilyRevokedV1, user, { userId: user.id, familyId: event.familyId });
    }
  };

/** What other contexts receive of sellers. */
export const ofSeller = (seller: Aggregate, event: SellerEvent): OutgoingEvent => {
  switch (event.type) {
    case 'SellerApplied':
    case 'SellerApproved': {
      const { id: sellerId, ...terms } = event.terms;
      const contract = event.type === 'SellerApplied' ? accountsEvents.SellerAppliedV1 : accountsEvents.SellerApprovedV1;
      return outgoing(contract, seller, { sellerId, ...terms });
    }
    case 'SellerRejected':
      return outgoing(accountsEvents.SellerRejectedV1, seller, { sellerId: event.sellerId, reason: event.reason });
    case 'SellerStaffAdded':
      return outgoing(accountsEvents.SellerStaffAddedV1, seller, { sellerId: event.sellerId, userId: event.userId });
    case 'SellerStaffRemoved':
      return outgoing(accountsEvents.SellerStaffRemovedV1, seller, { sellerId: event.sellerId, userId: event.userId });
  }
};
