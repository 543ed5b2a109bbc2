import { mutation, mutations, pick, type Entity } from '@marketplace/platform/graphql';
import type { People } from '../../application/people';
import { AddressAddInput, AddressPayload, AddressRemoveInput, AddressRemovePayload, AddressUpdateInput } from './address.types';
import { messages } from './messages';
import { ProfileUpdateInput, ProfileUpdatePayload, type UserType } from './user.types';

type Services = { readonly people: People; readonly user: Entity<unknown, UserType> };

/** What users change of their own: profile and addresses. */
export const userMutations = ({ people, user }: Services): object =>
  mutations({
    profileUpdate: mutation({
      description: 'Changes your name or language.',
      input: ProfileUpdateInput,
      inputDescription: 'What to change.',
      payload: ProfileUpdatePayload,
      errors: pick(messages, 'display-name-invalid', 'locale-invalid', 'user-not-found'),
      run: (change, { actor }) => people.changeProfile(change, actor),
      answer: async (id, context) => ({ user: await user.showChanged(id, context) }),
    }),
    addressAdd: mutation({
      description: 'Saves an address.',
      input: AddressAddInput,
      inputDescription: 'The address.',
      payload: AddressPayload,
      errors: pick(messages, 'address-invalid', 'country-unknown', 'too-many-addresses'),
      run: ({ address }, { actor }) => people.addAddress(address, actor),
      answer: (address) => ({ address }),
    }),
    addressUpdate: mutation({
      description: 'Replaces an address of yours.',
      input: AddressUpdateInput,
      inputDescription: 'The address.',
      payload: AddressPayload,
      ids: { id: 'address-not-found' },
      errors: pick(messages, 'address-not-found', 'address-invalid', 'country-unknown'),
      run: ({ id, address }, { actor }) => people.changeAddress(id, address, actor),
      answer: (address) => ({ address }),
    }),
    addressRemove: mutation({
      description: 'Forgets an address of yours.',
      input: AddressRemoveInput,
      inputDescription: 'Which address.',
      payload: AddressRemovePayload,
      ids: { id: 'address-not-found' },
      errors: pick(messages, 'address-not-found'),
      run: ({ id }, { actor }) => people.removeAddress(id, actor),
      answer: (removedId) => ({ removedId }),
    }),
  });
