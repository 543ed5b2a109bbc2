import { refuse, type OrderItemId, type Refusal, type VariantId, type WarehouseId } from '@marketplace/kernel';
import { pack, type Goods } from './packing';
import type { Package, ShipmentItem } from './shipment';

/** Stock of a variant that is allocated from a warehouse. */
export type Allocation = { readonly variantId: VariantId; readonly warehouseId: WarehouseId; readonly quantity: number };

export type OrderLine = {
  readonly orderItemId: OrderItemId;
  readonly variantId: VariantId;
  readonly quantity: number;
  readonly weightGrams: number;
};

/** The goods of one shipment. */
export type Load = { readonly warehouseId: WarehouseId; readonly items: readonly ShipmentItem[]; readonly packages: readonly Package[] };

/** The maximum number of packages per shipment. */
export const maxPackages = 20;

type AllocatedGoods = { readonly warehouseId: WarehouseId; readonly goods: Goods };

const allocateLine = (
  line: OrderLine,
  stock: readonly Allocation[],
): { readonly placed: readonly AllocatedGoods[]; readonly stock: readonly Allocation[] } => {
  const placed: AllocatedGoods[] = [];
  let left = line.quantity;
  const rest = stock.map((allocation) => {
    const count = allocation.variantId === line.variantId ? Math.min(left, allocation.quantity) : 0;
    if (count === 0) return allocation;
    left -= count;
    const { orderItemId, variantId, weightGrams } = line;
    placed.push({ warehouseId: allocation.warehouseId, goods: { orderItemId, variantId, quantity: count, unitWeightGrams: weightGrams } });
    return { ...allocation, quantity: allocation.quantity - count };
  });
  return { placed: left === 0 ? placed : [], stock: rest };
};

const itemsOf = (packages: readonly Package[]): readonly ShipmentItem[] => {
  const items = new Map<string, ShipmentItem>();
  for (const content of packages.flatMap((each) => each.contents)) {
    const known = items.get(content.orderItemId);
    items.set(content.orderItemId, { ...content, quantity: content.quantity + (known?.quantity ?? 0) });
  }
  return [...items.values()];
};

const loadsOf = (warehouseId: WarehouseId, goods: readonly Goods[]): readonly Load[] => {
  const packages = pack(goods);
  return Array.from({ length: Math.ceil(packages.length / maxPackages) }, (_, position) => {
    const batch = packages.slice(position * maxPackages, (position + 1) * maxPackages);
    return { warehouseId, items: itemsOf(batch), packages: batch };
  });
};

/**
 * Splits an order into shipments: one per warehouse, and more when the carrier's limits require it. The allocations are those
 * of the whole checkout; an order takes those of its own variants. Refuses allocations that do not cover the order.
 */
export const splitOrder = (
  lines: readonly OrderLine[],
  allocations: readonly Allocation[],
): readonly Load[] | Refusal<'allocation-incomplete'> => {
  const placed: AllocatedGoods[] = [];
  let stock = allocations;
  for (const line of lines) {
    const result = allocateLine(line, stock);
    if (result.placed.length === 0) return refuse('allocation-incomplete', { orderItemId: line.orderItemId });
    placed.push(...result.placed);
    stock = result.stock;
  }
  const warehouses = [...new Set(placed.map((each) => each.warehouseId))];
  return warehouses.flatMap((id) =>
    loadsOf(
      id,
      placed.filter((each) => each.warehouseId === id).map((each) => each.goods),
    ),
  );
};
