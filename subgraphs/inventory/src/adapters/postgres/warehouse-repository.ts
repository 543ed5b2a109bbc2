import { idOf } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { WarehouseRepository } from '../../application/ports';
import type { Warehouse } from '../../domain/warehouse';

export type WarehouseRow = { readonly id: string; readonly code: string; readonly name: string; readonly country_code: string };

export const toWarehouse = (row: WarehouseRow): Warehouse => ({
  id: idOf(row.id),
  code: row.code,
  name: row.name,
  countryCode: row.country_code,
});

const select = 'SELECT id, code, name, country_code FROM warehouses';

export const warehouseRepository = (db: Database): WarehouseRepository => ({
  byCode: async (code) => (await db.query<WarehouseRow>(`${select} WHERE code = $1`, [code])).map(toWarehouse)[0],
  byId: async (id) => (await db.query<WarehouseRow>(`${select} WHERE id = $1`, [id])).map(toWarehouse)[0],
  create: ({ id, code, name, countryCode }, cause) =>
    db
      .unit(cause)
      .add('INSERT INTO warehouses (id, code, name, country_code) VALUES ($1, $2, $3, $4)', [id, code, name, countryCode])
      .commit(),
});
