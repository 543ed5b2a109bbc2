import type { Instant } from '@marketplace/kernel';
import { inputType, MoneyInput, t } from '@marketplace/platform/graphql';
import type { PriceScheduleId } from '../../domain/schedules';
import { variantTargetFields } from './product-inputs.types';

export const ProductPriceChangeInput = inputType('ProductPriceChangeInput', 'What a variant costs from now on.', {
  ...variantTargetFields,
  price: t.of(MoneyInput, "What one costs, tax included; in the product's own currency or in a further one."),
  compareAtPrice: t.of(MoneyInput, 'A higher price to compare with; left out, there is none from now on.').optional(),
});

export const ProductPriceWithdrawInput = inputType('ProductPriceWithdrawInput', 'In which currency a variant is no longer sold.', {
  ...variantTargetFields,
  currency: t.string("The ISO 4217 code of a further currency; the product's own price stays."),
});

export const ProductPriceScheduleInput = inputType('ProductPriceScheduleInput', 'What a variant shall cost from a moment on.', {
  ...variantTargetFields,
  price: t.of(MoneyInput, 'What one will cost, tax included, in a currency that the variant has a price in.'),
  compareAtPrice: t.of(MoneyInput, 'A higher price to compare with, such as the former one.').optional(),
  from: t.dateTime<Instant>('From when on; a moment to come, within five years.'),
  until: t.dateTime<Instant>('Until when; the former price returns then. Without it the price stays.').optional(),
});

export const ProductPriceScheduleCancelInput = inputType('ProductPriceScheduleCancelInput', 'Which planned price to call off.', {
  scheduleId: t.id<PriceScheduleId>('The planned price.'),
  expectedVersion: t.int('Change it only if its product still has this version; otherwise VERSION_CONFLICT.').optional(),
});
