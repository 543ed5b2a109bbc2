import { mutation, mutations, pick, type Entity } from '@marketplace/platform/graphql';
import type { UserSettings } from '../../application/user-settings';
import { AddressAddInput, AddressPayload, AddressRemoveInput, AddressRemovePayload, AddressUpdateInput } from './address.types';
import { messages } from './messages';
import { ProfileUpdateInput, ProfileUpdatePayload, type UserType } from './user.types';

type Dependencies = { readonly settings: UserSettings; readonly user: Entity<unknown, UserType> };

/** The mutations of a user's own profile and addresses. */
export const userMutations = ({ settings, user }: Dependencies): object =>
  mutations({
    profileUpdate: mutation({
      description: 'Updates your profile.',
      input: ProfileUpdateInput,
      inputDescription: 'The fields to change.',
      payload: ProfileUpdatePayload,
      errors: pick(messages, 'display-name-invalid', 'locale-invalid', 'user-not-found'),
      run: (change, { actor }) => settings.changeProfile(change, actor),
      answer: async (id, context) => ({ user: await user.showChanged(id, context) }),
    }),
    addressAdd: mutation({
      description: 'Adds an address to your account.',
      input: AddressAddInput,
      inputDescription: 'The address to add.',
      payload: AddressPayload,
      errors: pick(messages, 'address-invalid', 'country-unknown', 'too-many-addresses'),
      run: ({ address }, { actor }) => settings.addAddress(address, actor),
      answer: (address) => ({ address }),
    }),
    addressUpdate: mutation({
      description: 'Replaces one of your addresses.',
      input: AddressUpdateInput,
      inputDescription: 'The address to replace.',
      payload: AddressPayload,
      ids: { id: 'address-not-found' },
      errors: pick(messages, 'address-not-found', 'address-invalid', 'country-unknown'),
      run: ({ id, address }, { actor }) => settings.changeAddress(id, address, actor),
      answer: (address) => ({ address }),
    }),
    addressRemove: mutation({
      description: 'Removes one of your addresses.',
      input: AddressRemoveInput,
      inputDescription: 'The address to remove.',
      payload: AddressRemovePayload,
      ids: { id: 'address-not-found' },
      errors: pick(messages, 'address-not-found'),
      run: ({ id }, { actor }) => settings.removeAddress(id, actor),
      answer: (removedId) => ({ removedId }),
    }),
  });
