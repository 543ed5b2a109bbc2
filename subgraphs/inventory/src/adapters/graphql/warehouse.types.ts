import { lowestId } from '@marketplace/application';
import { idOf, isId, type Id } from '@marketplace/kernel';
import { connectionOf, inputType, objectType, payloadOf, t } from '@marketplace/platform/graphql';

export const WarehouseType = objectType(
  'Warehouse',
  "A warehouse that ships a seller's products.",
  {
    id: t.id('The ID of the warehouse.'),
    code: t.string('The unique code of the warehouse, such as "DE-BER-1".'),
    name: t.string('The name of the warehouse.'),
    countryCode: t.string('The country of the warehouse, as an ISO 3166-1 alpha-2 code.'),
  },
  { key: 'id' },
);
export type WarehouseType = InstanceType<typeof WarehouseType>;

export const WarehouseConnectionType = connectionOf('Warehouse', WarehouseType);

export const WarehouseCreateInput = inputType('WarehouseCreateInput', 'The warehouse to create.', {
  code: t.string('The unique code: 2 to 20 capital letters, digits and hyphens.'),
  name: t.string('The name, 1 to 100 characters.'),
  countryCode: t.string('The country, as an ISO 3166-1 alpha-2 code.'),
});

export const WarehouseCreatePayload = payloadOf(
  'WarehouseCreatePayload',
  'The result of `warehouseCreate`.',
  { warehouse: t.of(WarehouseType, 'The created warehouse; null if there are errors.') },
  { userErrors: 'The errors that prevented the change; empty if it succeeded.' },
);

/** Parses an ID. An invalid one becomes an ID that never exists, so that access is checked first. */
export const parseId = <Name extends string>(id: string): Id<Name> => idOf(isId(id) ? id : lowestId);
