import { refuse, type Decision, type Refusal } from '@marketplace/kernel';
import type { Cart, CartEvent } from './cart';
import {
  decideEach,
  versionConflict,
  type CartCommand,
  type CartRejection,
  type CheckoutCommand,
  type ClientDecision,
  type LockDecision,
  type LockRejection,
  type MergeCommand,
  type OwnerCommand,
} from './commands';
import { applyCoupon, removeCoupon } from './coupons';
import { chooseDelivery } from './delivery';
import { lockForCheckout, isLockedBy, removePurchased } from './locking';
import { addLine, changeQuantity, removeLines, saveLine, unsaveLine } from './lines';
import { mergeGuestCart } from './merging';

/** The refusal for a cart that is not open. For clients, closed and merged carts do not exist. */
const changeRefusal = (cart: Cart): Refusal<'cart-frozen' | 'cart-not-found'> | undefined => {
  switch (cart.status) {
    case 'OPEN':
      return undefined;
    case 'FROZEN':
      return refuse('cart-frozen');
    case 'CLOSED':
    case 'MERGED':
      return refuse('cart-not-found');
  }
};

const decideChange = (cart: Cart, command: OwnerCommand): ClientDecision => {
  switch (command.type) {
    case 'AddLines':
      return decideEach(cart, command.lines, addLine(command.listings, command.currency));
    case 'ChangeQuantities':
      return decideEach(cart, command.lines, changeQuantity(command.listings));
    case 'RemoveLines':
      return removeLines(cart, command.lineIds);
    case 'SaveLines':
      return decideEach(cart, command.lineIds, saveLine);
    case 'UnsaveLines':
      return decideEach(cart, command.lineIds, unsaveLine(command.listings));
    case 'ApplyCoupon':
      return applyCoupon(cart, command.code, command.recentCodes);
    case 'RemoveCoupon':
      return removeCoupon(cart, command.code);
    case 'ChooseDelivery':
      return chooseDelivery(cart, command.choice);
  }
};

const decideMerge = (cart: Cart, command: MergeCommand): ClientDecision => {
  switch (command.type) {
    case 'MergeFrom':
      return mergeGuestCart(cart, command.from, command.recentCodes);
    case 'MergeInto':
      return [{ type: 'CartMerged', into: command.into }];
  }
};

const decideForCheckout = (cart: Cart, command: CheckoutCommand): LockDecision => {
  switch (command.type) {
    case 'LockCart':
      return lockForCheckout(cart, command);
    case 'UnlockCart':
      return isLockedBy(cart, command.checkoutId) ? [{ type: 'CartUnfrozen', checkoutId: command.checkoutId }] : [];
    case 'CloseCart':
      return isLockedBy(cart, command.checkoutId) ? [{ type: 'CartClosed', checkoutId: command.checkoutId }] : [];
    case 'RemovePurchased':
      return removePurchased(cart, command.bought);
    case 'CarryOverSaved':
      return command.saved.map((line) => ({ type: 'SavedLineSet', line }));
  }
};

/** Decides a command: returns the events, none if it was already applied, or a refusal. */
export const decide = (command: CartCommand, cart: Cart): Decision<CartEvent, CartRejection | LockRejection> => {
  switch (command.type) {
    case 'MergeFrom':
    case 'MergeInto':
      return changeRefusal(cart) ?? decideMerge(cart, command);
    case 'LockCart':
    case 'UnlockCart':
    case 'CloseCart':
    case 'RemovePurchased':
    case 'CarryOverSaved':
      return decideForCheckout(cart, command);
    case 'AddLines':
    case 'ChangeQuantities':
    case 'RemoveLines':
    case 'SaveLines':
    case 'UnsaveLines':
    case 'ApplyCoupon':
    case 'RemoveCoupon':
    case 'ChooseDelivery':
      return changeRefusal(cart) ?? versionConflict(command.version) ?? decideChange(cart, command);
  }
};
