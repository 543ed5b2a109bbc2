import { In } from 'typeorm';
import { idOf } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { AddressBook, SavedAddress } from '../../application/ports';
import { AddressRecordSchema, type AddressRecord } from './records';

const toAddress = (record: AddressRecord): SavedAddress => ({
  id: idOf(record.id),
  name: record.name,
  line1: record.line1,
  city: record.city,
  postalCode: record.postalCode,
  countryCode: record.countryCode,
  ...(record.line2 === null ? {} : { line2: record.line2 }),
  ...(record.region === null ? {} : { region: record.region }),
  ...(record.phone === null ? {} : { phone: record.phone }),
});

/** Optional lines are written as null when they are absent, so that a change can also take one away. */
const toLines = ({ id: _, ...address }: SavedAddress): Omit<AddressRecord, 'id' | 'userId'> => ({
  ...address,
  line2: address.line2 ?? null,
  region: address.region ?? null,
  phone: address.phone ?? null,
});

export const addressBook = (db: Database): AddressBook => {
  const addresses = db.dataSource.getRepository(AddressRecordSchema);
  return {
    ofUsers: async (userIds) => {
      const records = await addresses.find({ where: { userId: In([...userIds]) }, order: { id: 'ASC' } });
      return new Map(userIds.map((userId) => [userId, records.filter((record) => record.userId === userId).map(toAddress)]));
    },
    add: async (userId, address) => {
      await addresses.insert({ id: address.id, userId, ...toLines(address) });
    },
    // The owner is part of the condition: a foreign address is one that is not there.
    change: async (userId, address) => (await addresses.update({ id: address.id, userId }, toLines(address))).affected === 1,
    remove: async (userId, id) => (await addresses.delete({ id, userId })).affected === 1,
  };
};
