import { add, currency as currencyOf, moneyFromJson, subtract, sum, times, type Money, type MoneyJson } from '@marketplace/kernel';
import { totalOf, type Checkout, type DiscountShare } from './checkout';
import { currencyIn, linesOf, quotesOf } from './seller-parts';

/** What a checkout costs, as far as it is known. The parts make the total: goods, less discounts, with delivery. */
export type Summary = {
  readonly goods: Money;
  readonly discounts: Money | undefined;
  readonly delivery: Money | undefined;
  readonly total: Money | undefined;
};

/** What comes off under one label. */
export type NamedDiscount = { readonly label: string; readonly amount: Money };

const sharesOf = (checkout: Checkout): readonly DiscountShare[] =>
  [...linesOf(checkout), ...quotesOf(checkout)].flatMap(({ discounts = [] }) => discounts);

const totalled = (amounts: readonly MoneyJson[], code: string): Money => sum(amounts.map(moneyFromJson), currencyOf(code));

/** What comes off one line, all pieces together. */
export const discountOf = (shares: readonly DiscountShare[] = [], code: string): Money =>
  totalled(
    shares.map(({ amount }) => amount),
    code,
  );

const areDiscountsKnown = ({ progress }: Checkout): boolean =>
  'quotes' in progress && !(progress.status === 'SHIPPING_QUOTED' && progress.awaits !== 'STOCK');

const sumUp = (checkout: Checkout): Summary => {
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
      : totalled(
          quotes.map(({ price }) => price),
          code,
        );
  const said = totalOf(checkout);
  const computed = discounts === undefined || delivery === undefined ? undefined : subtract(add(goods, delivery), discounts);
  return { goods, discounts, delivery, total: said === undefined ? computed : moneyFromJson(said) };
};

/** What is known of the price; undefined before the cart is frozen, and once everything is given back. */
export const summaryOf = (checkout: Checkout): Summary | undefined => (linesOf(checkout).length === 0 ? undefined : sumUp(checkout));

/** What comes off, for each promotion and coupon once, in the order in which the lines have it. */
export const namedDiscounts = (checkout: Checkout): readonly NamedDiscount[] => {
  const named = new Map<string, NamedDiscount>();
  for (const { promotionId, couponId, label, amount } of sharesOf(checkout)) {
    const key = `${promotionId} ${couponId ?? ''}`;
    const known = named.get(key);
    named.set(key, { label, amount: known === undefined ? moneyFromJson(amount) : add(known.amount, moneyFromJson(amount)) });
  }
  return [...named.values()];
};
