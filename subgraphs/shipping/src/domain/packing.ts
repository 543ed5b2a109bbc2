import type { Package, ShipmentItem } from './shipment';

/** The maximum weight of a package. */
export const packageLimitGrams = 30_000;

export type Goods = ShipmentItem & { readonly unitWeightGrams: number };

const withGoods = (box: Package, goods: Goods, quantity: number): Package => ({
  weightGrams: box.weightGrams + goods.unitWeightGrams * quantity,
  contents: [...box.contents, { orderItemId: goods.orderItemId, variantId: goods.variantId, quantity }],
});

const capacityFor = (box: Package, goods: Goods): number => Math.floor((packageLimitGrams - box.weightGrams) / goods.unitWeightGrams);

const emptyBox: Package = { weightGrams: 0, contents: [] };

/** Fills the given boxes first, then adds new boxes for the remaining units. */
const addToBoxes = (boxes: readonly Package[], goods: Goods): readonly Package[] => {
  const result: Package[] = [];
  let left = goods.quantity;
  for (const box of boxes) {
    const count = Math.max(0, Math.min(left, capacityFor(box, goods)));
    left -= count;
    result.push(count === 0 ? box : withGoods(box, goods, count));
  }
  while (left > 0) {
    // A single unit above the limit cannot be divided. It gets its own box, and the carrier accepts or rejects it.
    const count = Math.min(left, Math.max(1, capacityFor(emptyBox, goods)));
    left -= count;
    result.push(withGoods(emptyBox, goods, count));
  }
  return result;
};

/** Packs goods into boxes within the weight limit, heaviest units first. Each unit is packed exactly once. */
export const pack = (goods: readonly Goods[]): readonly Package[] =>
  [...goods].sort((a, b) => b.unitWeightGrams - a.unitWeightGrams).reduce<readonly Package[]>(addToBoxes, []);
