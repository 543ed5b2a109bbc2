import { connectionOf, enumOf, inputType, objectType, payloadOf, t } from '@marketplace/platform/graphql';
import type { FeedKind, WarehouseDifference } from '../../domain/difference';
import { VariantType } from './availability.types';
import { VariantStockType } from './stock.types';
import { WarehouseType } from './warehouse.types';

const FeedKindType = enumOf<FeedKind>('WarehouseFeedKind', "How a warehouse's own system tells what it counts.", {
  FILE: 'A file that it leaves.',
  HTTP: 'An address that is asked.',
});

export const WarehouseFeedType = objectType('WarehouseFeed', "A warehouse's own system, whose count is compared with ours.", {
  kind: t.of(FeedKindType, 'How it tells.'),
  readAt: t.dateTime('When it was read last; null when it never was.').nullable(),
  error: t.string('Why it could not be read the last time; null when it could.').nullable(),
  unreadable: t.int('Lines that could not be read or belong to no variant, the last time.'),
});
export type WarehouseFeedType = InstanceType<typeof WarehouseFeedType>;

export const WarehouseDifferenceType = objectType('WarehouseDifference', 'What a warehouse counts otherwise than we do; for operators.', {
  id: t.id('The id of the difference.'),
  warehouse: t.of(WarehouseType, 'The warehouse.').nullable().optional(),
  variant: t.of(VariantType, 'What was counted.').nullable(),
  onHand: t.int('How many we had on hand when the warehouse was asked.'),
  counted: t.int('How many the warehouse counted.'),
  foundAt: t.dateTime('When the difference was found.'),
  warehouseId: t.hidden<string>(),
});
export type WarehouseDifferenceType = InstanceType<typeof WarehouseDifferenceType>;

export const WarehouseDifferenceConnectionType = connectionOf('WarehouseDifference', WarehouseDifferenceType);

export const WarehouseFeedSetInput = inputType('WarehouseFeedSetInput', 'Which feed is read for a warehouse.', {
  warehouseId: t.id('The warehouse.'),
  kind: t.of(FeedKindType, 'How it tells, as configured for the warehouse; null when none is to be read.').optional(),
});

export const WarehouseFeedSetPayload = payloadOf(
  'WarehouseFeedSetPayload',
  'The warehouse with its feed.',
  { warehouse: t.of(WarehouseType, 'The warehouse; null when it was refused.') },
  { userErrors: 'Why nothing happened.' },
);

export const WarehouseDifferenceAcceptInput = inputType(
  'WarehouseDifferenceAcceptInput',
  'Which difference to settle as the warehouse counted.',
  {
    differenceId: t.id('The difference.'),
    idempotencyKey: t.idempotencyKey(),
  },
);

export const WarehouseDifferenceAcceptPayload = payloadOf(
  'WarehouseDifferenceAcceptPayload',
  'The stock as the warehouse counted it.',
  { variantStock: t.of(VariantStockType, 'The stock as it is now; null when it was refused.') },
  { userErrors: 'Why nothing happened.' },
);

export const toWarehouseDifferenceType = ({ variantId, ...difference }: WarehouseDifference): WarehouseDifferenceType => ({
  ...difference,
  variant: { id: variantId },
});
