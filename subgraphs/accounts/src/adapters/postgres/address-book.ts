import { In } from 'typeorm';
import { defined } from '@marketplace/kernel';
import type { Database, Row } from '@marketplace/platform';
import type { AddressBook, SavedAddress } from '../../application/ports';
import { Addresses } from './tables';

const toAddress = ({ userId: _owner, createdAt: _at, ...address }: Row<typeof Addresses>): SavedAddress => defined(address);

/** Writes absent optional lines as null, so that an update can remove them. */
const allColumns = (address: SavedAddress) => ({
  ...address,
  line2: address.line2 ?? null,
  region: address.region ?? null,
  phone: address.phone ?? null,
});

export const addressBook = (db: Database): AddressBook => {
  const addresses = db.repository(Addresses);
  return {
    ofUsers: async (userIds) => {
      const rows = await addresses.find({ where: { userId: In([...userIds]) }, order: { id: 'ASC' } });
      return new Map(userIds.map((userId) => [userId, rows.filter((row) => row.userId === userId).map(toAddress)]));
    },
    add: async (userId, address) => {
      await addresses.insert({ ...allColumns(address), userId });
    },
    // The owner is part of the condition: another user's address is not found.
    change: async (userId, address) => (await addresses.update({ id: address.id, userId }, allColumns(address))).affected === 1,
    remove: async (userId, id) => (await addresses.delete({ id, userId })).affected === 1,
  };
};
