import { EntitySchema } from 'typeorm';

export type AddressRecord = {
  id: string;
  userId: string;
  name: string;
  line1: string;
  line2: string | null;
  city: string;
  postalCode: string;
  region: string | null;
  countryCode: string;
  phone: string | null;
};

export type ProfileRecord = { userId: string; displayName: string; locale: string };

export const AddressRecordSchema = new EntitySchema<AddressRecord>({
  name: 'Address',
  tableName: 'addresses',
  columns: {
    id: { type: 'uuid', primary: true },
    userId: { type: 'uuid', name: 'user_id' },
    name: { type: 'text' },
    line1: { type: 'text' },
    line2: { type: 'text', nullable: true },
    city: { type: 'text' },
    postalCode: { type: 'text', name: 'postal_code' },
    region: { type: 'text', nullable: true },
    countryCode: { type: 'char', length: 2, name: 'country_code' },
    phone: { type: 'text', nullable: true },
  },
});

export const ProfileRecordSchema = new EntitySchema<ProfileRecord>({
  name: 'Profile',
  tableName: 'user_profiles',
  columns: {
    userId: { type: 'uuid', primary: true, name: 'user_id' },
    displayName: { type: 'text', name: 'display_name' },
    locale: { type: 'text' },
  },
});
