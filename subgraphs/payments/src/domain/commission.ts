import { percent, portion, subtract, type Money } from '@marketplace/kernel';

/**
 * The platform's part of what a seller is paid for an order, delivery included. The base is what the buyer paid and what
 * the platform's own discounts add to it: a discount that the seller gives makes the commission smaller, one that the
 * platform gives does not.
 */
export const commissionRate = percent(10);

/** Commission is rounded half to even; the seller gets the rest, so that nothing is lost between the two. */
export const splitSale = (sale: Money): { readonly sellerAmount: Money; readonly commission: Money } => {
  const commission = portion(sale, commissionRate);
  return { sellerAmount: subtract(sale, commission), commission };
};
