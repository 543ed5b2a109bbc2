import type { Package, ShipmentItem } from './shipment';

/** The heaviest package that a carrier's driver may be given. */
export const packageLimitGrams = 30_000;

export type Goods = ShipmentItem & { readonly unitWeightGrams: number };

const into = (box: Package, goods: Goods, quantity: number): Package => ({
  weightGrams: box.weightGrams + goods.unitWeightGrams * quantity,
  contents: [...box.contents, { orderItemId: goods.orderItemId, variantId: goods.variantId, quantity }],
});

const fitting = (box: Package, goods: Goods): number => Math.floor((packageLimitGrams - box.weightGrams) / goods.unitWeightGrams);

const emptyBox: Package = { weightGrams: 0, contents: [] };

/** Fills what is open, then opens boxes until all units have a place. */
const packed = (boxes: readonly Package[], goods: Goods): readonly Package[] => {
  const result: Package[] = [];
  let left = goods.quantity;
  for (const box of boxes) {
    const count = Math.max(0, Math.min(left, fitting(box, goods)));
    left -= count;
    result.push(count === 0 ? box : into(box, goods, count));
  }
  while (left > 0) {
    // A single unit above the limit cannot be divided; it travels alone, and the carrier has its say.
    const count = Math.min(left, Math.max(1, fitting(emptyBox, goods)));
    left -= count;
    result.push(into(emptyBox, goods, count));
  }
  return result;
};

/** Packs goods into boxes within the limit, heaviest units first. No unit is lost and none is doubled. */
export const pack = (goods: readonly Goods[]): readonly Package[] =>
  [...goods].sort((a, b) => b.unitWeightGrams - a.unitWeightGrams).reduce<readonly Package[]>(packed, []);
