import { inputType, objectType, payloadOf, t } from '@marketplace/platform/graphql';
import type { AddressId } from '../../domain/address';

export const AddressType = objectType('Address', 'A place that you have parcels sent to.', {
  id: t.id('The id of the address.'),
  name: t.string('Who receives the parcel.'),
  line1: t.string('Street and number.'),
  line2: t.string('Whatever else the carrier needs to find the door; null when nothing.').optional(),
  city: t.string('The town.'),
  postalCode: t.string('The postal code.'),
  region: t.string('State or province; null where addresses have none.').optional(),
  countryCode: t.string('ISO 3166-1 alpha-2, such as "DE".'),
  phone: t.string('For the carrier; null when none is given.').optional(),
});
export type AddressType = InstanceType<typeof AddressType>;

const AddressInput = inputType('AddressInput', 'An address to keep.', {
  name: t.string('Who receives the parcel, up to 100 characters.'),
  line1: t.string('Street and number, up to 200 characters.'),
  line2: t.string('Whatever else the carrier needs to find the door, up to 200 characters.').optional(),
  city: t.string('The town, up to 100 characters.'),
  postalCode: t.string('The postal code, up to 20 characters.'),
  region: t.string('State or province, up to 100 characters.').optional(),
  countryCode: t.string('ISO 3166-1 alpha-2, such as "DE".'),
  phone: t.string('For the carrier, up to 30 characters.').optional(),
});
type AddressInput = InstanceType<typeof AddressInput>;

export const AddressAddInput = inputType('AddressAddInput', 'An address to keep with your account.', {
  address: t.of(AddressInput, 'The address.'),
});

export const AddressUpdateInput = inputType('AddressUpdateInput', 'An address of yours as it shall be from now on.', {
  id: t.id<AddressId>('Which address.'),
  address: t.of(AddressInput, 'The whole address; optional lines that are left out are taken away.'),
});

export const AddressRemoveInput = inputType('AddressRemoveInput', 'Which address of yours to forget.', {
  id: t.id<AddressId>('Which address.'),
});

export const AddressPayload = payloadOf('AddressPayload', 'The address as it is kept now, or why nothing changed.', {
  address: t.of(AddressType, 'The address; null when the change was refused.'),
});

export const AddressRemovePayload = payloadOf('AddressRemovePayload', 'Which address is gone, or why nothing changed.', {
  removedId: t.id('The id of the removed address; null when it was refused.'),
});
