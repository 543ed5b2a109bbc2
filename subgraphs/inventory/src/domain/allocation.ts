import type { SellerId, VariantId, WarehouseId } from '@marketplace/kernel';
import { distanceBetween, type Distance } from './regions';
import type { Line, StockItemId, StockLevel } from './stock';

/** A quantity of a variant, taken from one warehouse. */
export type Allocation = {
  readonly stockItemId: StockItemId;
  readonly variantId: VariantId;
  readonly warehouseId: WarehouseId;
  readonly quantity: number;
  /** The part of the quantity that has not arrived yet. */
  readonly backordered: number;
};

export type Shortage = { readonly variantId: VariantId; readonly requested: number; readonly available: number };

export type AllocationResult = { readonly allocations: readonly Allocation[] } | { readonly shortages: readonly Shortage[] };

type Demand = ReadonlyMap<VariantId, number>;

/** The stock that one warehouse has for the lines of one seller. */
type WarehouseSupply = {
  readonly distance: Distance;
  readonly code: string;
  readonly stock: number;
  readonly levels: ReadonlyMap<VariantId, StockLevel>;
};

// The search for the fewest parcels is exact up to this number. Orders that need more are rare and are allocated greedily.
const maxExactParcels = 3;
const maxExactWarehouses = 40;

const total = (quantities: readonly number[]): number => quantities.reduce((a, b) => a + b, 0);

/** The total quantity per variant. */
export const demandOf = (lines: readonly Line[]): Demand =>
  new Map(
    [...Map.groupBy(lines, (line) => line.variantId)].map(([variantId, same]) => [variantId, total(same.map((line) => line.quantity))]),
  );

const availableOf = (warehouse: WarehouseSupply, variantId: VariantId): number => warehouse.levels.get(variantId)?.available ?? 0;

const covers = (demand: Demand, warehouses: readonly WarehouseSupply[]): boolean =>
  [...demand].every(([variantId, quantity]) => total(warehouses.map((warehouse) => availableOf(warehouse, variantId))) >= quantity);

const byPreference = (a: WarehouseSupply, b: WarehouseSupply): number => {
  if (a.distance !== b.distance) return a.distance - b.distance;
  if (a.stock !== b.stock) return b.stock - a.stock;
  return a.code < b.code ? -1 : 1;
};

const distanceOf = (level: StockLevel, countryCode: string): Distance => distanceBetween(level.warehouse.countryCode, countryCode);

const suppliesOf = (stock: readonly StockLevel[], countryCode: string): readonly WarehouseSupply[] =>
  [...Map.groupBy(stock, (level) => level.warehouse.code)]
    .map(([code, levels]) => ({
      code,
      distance: levels.map((level) => distanceOf(level, countryCode)).reduce((a, b) => (b < a ? b : a), 2),
      stock: total(levels.map((level) => level.available)),
      levels: new Map(levels.map((level) => [level.variantId, level])),
    }))
    .sort(byPreference);

