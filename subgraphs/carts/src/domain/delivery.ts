import { refuse } from '@marketplace/kernel';
import type { Cart, DeliveryChoice } from './cart';
import type { ClientDecision } from './commands';

/** One for each seller; a cart has no more sellers than lines. */
const maxOptions = 100;

/** Whatever shipping calls its options, it does so in characters that can be printed. */
const optionShape = /^[\x21-\x7e]{1,120}$/;

const isCountry = (code: string): boolean => /^[A-Z]{2}$/.test(code);

const isSame = (a: DeliveryChoice, b: DeliveryChoice): boolean =>
  a.countryCode === b.countryCode &&
  a.shippingOptionIds.length === b.shippingOptionIds.length &&
  a.shippingOptionIds.every((id, position) => b.shippingOptionIds[position] === id);

/**
 * Notes where to and how. What is left out stays as it is. Whether anybody delivers there, and whether an option is on
 * offer, is shipping's to say: for a seller whose option is not, the cheapest is taken.
 */
export const chooseDelivery = ({ delivery }: Cart, choice: Partial<DeliveryChoice>): ClientDecision => {
  const countryCode = choice.countryCode?.toUpperCase() ?? delivery.countryCode;
  const shippingOptionIds = [...new Set(choice.shippingOptionIds ?? delivery.shippingOptionIds)];
  if (countryCode !== undefined && !isCountry(countryCode)) return refuse('invalid-country', { path: ['countryCode'] });
  const odd = shippingOptionIds.findIndex((id) => !optionShape.test(id));
  if (odd !== -1 || shippingOptionIds.length > maxOptions) return refuse('invalid-shipping-option', { path: ['shippingOptionIds'] });
  const chosen = { ...(countryCode === undefined ? {} : { countryCode }), shippingOptionIds };
  return isSame(chosen, delivery) ? [] : [{ type: 'DeliveryChosen', delivery: chosen }];
};
