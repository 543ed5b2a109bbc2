import type { Instant, SellerId, UserId } from '@marketplace/kernel';

/** The content of the application; it never changes. */
export type SellerTerms = {
  readonly id: SellerId;
  readonly ownerId: UserId;
  readonly name: string;
  readonly countryCode: string;
};

/** A seller on the marketplace. `staff` may act for it and includes the owner. */
export type Seller =
  | { readonly status: 'APPLIED'; readonly terms: SellerTerms }
  | { readonly status: 'APPROVED'; readonly terms: SellerTerms; readonly staff: readonly UserId[] }
  | { readonly status: 'REJECTED'; readonly terms: SellerTerms; readonly reason: string };

export type SellerStatus = Seller['status'];

export type SellerEvent =
  | { readonly type: 'SellerApplied'; readonly terms: SellerTerms; readonly at: Instant }
  | { readonly type: 'SellerApproved'; readonly terms: SellerTerms; readonly at: Instant }
  | { readonly type: 'SellerRejected'; readonly sellerId: SellerId; readonly reason: string; readonly at: Instant }
  | { readonly type: 'SellerStaffAdded'; readonly sellerId: SellerId; readonly userId: UserId; readonly at: Instant }
  | { readonly type: 'SellerStaffRemoved'; readonly sellerId: SellerId; readonly userId: UserId; readonly at: Instant };

type LaterEvent = Exclude<SellerEvent, { type: 'SellerApplied' }>;

const applyLaterEvent = (seller: Seller, event: LaterEvent): Seller => {
  const staff = seller.status === 'APPROVED' ? seller.staff : [];
  switch (event.type) {
    case 'SellerApproved':
      return { status: 'APPROVED', terms: seller.terms, staff: [seller.terms.ownerId] };
    case 'SellerRejected':
      return { status: 'REJECTED', terms: seller.terms, reason: event.reason };
    case 'SellerStaffAdded':
      return { status: 'APPROVED', terms: seller.terms, staff: [...staff, event.userId] };
    case 'SellerStaffRemoved':
      return { status: 'APPROVED', terms: seller.terms, staff: staff.filter((userId) => userId !== event.userId) };
  }
};

/** Applies an event. The state before the application is undefined. */
export const evolve = (seller: Seller | undefined, event: SellerEvent): Seller => {
  if (event.type === 'SellerApplied') return { status: 'APPLIED', terms: event.terms };
  if (seller === undefined) throw new Error(`${event.type} of a seller without an application`);
  return applyLaterEvent(seller, event);
};
