import { compareAll, lowestId, type Job } from '@marketplace/application';
import { hours } from '@marketplace/kernel';
import type { StockDifference, StockRepository } from './ports';

const itemsAtOnce = 1_000;

const factsOf = ({ item, movements }: StockDifference) => ({
  stockItemId: item.id,
  stock: { onHand: item.onHand, reserved: item.reserved, backordered: item.backordered },
  movements: {
    onHand: Number(movements.onHand),
    reserved: Number(movements.reserved),
    backordered: Number(movements.backordered),
  },
});

/**
 * Compares every stock item with the sum of its movements. Both are written in one transaction, so a difference means that the
 * database was changed from outside. Raises an alert for each difference and repairs nothing. Returns the number of differences.
 */
export const reconcileStock = (stock: Pick<StockRepository, 'compare'>): Job => ({
  name: 'reconcile-stock',
  every: hours(1),
  run: ({ alert }) =>
    compareAll<StockDifference, string>(
      lowestId,
      (after) => stock.compare(after, itemsAtOnce),
      (difference) => alert('stock-differs-from-movements', factsOf(difference)),
    ),
});
