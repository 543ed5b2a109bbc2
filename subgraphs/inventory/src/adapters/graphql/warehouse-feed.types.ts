import { connectionOf, enumOf, inputType, objectType, payloadOf, t } from '@marketplace/platform/graphql';
import type { FeedKind, WarehouseDifference } from '../../domain/difference';
import { VariantType } from './availability.types';
import { VariantStockType } from './stock.types';
import { WarehouseType } from './warehouse.types';

const FeedKindType = enumOf<FeedKind>('WarehouseFeedKind', 'The kind of a warehouse feed.', {
  FILE: 'A file.',
  HTTP: 'An HTTP address.',
});

export const WarehouseFeedType = objectType(
  'WarehouseFeed',
  'A stock feed of a warehouse. Its counts are compared with the stock on hand.',
  {
    kind: t.of(FeedKindType, 'The kind of the feed.'),
    readAt: t.dateTime('The date and time of the last read; null if the feed has never been read.').nullable(),
    error: t.string('The error of the last read; null if it succeeded.').nullable(),
    unreadable: t.int('The number of lines in the last read that were unreadable or matched no variant.'),
  },
);
export type WarehouseFeedType = InstanceType<typeof WarehouseFeedType>;

export const WarehouseDifferenceType = objectType(
  'WarehouseDifference',
  'A difference between the quantity that a warehouse counted and the stock on hand.',
  {
    id: t.id('The ID of the difference.'),
    warehouse: t.of(WarehouseType, 'The warehouse.').nullable().optional(),
    variant: t.of(VariantType, 'The variant that was counted.').nullable(),
    onHand: t.int('The number of units on hand when the feed was read.'),
    counted: t.int('The number of units that the warehouse counted.'),
    foundAt: t.dateTime('The date and time when the difference was found.'),
    warehouseId: t.hidden<string>(),
  },
);
export type WarehouseDifferenceType = InstanceType<typeof WarehouseDifferenceType>;

export const WarehouseDifferenceConnectionType = connectionOf('WarehouseDifference', WarehouseDifferenceType);

export const WarehouseFeedSetInput = inputType('WarehouseFeedSetInput', 'The feed to read for a warehouse.', {
  warehouseId: t.id('The ID of the warehouse.'),
  kind: t.of(FeedKindType, 'The kind of feed to read, which must be configured for the warehouse; null to stop reading.').optional(),
});

export const WarehouseFeedSetPayload = payloadOf(
  'WarehouseFeedSetPayload',
  'The result of `warehouseFeedSet`.',
  { warehouse: t.of(WarehouseType, 'The updated warehouse; null if there are errors.') },
  { userErrors: 'The errors that prevented the change; empty if it succeeded.' },
);

export const WarehouseDifferenceAcceptInput = inputType(
  'WarehouseDifferenceAcceptInput',
  'The difference to resolve with the count of the warehouse.',
  {
    differenceId: t.id('The ID of the difference.'),
    idempotencyKey: t.idempotencyKey(),
  },
);

export const WarehouseDifferenceAcceptPayload = payloadOf(
  'WarehouseDifferenceAcceptPayload',
  'The result of `warehouseDifferenceAccept`.',
  { variantStock: t.of(VariantStockType, 'The updated stock; null if there are errors.') },
  { userErrors: 'The errors that prevented the change; empty if it succeeded.' },
);

export const toWarehouseDifferenceType = ({ variantId, ...difference }: WarehouseDifference): WarehouseDifferenceType => ({
  ...difference,
  variant: { id: variantId },
});
