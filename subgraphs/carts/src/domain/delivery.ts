import { defined, refuse } from '@marketplace/kernel';
import type { Cart, DeliveryChoice } from './cart';
import type { ClientDecision } from './commands';

/** The maximum number of options: one per seller, and a cart has no more sellers than lines. */
const maxOptions = 100;

/** Option ids are printable ASCII. */
const optionShape = /^[\x21-\x7e]{1,120}$/;

const isCountry = (code: string): boolean => /^[A-Z]{2}$/.test(code);

const isSame = (a: DeliveryChoice, b: DeliveryChoice): boolean =>
  a.countryCode === b.countryCode &&
  a.shippingOptionIds.length === b.shippingOptionIds.length &&
  a.shippingOptionIds.every((id, position) => b.shippingOptionIds[position] === id);

/**
 * Stores the destination and the options; omitted fields keep their value. Shipping checks availability, and uses the
 * cheapest option for a seller whose choice is not available.
 */
export const chooseDelivery = ({ delivery }: Cart, choice: Partial<DeliveryChoice>): ClientDecision => {
  const countryCode = choice.countryCode?.toUpperCase() ?? delivery.countryCode;
  const shippingOptionIds = [...new Set(choice.shippingOptionIds ?? delivery.shippingOptionIds)];
  if (countryCode !== undefined && !isCountry(countryCode)) return refuse('invalid-country', { path: ['countryCode'] });
  const invalid = shippingOptionIds.findIndex((id) => !optionShape.test(id));
  if (invalid !== -1 || shippingOptionIds.length > maxOptions) return refuse('invalid-shipping-option', { path: ['shippingOptionIds'] });
  const chosen = { ...defined({ countryCode }), shippingOptionIds };
  return isSame(chosen, delivery) ? [] : [{ type: 'DeliveryChosen', delivery: chosen }];
};
