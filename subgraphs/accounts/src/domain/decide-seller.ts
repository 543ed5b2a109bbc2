import { refuse, type Decider, type Decision, type Instant, type UserId } from '@marketplace/kernel';
import { cleanText, isCountry } from './input';
import { evolve, type Seller, type SellerEvent, type SellerTerms } from './seller';

export type SellerCommand =
  | { readonly type: 'ApplyAsSeller'; readonly terms: SellerTerms; readonly at: Instant }
  | { readonly type: 'ApproveSeller'; readonly at: Instant }
  | { readonly type: 'RejectSeller'; readonly reason: string; readonly at: Instant }
  | { readonly type: 'AddStaff'; readonly userId: UserId; readonly at: Instant }
  | { readonly type: 'RemoveStaff'; readonly userId: UserId; readonly at: Instant };

export type SellerRejection =
  | 'seller-not-found'
  | 'seller-name-invalid'
  | 'country-unknown'
  | 'reason-invalid'
  | 'seller-already-approved'
  | 'seller-already-rejected'
  | 'seller-not-approved'
  | 'too-many-staff'
  | 'owner-stays';

type SellerDecision = Decision<SellerEvent, SellerRejection>;

const maxNameLength = 100;
const maxReasonLength = 500;

/** A limit, because access tokens of the staff contain the seller's ID. */
const maxStaff = 50;

const apply = (terms: SellerTerms, at: Instant): SellerDecision => {
  const name = cleanText(terms.name, maxNameLength);
  if (name === undefined) return refuse('seller-name-invalid', { path: ['name'] });
  if (!isCountry(terms.countryCode)) return refuse('country-unknown', { path: ['countryCode'] });
  return [{ type: 'SellerApplied', terms: { ...terms, name }, at }];
};

const approve = (seller: Seller, at: Instant): SellerDecision => {
  switch (seller.status) {
    case 'APPLIED':
      return [{ type: 'SellerApproved', terms: seller.terms, at }];
    case 'APPROVED':
      return [];
    case 'REJECTED':
      return refuse('seller-already-rejected');
  }
};

const reject = (seller: Seller, reason: string, at: Instant): SellerDecision => {
  const cleanReason = cleanText(reason, maxReasonLength);
  if (cleanReason === undefined) return refuse('reason-invalid', { path: ['reason'] });
  switch (seller.status) {
    case 'APPLIED':
      return [{ type: 'SellerRejected', sellerId: seller.terms.id, reason: cleanReason, at }];
    case 'APPROVED':
      return refuse('seller-already-approved');
    case 'REJECTED':
      return [];
  }
};

const addStaff = (seller: Seller, userId: UserId, at: Instant): SellerDecision => {
  if (seller.status !== 'APPROVED') return refuse('seller-not-approved');
  if (seller.staff.includes(userId)) return [];
  if (seller.staff.length >= maxStaff) return refuse('too-many-staff');
  return [{ type: 'SellerStaffAdded', sellerId: seller.terms.id, userId, at }];
};

const removeStaff = (seller: Seller, userId: UserId, at: Instant): SellerDecision => {
  if (seller.status !== 'APPROVED') return refuse('seller-not-approved');
  if (userId === seller.terms.ownerId) return refuse('owner-stays');
  return seller.staff.includes(userId) ? [{ type: 'SellerStaffRemoved', sellerId: seller.terms.id, userId, at }] : [];
};

/** Decides on a command: returns its events, none if it is a repetition, or a refusal. */
export const decide = (command: SellerCommand, seller: Seller | undefined): SellerDecision => {
  if (command.type === 'ApplyAsSeller') return seller === undefined ? apply(command.terms, command.at) : [];
  if (seller === undefined) return refuse('seller-not-found');
  switch (command.type) {
    case 'ApproveSeller':
      return approve(seller, command.at);
    case 'RejectSeller':
      return reject(seller, command.reason, command.at);
    case 'AddStaff':
      return addStaff(seller, command.userId, command.at);
    case 'RemoveStaff':
      return removeStaff(seller, command.userId, command.at);
  }
};

export const sellerDecider: Decider<SellerCommand, SellerEvent, Seller | undefined, SellerRejection> = {
  initial: undefined,
  decide,
  evolve,
};
