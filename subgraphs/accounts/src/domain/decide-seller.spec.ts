import { idOf, instant, type SellerId, type UserId } from '@marketplace/kernel';
import { specification } from '@marketplace/testing';
import { sellerDecider } from './decide-seller';
import type { SellerEvent, SellerTerms } from './seller';

const at = instant('2026-11-21T08:30:00Z');
const sellerId: SellerId = idOf('01900000-0000-7000-8000-000000000003');
const owner: UserId = idOf('01900000-0000-7000-8000-000000000002');
const helper: UserId = idOf('01900000-0000-7000-8000-000000000001');
const terms: SellerTerms = { id: sellerId, ownerId: owner, name: 'Northlight Audio', countryCode: 'DE' };

const given = specification(sellerDecider);

const applied: SellerEvent = { type: 'SellerApplied', terms, at };
const approved: SellerEvent = { type: 'SellerApproved', terms, at };
const rejected: SellerEvent = { type: 'SellerRejected', sellerId, reason: 'tax number does not match', at };
const added: SellerEvent = { type: 'SellerStaffAdded', sellerId, userId: helper, at };
const removed: SellerEvent = { type: 'SellerStaffRemoved', sellerId, userId: helper, at };

const apply = (changes: Partial<SellerTerms> = {}) => ({ type: 'ApplyAsSeller', terms: { ...terms, ...changes }, at }) as const;
const approve = { type: 'ApproveSeller', at } as const;
const reject = { type: 'RejectSeller', reason: 'tax number does not match', at } as const;
const add = { type: 'AddStaff', userId: helper, at } as const;
const remove = (userId: UserId = helper) => ({ type: 'RemoveStaff', userId, at }) as const;

describe('an application', () => {
  it('is accepted with its name trimmed', () => {
    given()
      .when(apply({ name: '  Northlight Audio ' }))
      .then(applied);
  });

  it('needs a name and a country that exists', () => {
    given()
      .when(apply({ name: '   ' }))
      .thenRefuses('seller-name-invalid', { path: ['name'] });
    given()
      .when(apply({ name: 'x'.repeat(101) }))
      .thenRefuses('seller-name-invalid');
    given()
      .when(apply({ name: 'Bell\u0007' }))
      .thenRefuses('seller-name-invalid');
    given()
      .when(apply({ countryCode: 'XX' }))
      .thenRefuses('country-unknown', { path: ['countryCode'] });
    given()
      .when(apply({ countryCode: 'de' }))
      .thenRefuses('country-unknown');
  });

  it('is accepted once', () => {
    given(applied).when(apply()).thenNothing();
  });

  it('can be approved or rejected', () => {
    given(applied).when(approve).then(approved);
    given(applied).when(reject).then(rejected);
  });

  it('is rejected only with a reason that the applicant can read', () => {
    given(applied)
      .when({ ...reject, reason: ' ' })
      .thenRefuses('reason-invalid', { path: ['reason'] });
  });

  it('is decided once: a repetition changes nothing, the opposite is refused', () => {
    given(applied, approved).when(approve).thenNothing();
    given(applied, approved).when(reject).thenRefuses('seller-already-approved');
    given(applied, rejected).when(reject).thenNothing();
    given(applied, rejected).when(approve).thenRefuses('seller-already-rejected');
  });

  it('that does not exist cannot be decided', () => {
    given().when(approve).thenRefuses('seller-not-found');
    given().when(add).thenRefuses('seller-not-found');
  });
});

describe('the staff of a seller', () => {
  it('can be added to and removed from an approved seller', () => {
    given(applied, approved).when(add).then(added);
    given(applied, approved, added).when(remove()).then(removed);
  });

  it('does not change when a command is repeated', () => {
    given(applied, approved, added).when(add).thenNothing();
    given(applied, approved).when(remove()).thenNothing();
    given(applied, approved, added, removed).when(remove()).thenNothing();
  });

  it('always includes the owner', () => {
    given(applied, approved)
      .when({ ...add, userId: owner })
      .thenNothing();
    given(applied, approved).when(remove(owner)).thenRefuses('owner-stays');
  });

  it('does not exist before approval', () => {
    given(applied).when(add).thenRefuses('seller-not-approved');
    given(applied, rejected).when(add).thenRefuses('seller-not-approved');
  });

  it('has at most fifty members', () => {
    const others = Array.from({ length: 49 }, (_, position): SellerEvent => ({ ...added, userId: idOf(`user-${position}`) }));
    given(applied, approved, ...others)
      .when(add)
      .thenRefuses('too-many-staff');
  });
});
