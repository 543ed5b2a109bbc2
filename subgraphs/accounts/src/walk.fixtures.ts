import type { ContextWalk } from '@marketplace/platform/testing';

/** Who may use which operation on what is somebody else's. */
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
