import { refuse, type Decision, type Refusal } from '@marketplace/kernel';
import type { Cart, CartEvent } from './cart';
import {
  inTurn,
  versionConflict,
  type CartCommand,
  type CartRejection,
  type CheckoutCommand,
  type ClientDecision,
  type FreezeDecision,
  type FreezeRejection,
  type MergeCommand,
  type OwnersCommand,
} from './commands';
import { applyCoupon, removeCoupon } from './coupons';
import { chooseDelivery } from './delivery';
import { freeze, isFrozenBy, takeOutBought } from './freeze';
import { addLine, changeQuantity, removeLines, saveLine, unsaveLine } from './lines';
import { takeOver } from './merging';

/** Only an open cart changes; one that is bought or merged is nobody's any more. */
const locked = (cart: Cart): Refusal<'cart-frozen' | 'cart-not-found'> | undefined => {
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

const change = (cart: Cart, command: OwnersCommand): ClientDecision => {
  switch (command.type) {
    case 'AddLines':
      return inTurn(cart, command.lines, addLine(command.listings, command.currency));
    case 'ChangeQuantities':
      return inTurn(cart, command.lines, changeQuantity(command.listings));
    case 'RemoveLines':
      return removeLines(cart, command.lineIds);
    case 'SaveLines':
      return inTurn(cart, command.lineIds, saveLine);
    case 'UnsaveLines':
      return inTurn(cart, command.lineIds, unsaveLine(command.listings));
    case 'ApplyCoupon':
      return applyCoupon(cart, command.code, command.recentCodes);
    case 'RemoveCoupon':
      return removeCoupon(cart, command.code);
    case 'ChooseDelivery':
      return chooseDelivery(cart, command.choice);
  }
};

const merge = (cart: Cart, command: MergeCommand): ClientDecision => {
  switch (command.type) {
    case 'TakeOver':
      return takeOver(cart, command.from, command.recentCodes);
    case 'MergeInto':
      return [{ type: 'CartMerged', into: command.into }];
  }
};

const forCheckout = (cart: Cart, command: CheckoutCommand): FreezeDecision => {
  switch (command.type) {
    case 'FreezeCart':
      return freeze(cart, command);
    case 'UnfreezeCart':
      return isFrozenBy(cart, command.checkoutId) ? [{ type: 'CartUnfrozen', checkoutId: command.checkoutId }] : [];
    case 'CloseCart':
      return isFrozenBy(cart, command.checkoutId) ? [{ type: 'CartClosed', checkoutId: command.checkoutId }] : [];
    case 'TakeOutBought':
      return takeOutBought(cart, command.bought);
    case 'Succeed':
      return command.saved.map((line) => ({ type: 'SavedLineSet', line }));
  }
};

/** What a command makes of a cart: facts, nothing when it was carried out before, or a refusal. */
export const decide = (command: CartCommand, cart: Cart): Decision<CartEvent, CartRejection | FreezeRejection> => {
  switch (command.type) {
    case 'TakeOver':
    case 'MergeInto':
      return locked(cart) ?? merge(cart, command);
    case 'FreezeCart':
    case 'UnfreezeCart':
    case 'CloseCart':
    case 'TakeOutBought':
    case 'Succeed':
      return forCheckout(cart, command);
    case 'AddLines':
    case 'ChangeQuantities':
    case 'RemoveLines':
    case 'SaveLines':
    case 'UnsaveLines':
    case 'ApplyCoupon':
    case 'RemoveCoupon':
    case 'ChooseDelivery':
      return locked(cart) ?? versionConflict(command.version) ?? change(cart, command);
  }
};
