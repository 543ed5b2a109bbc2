import type { SellerId, VariantId, WarehouseId } from '@marketplace/kernel';
import { distanceBetween, type Distance } from './regions';
import type { Line, StockItemId, StockLevel } from './stock';

/** So many of a variant out of one warehouse. */
export type Allocation = {
  readonly stockItemId: StockItemId;
  readonly variantId: VariantId;
  readonly warehouseId: WarehouseId;
  readonly quantity: number;
  /** How many of them are not there yet. */
  readonly backordered: number;
};

export type Shortage = { readonly variantId: VariantId; readonly requested: number; readonly available: number };

export type Allocated = { readonly allocations: readonly Allocation[] } | { readonly shortages: readonly Shortage[] };

type Demand = ReadonlyMap<VariantId, number>;

/** What one warehouse has of the demand of one seller's lines. */
type Shelf = {
  readonly distance: Distance;
  readonly code: string;
  readonly stock: number;
  readonly levels: ReadonlyMap<VariantId, StockLevel>;
};

// Up to so many parcels the fewest are found for certain; orders that need more are rare, and get a good answer instead of the best.
const exactParcels = 3;
const exactShelves = 40;

const total = (quantities: readonly number[]): number => quantities.reduce((a, b) => a + b, 0);

/** Lines of the same variant are one line. */
export const demandOf = (lines: readonly Line[]): Demand =>
  new Map(
    [...Map.groupBy(lines, (line) => line.variantId)].map(([variantId, same]) => [variantId, total(same.map((line) => line.quantity))]),
  );

const has = (shelf: Shelf, variantId: VariantId): number => shelf.levels.get(variantId)?.available ?? 0;

const covers = (demand: Demand, shelves: readonly Shelf[]): boolean =>
  [...demand].every(([variantId, quantity]) => total(shelves.map((shelf) => has(shelf, variantId))) >= quantity);

const byPreference = (a: Shelf, b: Shelf): number => {
  if (a.distance !== b.distance) return a.distance - b.distance;
  if (a.stock !== b.stock) return b.stock - a.stock;
  return a.code < b.code ? -1 : 1;
};

const distanceOf = (level: StockLevel, countryCode: string): Distance => distanceBetween(level.warehouse.countryCode, countryCode);

const shelvesOf = (stock: readonly StockLevel[], countryCode: string): readonly Shelf[] =>
  [...Map.groupBy(stock, (level) => level.warehouse.code)]
    .map(([code, levels]) => ({
      code,
      distance: levels.map((level) => distanceOf(level, countryCode)).reduce((a, b) => (b < a ? b : a), 2),
      stock: total(levels.map((level) => level.available)),
      levels: new Map(levels.map((level) => [level.variantId, level])),
    }))
    .sort(byPreference);

/** The most preferred shelves, exactly so many, that together meet the demand. */
const coverOf = (
  demand: Demand,
  size: number,
): ((shelves: readonly Shelf[], chosen?: readonly Shelf[]) => readonly Shelf[] | undefined) => {
  const search = (shelves: readonly Shelf[], chosen: readonly Shelf[] = []): readonly Shelf[] | undefined => {
    if (chosen.length === size) return covers(demand, chosen) ? chosen : undefined;
    for (const [position, shelf] of shelves.entries()) {
      const found = search(shelves.slice(position + 1), [...chosen, shelf]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search;
};

const taken = (demand: Demand, shelf: Shelf): readonly (readonly [VariantId, number])[] =>
  [...demand].map(([variantId, quantity]) => [variantId, Math.min(quantity, has(shelf, variantId))]);

const less = (demand: Demand, shelf: Shelf): Demand =>
  new Map(
    [...demand].map(([variantId, quantity]): [VariantId, number] => [variantId, quantity - Math.min(quantity, has(shelf, variantId))]),
  );

/** Always the shelf that meets most of what is still missing; near the fewest, and quick. */
const greedyCover = (demand: Demand, shelves: readonly Shelf[]): readonly Shelf[] => {
  const met = (shelf: Shelf): number => total(taken(demand, shelf).map(([, quantity]) => quantity));
  const best = shelves.reduce<Shelf | undefined>((a, b) => (a === undefined || met(b) > met(a) ? b : a), undefined);
  if (best === undefined || covers(demand, [])) return [];
  return [
    best,
    ...greedyCover(
      less(demand, best),
      shelves.filter((shelf) => shelf !== best),
    ),
  ];
};

/** Within the destination's country if that is possible at all, else within its region; then out of as few warehouses as possible. */
const choose = (demand: Demand, shelves: readonly Shelf[]): readonly Shelf[] => {
  const rings = [0, 1].map((distance) => shelves.filter((shelf) => shelf.distance <= distance));
  const candidates = rings.find((ring) => covers(demand, ring)) ?? shelves;
  for (let size = 1; size <= exactParcels; size += 1) {
    const found = coverOf(demand, size)(candidates.slice(0, exactShelves));
    if (found !== undefined) return found;
  }
  return greedyCover(demand, candidates);
};

const takeFrom = (demand: Demand, shelves: readonly Shelf[]): readonly Allocation[] => {
  const [shelf, ...others] = shelves;
  if (shelf === undefined) return [];
  const here = taken(demand, shelf).flatMap(([variantId, quantity]): readonly Allocation[] => {
    const level = shelf.levels.get(variantId);
    if (level === undefined || quantity === 0) return [];
    return [{ stockItemId: level.stockItemId, variantId, warehouseId: level.warehouse.id, quantity, backordered: 0 }];
  });
  return [...here, ...takeFrom(less(demand, shelf), others)];
};

const byBackorders =
  (countryCode: string) =>
  (a: StockLevel, b: StockLevel): number => {
    if (a.backorderable !== b.backorderable) return b.backorderable - a.backorderable;
    const [near, far] = [distanceOf(a, countryCode), distanceOf(b, countryCode)];
    if (near !== far) return near - far;
    return a.warehouse.code < b.warehouse.code ? -1 : 1;
  };

/** One warehouse's part of a demand that the shelves cannot meet, as if it were there; or how many can be had at most. */
type Backorder = { readonly level: StockLevel; readonly missing: number } | { readonly shortage: Shortage };

const backordersOf = (demand: Demand, stock: readonly StockLevel[], countryCode: string): readonly Backorder[] =>
  [...demand].flatMap(([variantId, requested]): readonly Backorder[] => {
    const levels = stock.filter((level) => level.variantId === variantId);
    const there = total(levels.map((level) => level.available));
    if (there >= requested) return [];
    const [level] = levels.toSorted(byBackorders(countryCode));
    const missing = requested - there;
    if (level === undefined || level.backorderable < missing) {
      return [{ shortage: { variantId, requested, available: there + (level?.backorderable ?? 0) } }];
    }
    return [{ level, missing }];
  });

/**
 * Which warehouses the lines come from: all lines are met, or none. A parcel holds one seller's goods out of one
 * warehouse, so each seller's lines are looked at by themselves: warehouses in the destination's country alone if they
 * can meet them, else those of its region, else all; then the fewest parcels, then the warehouse with most stock, then
 * the code. What all shelves together are short of is backordered in one warehouse, where the seller allows it.
 */
export const allocate = (lines: readonly Line[], stock: readonly StockLevel[], countryCode: string): Allocated => {
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
    return takeFrom(wanted, choose(wanted, shelvesOf(levels, countryCode)));
  });
  return {
    allocations: allocations
      .map((allocation) => ({ ...allocation, backordered: missingOf(allocation.stockItemId) }))
      .toSorted((a, b) => (a.stockItemId < b.stockItemId ? -1 : 1)),
  };
};
