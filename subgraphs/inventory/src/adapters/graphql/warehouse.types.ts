import { lowestId } from '@marketplace/application';
import { idOf, isId, type Id } from '@marketplace/kernel';
import { connectionOf, inputType, objectType, payloadOf, t } from '@marketplace/platform/graphql';

export const WarehouseType = objectType(
  'Warehouse',
  'A place that goods are kept in and sent from.',
  {
    id: t.id('The id of the warehouse.'),
    code: t.string('What people call it; unique, such as "DE-BER-1".'),
    name: t.string('Its full name.'),
    countryCode: t.string('The ISO 3166-1 alpha-2 code of its country.'),
  },
  { key: 'id' },
);
export type WarehouseType = InstanceType<typeof WarehouseType>;

export const WarehouseConnectionType = connectionOf('Warehouse', WarehouseType);

export const WarehouseCreateInput = inputType('WarehouseCreateInput', 'The warehouse to open.', {
  code: t.string('2 to 20 capital letters, digits and hyphens; unique.'),
  name: t.string('Up to 100 characters.'),
  countryCode: t.string('An ISO 3166-1 alpha-2 code.'),
});

export const WarehouseCreatePayload = payloadOf(
  'WarehouseCreatePayload',
  'The warehouse that was opened.',
  { warehouse: t.of(WarehouseType, 'The warehouse; null when it was refused.') },
  { userErrors: 'Why nothing happened.' },
);

/** A text that is no id names nothing; whether one may ask is decided all the same. */
export const named = <Name extends string>(id: string): Id<Name> => idOf(isId(id) ? id : lowestId);
