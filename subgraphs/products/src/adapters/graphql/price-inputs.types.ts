import type { Instant } from '@marketplace/kernel';
import { inputType, MoneyInput, t } from '@marketplace/platform/graphql';
import type { PriceScheduleId } from '../../domain/schedules';
import { variantTargetFields } from './product-inputs.types';

export const ProductPriceChangeInput = inputType('ProductPriceChangeInput', 'The new price of a variant.', {
  ...variantTargetFields,
  price: t.of(MoneyInput, "The new unit price, including tax; in the product's own currency or in a further one."),
  compareAtPrice: t.of(MoneyInput, 'The higher price to compare with, in the same currency. Removed if omitted.').optional(),
});

export const ProductPriceWithdrawInput = inputType('ProductPriceWithdrawInput', 'The price to remove from a variant.', {
  ...variantTargetFields,
  currency: t.string("The ISO 4217 code of the currency; not the product's own."),
});

export const ProductPriceScheduleInput = inputType('ProductPriceScheduleInput', 'The price to schedule for a variant.', {
  ...variantTargetFields,
  price: t.of(MoneyInput, 'The unit price, including tax, in a currency in which the variant has a price.'),
  compareAtPrice: t.of(MoneyInput, 'The higher price to compare with, in the same currency.').optional(),
  from: t.dateTime<Instant>('The date and time when the price starts; in the future, within five years.'),
  until: t
    .dateTime<Instant>('The date and time when the price ends and the previous price returns. If omitted, the price stays.')
    .optional(),
});

export const ProductPriceScheduleCancelInput = inputType('ProductPriceScheduleCancelInput', 'The scheduled price to cancel.', {
  scheduleId: t.id<PriceScheduleId>('The ID of the price schedule.'),
  expectedVersion: t.int('Changes the product only if it still has this version; otherwise VERSION_CONFLICT.').optional(),
});
