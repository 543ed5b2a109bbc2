import { inputType, objectType, payloadOf, t } from '@marketplace/platform/graphql';
import type { AddressId } from '../../domain/address';

export const AddressType = objectType('Address', 'A delivery address in your account.', {
  id: t.id('The ID of the address.'),
  name: t.string('The name of the recipient.'),
  line1: t.string('The street and house number.'),
  line2: t.string('Additional address information, such as floor or apartment; null if there is none.').optional(),
  city: t.string('The city or town.'),
  postalCode: t.string('The postal code.'),
  region: t.string('The state or province; null if there is none.').optional(),
  countryCode: t.string('The country code, ISO 3166-1 alpha-2, such as "DE".'),
  phone: t.string('The phone number for the carrier; null if there is none.').optional(),
});
export type AddressType = InstanceType<typeof AddressType>;

const AddressInput = inputType('AddressInput', 'The fields of a delivery address.', {
  name: t.string('The name of the recipient, up to 100 characters.'),
  line1: t.string('The street and house number, up to 200 characters.'),
  line2: t.string('Additional address information, such as floor or apartment, up to 200 characters.').optional(),
  city: t.string('The city or town, up to 100 characters.'),
  postalCode: t.string('The postal code, up to 20 characters.'),
  region: t.string('The state or province, up to 100 characters.').optional(),
  countryCode: t.string('The country code, ISO 3166-1 alpha-2, such as "DE".'),
  phone: t.string('The phone number for the carrier, up to 30 characters.').optional(),
});
type AddressInput = InstanceType<typeof AddressInput>;

export const AddressAddInput = inputType('AddressAddInput', 'The input for adding an address.', {
  address: t.of(AddressInput, 'The address to add.'),
});

export const AddressUpdateInput = inputType('AddressUpdateInput', 'The input for replacing an address.', {
  id: t.id<AddressId>('The ID of the address.'),
  address: t.of(AddressInput, 'The complete new address. Optional lines that you omit are removed.'),
});

export const AddressRemoveInput = inputType('AddressRemoveInput', 'The input for removing an address.', {
  id: t.id<AddressId>('The ID of the address.'),
});

export const AddressPayload = payloadOf('AddressPayload', 'The result of adding or replacing an address.', {
  address: t.of(AddressType, 'The address after the change; null if it did not succeed.'),
});

export const AddressRemovePayload = payloadOf('AddressRemovePayload', 'The result of removing an address.', {
  removedId: t.id('The ID of the removed address; null if it was not removed.'),
});
