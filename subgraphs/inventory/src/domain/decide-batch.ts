import { isRefused, type Instant, type VariantId } from '@marketplace/kernel';
import { demandOf } from './allocation';
import { decide } from './decide';
import { movementsOf } from './movements';
import type { Reservation, ReservationEvent, ReservationTerms } from './reservation';
import type { StockItemId, StockLevel } from './stock';

/** A request for stock, with its reservation if one exists already. */
export type ReservationRequest = {
  readonly terms: ReservationTerms;
  readonly expiresAt: Instant;
  readonly reservation: Reservation | undefined;
};

/** The stock levels, reduced by each decision. */
const remainingStock = (stock: readonly StockLevel[]) => {
  const byVariant = new Map<VariantId, Map<StockItemId, StockLevel>>();
  for (const level of stock) {
    const levels = byVariant.get(level.variantId) ?? new Map<StockItemId, StockLevel>();
    byVariant.set(level.variantId, levels.set(level.stockItemId, level));
  }
  return {
    of: (variantIds: Iterable<VariantId>): readonly StockLevel[] =>
      [...variantIds].flatMap((variantId) => [...(byVariant.get(variantId)?.values() ?? [])]),
    subtract: (event: ReservationEvent): void => {
      for (const { stockItemId, variantId, reservedChange, backorderedChange } of movementsOf(event)) {
        const levels = byVariant.get(variantId);
        const level = levels?.get(stockItemId);
        if (levels === undefined || level === undefined) throw new Error(`stock item ${stockItemId} was reserved but not read`);
        const { available, backorderable } = level;
        levels.set(stockItemId, { ...level, available: available - reservedChange, backorderable: backorderable - backorderedChange });
      }
    },
  };
};

/**
 * Decides requests in order of arrival, each against the stock that the previous ones leave. Returns the events of each request, in
 * the same order; a request that was carried out before has none.
 */
export const decideBatch = (
  requests: readonly ReservationRequest[],
  stock: readonly StockLevel[],
): readonly (readonly ReservationEvent[])[] => {
  const levels = remainingStock(stock);
  return requests.map(({ terms, expiresAt, reservation }) => {
    const free = levels.of(demandOf(terms.lines).keys());
    const events = decide({ type: 'ReserveStock', terms, expiresAt, stock: free }, reservation);
    if (isRefused(events)) throw new Error(`a request for stock cannot be refused: ${events.refused}`);
    events.forEach(levels.subtract);
    return events;
  });
};
