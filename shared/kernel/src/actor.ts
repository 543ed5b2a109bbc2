import type { SellerId, UserId } from './ids';

export type Role = 'buyer' | 'seller' | 'operator';

/** The caller. Use cases authorize it and refuse everything that is not allowed. */
export type Actor =
  | { readonly kind: 'guest'; readonly cartToken?: string }
  | { readonly kind: 'user'; readonly userId: UserId; readonly roles: readonly Role[]; readonly sellerIds: readonly SellerId[] }
  | { readonly kind: 'system'; readonly context: string };

export const guest: Actor = { kind: 'guest' };

/** The actor of a consumer, job or saga of a context. */
export const systemOf = (context: string): Actor => ({ kind: 'system', context });

export const isOperator = (actor: Actor): boolean => actor.kind === 'user' && actor.roles.includes('operator');

export const isUser = (actor: Actor, userId: UserId): boolean => actor.kind === 'user' && actor.userId === userId;

export const isSellerStaff = (actor: Actor, sellerId: SellerId): boolean => actor.kind === 'user' && actor.sellerIds.includes(sellerId);

/** The actor as stored in events and histories: an ID, never a name. */
export const actorRef = (actor: Actor): string => {
  switch (actor.kind) {
    case 'guest':
      return 'guest';
    case 'user':
      return `user:${actor.userId}`;
    case 'system':
      return `system:${actor.context}`;
  }
};
