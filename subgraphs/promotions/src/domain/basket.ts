import type { CategoryId, Currency, Money, ProductId, SellerId, UserId } from '@marketplace/kernel';

export type BasketLine = {
  readonly lineId: string;
  readonly productId: ProductId;
  readonly sellerId: SellerId;
  readonly quantity: number;
  readonly unitPrice: Money;
};

export type Delivery = { readonly sellerId: SellerId; readonly price: Money };

/** What somebody means to buy, in one currency. */
export type Basket = {
  readonly currency: Currency;
  readonly lines: readonly BasketLine[];
  readonly delivery: readonly Delivery[];
  /** Where to; undefined while nobody has said. */
  readonly countryCode?: string;
};

/** What is known of who buys; a guest is known for nothing. */
export type Buyer =
  | { readonly kind: 'guest' }
  | { readonly kind: 'known'; readonly userId?: UserId; readonly segments: readonly string[]; readonly isFirstOrder: boolean };

/** The category of each product and all that it lies in. */
export type Shelves = ReadonlyMap<ProductId, readonly CategoryId[]>;

export const valueOf = (line: BasketLine): bigint => line.unitPrice.amount * BigInt(line.quantity);

export const total = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n);

/** What comes off, or is left, by position of line and delivery, in the basket's currency. */
export type Parts = { readonly lines: readonly bigint[]; readonly delivery: readonly bigint[] };

export const partsTotal = ({ lines, delivery }: Parts): bigint => total(lines) + total(delivery);

/** Amount by amount; both are of one basket. */
export const minus = (a: Parts, b: Parts): Parts => ({
  lines: a.lines.map((amount, position) => amount - (b.lines[position] ?? 0n)),
  delivery: a.delivery.map((amount, position) => amount - (b.delivery[position] ?? 0n)),
});

export const plus = (a: Parts, b: Parts): Parts => ({
  lines: a.lines.map((amount, position) => amount + (b.lines[position] ?? 0n)),
  delivery: a.delivery.map((amount, position) => amount + (b.delivery[position] ?? 0n)),
});

export const nothingOff = ({ lines, delivery }: Pick<Basket, 'lines' | 'delivery'>): Parts => ({
  lines: lines.map(() => 0n),
  delivery: delivery.map(() => 0n),
});

/** The basket before anything comes off. */
export const wholeOf = ({ lines, delivery }: Basket): Parts => ({
  lines: lines.map(valueOf),
  delivery: delivery.map(({ price }) => price.amount),
});
