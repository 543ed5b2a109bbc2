import { In } from 'typeorm';
import { defined } from '@marketplace/kernel';
import type { Database, Row } from '@marketplace/platform';
import type { AddressBook, SavedAddress } from '../../application/ports';
import { Addresses } from './tables';

const toAddress = ({ userId: _owner, createdAt: _at, ...address }: Row<typeof Addresses>): SavedAddress => defined(address);

/** Optional lines are written as null when they are absent, so that a change can also take one away. */
const allLines = (address: SavedAddress) => ({
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
      await addresses.insert({ ...allLines(address), userId });
    },
    // The owner is part of the condition: a foreign address is one that is not there.
    change: async (userId, address) => (await addresses.update({ id: address.id, userId }, allLines(address))).affected === 1,
    remove: async (userId, id) => (await addresses.delete({ id, userId })).affected === 1,
  };
};
