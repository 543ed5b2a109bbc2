import type { ContextWalk } from '@marketplace/platform/testing';

/** The access rule of each operation for things that belong to another user. */
export const walk: ContextWalk = {
  access: {
    addressAdd: 'open',
    addressRemove: 'owner-only',
    addressUpdate: 'owner-only',
    me: 'open',
    passwordReset: 'open',
    passwordResetRequest: 'open',
    profileUpdate: 'open',
    seller: 'open',
    sellerApply: 'open',
    sellerApprove: 'operator',
    sellerReject: 'operator',
    sellerStaffAdd: 'owner',
    sellerStaffRemove: 'owner',
    sellers: 'open',
    sessionEnd: 'open',
    sessionRefresh: 'open',
    userLogin: 'open',
    userRegister: 'open',
  },
};
