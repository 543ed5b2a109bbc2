import { add, currency as currencyOf, moneyFromJson, subtract, sum, times, type Money, type MoneyJson } from '@marketplace/kernel';
import { totalOf, type Checkout, type DiscountShare } from './checkout';
import { currencyIn, linesOf, quotesOf } from './seller-orders';

/** The price of a checkout as far as it is known: goods, minus discounts, plus delivery. */
export type Summary = {
  readonly goods: Money;
  readonly discounts: Money | undefined;
  readonly delivery: Money | undefined;
  readonly total: Money | undefined;
};

/** The total discount of one promotion or coupon. */
export type DiscountTotal = { readonly label: string; readonly amount: Money };

const sharesOf = (checkout: Checkout): readonly DiscountShare[] =>
  [...linesOf(checkout), ...quotesOf(checkout)].flatMap(({ discounts = [] }) => discounts);

const sumOf = (amounts: readonly MoneyJson[], code: string): Money => sum(amounts.map(moneyFromJson), currencyOf(code));

/** The total discount on one line. */
export const discountOf = (shares: readonly DiscountShare[] = [], code: string): Money =>
  sumOf(
    shares.map(({ amount }) => amount),
    code,
  );

const areDiscountsKnown = ({ progress }: Checkout): boolean =>
  'quotes' in progress && !(progress.status === 'SHIPPING_QUOTED' && progress.awaits !== 'STOCK');

const summarize = (checkout: Checkout): Summary => {
  const code = currencyIn(checkout);
  const quotes = quotesOf(checkout);
  const goods = sum(
    linesOf(checkout).map(({ unitPrice, quantity }) => times(moneyFromJson(unitPrice), quantity)),
    currencyOf(code),
  );
  const discounts = areDiscountsKnown(checkout) ? discountOf(sharesOf(checkout), code) : undefined;
  const delivery =
    quotes.length === 0
      ? undefined
      : sumOf(
          quotes.map(({ price }) => price),
          code,
        );
  const ordersTotal = totalOf(checkout);
  const computed = discounts === undefined || delivery === undefined ? undefined : subtract(add(goods, delivery), discounts);
  return { goods, discounts, delivery, total: ordersTotal === undefined ? computed : moneyFromJson(ordersTotal) };
};

/** The summary; undefined before the cart is frozen and after an abort. */
export const summaryOf = (checkout: Checkout): Summary | undefined => (linesOf(checkout).length === 0 ? undefined : summarize(checkout));

/** The discounts by promotion and coupon, in the order of the lines. */
export const discountTotals = (checkout: Checkout): readonly DiscountTotal[] => {
  const totals = new Map<string, DiscountTotal>();
  for (const { promotionId, couponId, label, amount } of sharesOf(checkout)) {
    const key = `${promotionId} ${couponId ?? ''}`;
    const known = totals.get(key);
    totals.set(key, { label, amount: known === undefined ? moneyFromJson(amount) : add(known.amount, moneyFromJson(amount)) });
  }
  return [...totals.values()];
};
