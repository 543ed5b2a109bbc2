import { percent, portion, subtract, type Money } from '@marketplace/kernel';

/** The platform's part of what a buyer paid for an order, delivery included. */
export const commissionRate = percent(10);

/** Commission is rounded half to even; the seller gets the rest, so that nothing is lost between the two. */
export const splitSale = (sale: Money): { readonly sellerAmount: Money; readonly commission: Money } => {
  const commission = portion(sale, commissionRate);
  return { sellerAmount: subtract(sale, commission), commission };
};