/** The most preferred combination of exactly `size` warehouses that meets the demand. */
const combinationOf = (
  demand: Demand,
  size: number,
): ((warehouses: readonly WarehouseSupply[], chosen?: readonly WarehouseSupply[]) => readonly WarehouseSupply[] | undefined) => {
  const search = (
    warehouses: readonly WarehouseSupply[],
    chosen: readonly WarehouseSupply[] = [],
  ): readonly WarehouseSupply[] | undefined => {
    if (chosen.length === size) return covers(demand, chosen) ? chosen : undefined;
    for (const [position, warehouse] of warehouses.entries()) {
      const found = search(warehouses.slice(position + 1), [...chosen, warehouse]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search;
};

const quantitiesFrom = (demand: Demand, warehouse: WarehouseSupply): readonly (readonly [VariantId, number])[] =>
  [...demand].map(([variantId, quantity]) => [variantId, Math.min(quantity, availableOf(warehouse, variantId))]);

const remainingDemand = (demand: Demand, warehouse: WarehouseSupply): Demand =>
  new Map(
    [...demand].map(([variantId, quantity]): [VariantId, number] => [
      variantId,
      quantity - Math.min(quantity, availableOf(warehouse, variantId)),
    ]),
  );

/** Takes the warehouse that covers most of the remaining demand, until all is covered. Fast, and close to the fewest warehouses. */
const greedyCover = (demand: Demand, warehouses: readonly WarehouseSupply[]): readonly WarehouseSupply[] => {
  const met = (warehouse: WarehouseSupply): number => total(quantitiesFrom(demand, warehouse).map(([, quantity]) => quantity));
  const best = warehouses.reduce<WarehouseSupply | undefined>((a, b) => (a === undefined || met(b) > met(a) ? b : a), undefined);
  if (best === undefined || covers(demand, [])) return [];
  return [
    best,
    ...greedyCover(
      remainingDemand(demand, best),
      warehouses.filter((warehouse) => warehouse !== best),
    ),
  ];
};

/** Chooses the fewest warehouses: in the destination's country if it can meet the demand, else in its region, else anywhere. */
const choose = (demand: Demand, warehouses: readonly WarehouseSupply[]): readonly WarehouseSupply[] => {
  const rings = [0, 1].map((distance) => warehouses.filter((warehouse) => warehouse.distance <= distance));
  const candidates = rings.find((ring) => covers(demand, ring)) ?? warehouses;
  for (let size = 1; size <= maxExactParcels; size += 1) {
    const found = combinationOf(demand, size)(candidates.slice(0, maxExactWarehouses));
    if (found !== undefined) return found;
  }
  return greedyCover(demand, candidates);
};

const takeFrom = (demand: Demand, warehouses: readonly WarehouseSupply[]): readonly Allocation[] => {
  const [warehouse, ...others] = warehouses;
  if (warehouse === undefined) return [];
  const here = quantitiesFrom(demand, warehouse).flatMap(([variantId, quantity]): readonly Allocation[] => {
    const level = warehouse.levels.get(variantId);
    if (level === undefined || quantity === 0) return [];
    return [{ stockItemId: level.stockItemId, variantId, warehouseId: level.warehouse.id, quantity, backordered: 0 }];
  });
  return [...here, ...takeFrom(remainingDemand(demand, warehouse), others)];
};

const byBackorders =
  (countryCode: string) =>
  (a: StockLevel, b: StockLevel): number => {
    if (a.backorderable !== b.backorderable) return b.backorderable - a.backorderable;
    const [near, far] = [distanceOf(a, countryCode), distanceOf(b, countryCode)];
    if (near !== far) return near - far;
    return a.warehouse.code < b.warehouse.code ? -1 : 1;
  };

/** The quantity to backorder of a variant, and its warehouse; or the shortage if the seller does not allow it. */
type Backorder = { readonly level: StockLevel; readonly missing: number } | { readonly shortage: Shortage };

const backordersOf = (demand: Demand, stock: readonly StockLevel[], countryCode: string): readonly Backorder[] =>
  [...demand].flatMap(([variantId, requested]): readonly Backorder[] => {
    const levels = stock.filter((level) => level.variantId === variantId);
    const available = total(levels.map((level) => level.available));
    if (available >= requested) return [];
    const [level] = levels.toSorted(byBackorders(countryCode));
    const missing = requested - available;
    if (level === undefined || level.backorderable < missing) {
      return [{ shortage: { variantId, requested, available: available + (level?.backorderable ?? 0) } }];
    }
    return [{ level, missing }];
  });

/**
 * Allocates all lines to warehouses, or none. A parcel contains one seller's goods from one warehouse, so the lines of each seller
 * are allocated separately: from the destination's country if it can meet them, else from its region, else from anywhere. Then the
 * order of preference is: fewest parcels, most stock, warehouse code. The quantity that all warehouses lack in total is
 * backordered in one warehouse, if the seller allows it.
 */
export const allocate = (lines: readonly Line[], stock: readonly StockLevel[], countryCode: string): AllocationResult => {
  const demand = demandOf(lines);
  const backorders = backordersOf(demand, stock, countryCode);
  const shortages = backorders.flatMap((each) => ('shortage' in each ? [each.shortage] : []));
  if (shortages.length > 0) return { shortages };
  const missing = new Map(backorders.flatMap((each) => ('level' in each ? [[each.level.stockItemId, each.missing] as const] : [])));
  const missingOf = (id: StockItemId): number => missing.get(id) ?? 0;
  const usable = stock
    .filter((level) => demand.has(level.variantId))
    .map((level) => ({ ...level, available: level.available + missingOf(level.stockItemId) }))
    .filter((level) => level.available > 0);
  const bySeller: ReadonlyMap<SellerId, readonly StockLevel[]> = Map.groupBy(usable, (level) => level.sellerId);
  const allocations = [...bySeller.values()].flatMap((levels) => {
    const wanted: Demand = new Map([...demand].filter(([variantId]) => levels.some((level) => level.variantId === variantId)));
    return takeFrom(wanted, choose(wanted, suppliesOf(levels, countryCode)));
  });
  return {
    allocations: allocations
      .map((allocation) => ({ ...allocation, backordered: missingOf(allocation.stockItemId) }))
      .toSorted((a, b) => (a.stockItemId < b.stockItemId ? -1 : 1)),
  };
};
