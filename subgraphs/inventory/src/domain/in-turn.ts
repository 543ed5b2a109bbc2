import { isRefused, type Instant, type VariantId } from '@marketplace/kernel';
import { demandOf } from './allocation';
import { decide } from './decide';
import { movementsOf } from './movements';
import type { Reservation, ReservationEvent, ReservationTerms } from './reservation';
import type { StockItemId, StockLevel } from './stock';

/** A request for stock, with the reservation as it was read: most often there is none yet. */
export type Request = {
  readonly terms: ReservationTerms;
  readonly expiresAt: Instant;
  readonly reservation: Reservation | undefined;
};

/** The levels as they change while requests are decided. */
const runningLevels = (stock: readonly StockLevel[]) => {
  const byVariant = new Map<VariantId, Map<StockItemId, StockLevel>>();
  for (const level of stock) {
    const levels = byVariant.get(level.variantId) ?? new Map<StockItemId, StockLevel>();
    byVariant.set(level.variantId, levels.set(level.stockItemId, level));
  }
  return {
    of: (variantIds: Iterable<VariantId>): readonly StockLevel[] =>
      [...variantIds].flatMap((variantId) => [...(byVariant.get(variantId)?.values() ?? [])]),
    take: (event: ReservationEvent): void => {
      for (const { stockItemId, variantId, reservedChange, backorderedChange } of movementsOf(event)) {
        const levels = byVariant.get(variantId);
        const level = levels?.get(stockItemId);
        if (levels === undefined || level === undefined) throw new Error(`stock item ${stockItemId} was promised and never read`);
        const { available, backorderable } = level;
        levels.set(stockItemId, { ...level, available: available - reservedChange, backorderable: backorderable - backorderedChange });
      }
    },
  };
};

/**
 * Decides requests one after the other, each against what those before it have left: first come, first served. Answers
 * in the same order; a request that was carried out before yields nothing.
 */
export const decideInTurn = (requests: readonly Request[], stock: readonly StockLevel[]): readonly (readonly ReservationEvent[])[] => {
  const levels = runningLevels(stock);
  return requests.map(({ terms, expiresAt, reservation }) => {
    const free = levels.of(demandOf(terms.lines).keys());
    const events = decide({ type: 'ReserveStock', terms, expiresAt, stock: free }, reservation);
    if (isRefused(events)) throw new Error(`a request for stock is answered, never refused: ${events.refused}`);
    events.forEach(levels.take);
    return events;
  });
};
