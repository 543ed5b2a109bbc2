import type { CategoryId, Currency, Money, ProductId, SellerId, UserId } from '@marketplace/kernel';

export type BasketLine = {
  readonly lineId: string;
  readonly productId: ProductId;
  readonly sellerId: SellerId;
  readonly quantity: number;
  readonly unitPrice: Money;
};

export type Delivery = { readonly sellerId: SellerId; readonly price: Money };

/** The goods to evaluate and their deliveries, in one currency. */
export type Basket = {
  readonly currency: Currency;
  readonly lines: readonly BasketLine[];
  readonly delivery: readonly Delivery[];
  /** The country of delivery; undefined until it is chosen. */
  readonly countryCode?: string;
};

/** The known facts about the buyer. Nothing is known about a guest. */
export type Buyer =
  | { readonly kind: 'guest' }
  | { readonly kind: 'known'; readonly userId?: UserId; readonly segments: readonly string[]; readonly isFirstOrder: boolean };

/** The category of each product and all ancestors of the category. */
export type ProductCategories = ReadonlyMap<ProductId, readonly CategoryId[]>;

export const lineValue = (line: BasketLine): bigint => line.unitPrice.amount * BigInt(line.quantity);

export const total = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n);

/** Amounts by position of line and delivery, in minor units of the basket's currency. */
export type BasketAmounts = { readonly lines: readonly bigint[]; readonly delivery: readonly bigint[] };

export const grandTotal = ({ lines, delivery }: BasketAmounts): bigint => total(lines) + total(delivery);

/** Subtracts amount by amount. Both arguments belong to the same basket. */
export const minus = (a: BasketAmounts, b: BasketAmounts): BasketAmounts => ({
  lines: a.lines.map((amount, position) => amount - (b.lines[position] ?? 0n)),
  delivery: a.delivery.map((amount, position) => amount - (b.delivery[position] ?? 0n)),
});

export const plus = (a: BasketAmounts, b: BasketAmounts): BasketAmounts => ({
  lines: a.lines.map((amount, position) => amount + (b.lines[position] ?? 0n)),
  delivery: a.delivery.map((amount, position) => amount + (b.delivery[position] ?? 0n)),
});

export const zeroAmounts = ({ lines, delivery }: Pick<Basket, 'lines' | 'delivery'>): BasketAmounts => ({
  lines: lines.map(() => 0n),
  delivery: delivery.map(() => 0n),
});

/** The amounts before discounts. */
export const fullAmounts = ({ lines, delivery }: Basket): BasketAmounts => ({
  lines: lines.map(lineValue),
  delivery: delivery.map(({ price }) => price.amount),
});
