import { idOf, instant, moneyFromJson, times, type Instant, type MoneyJson, type NewId, type OrderId } from '@marketplace/kernel';
import type { checkoutEvents, DataOf } from '@marketplace/schema';
import { bears, sumOf, type Discount } from '../domain/discounts';
import type { OrderItem, OrderTerms, ShippingChoice } from '../domain/order';
import { lineTotals, orderNumberOf, orderTotals } from '../domain/totals';

export type CreationRequest = DataOf<typeof checkoutEvents.OrderCreationRequestedV1>;
type SellerPart = CreationRequest['sellers'][number];
type Line = SellerPart['lines'][number];

const discountsOf = (shares: Line['discounts'] = []): readonly Discount[] =>
  shares.map(({ promotionId, couponId, label, fundedBy, amount }) => ({
    promotionId: idOf(promotionId),
    ...(couponId === undefined ? {} : { couponId: idOf<'Coupon'>(couponId) }),
    label,
    fundedBy,
    amount: moneyFromJson(amount),
  }));

const pricesIn = ({ lines, shipping }: SellerPart): readonly MoneyJson[] => [
  shipping.price,
  ...(shipping.discounts ?? []).map((share) => share.amount),
  ...lines.flatMap((line) => [line.unitPrice, ...(line.discounts ?? []).map((share) => share.amount)]),
];

/** Whether orders can be made of the amounts: all in the checkout's currency, and nothing for less than nothing. */
export const amountsFit = ({ currency, sellers }: CreationRequest): boolean =>
  sellers.every(
    (part) =>
      pricesIn(part).every((amount) => amount.currency === currency) &&
      bears(moneyFromJson(part.shipping.price), discountsOf(part.shipping.discounts)) &&
      part.lines.every((line) => bears(times(moneyFromJson(line.unitPrice), line.quantity), discountsOf(line.discounts))),
  );

const itemOf = (line: Line, countryCode: string, id: OrderItem['id']): OrderItem => {
  const unitPrice = moneyFromJson(line.unitPrice);
  const discounts = discountsOf(line.discounts);
  const { quantity } = line;
  return {
    id,
    variantId: idOf(line.variantId),
    productId: idOf(line.productId),
    sku: line.sku,
    title: line.title,
    options: line.options,
    ...(line.imageUrl === undefined ? {} : { imageUrl: line.imageUrl }),
    quantity,
    unitPrice,
    discounts,
    ...lineTotals({ unitPrice, quantity, discount: sumOf(discounts, unitPrice.currency) }, countryCode),
    weightGrams: line.weightGrams,
  };
};

const shippingOf = ({ price, estimatedDelivery, discounts: shares, ...choice }: SellerPart['shipping']): ShippingChoice => {
  const quoted = moneyFromJson(price);
  const discounts = discountsOf(shares);
  return {
    ...choice,
    price: quoted,
    discounts,
    discount: sumOf(discounts, quoted.currency),
    estimatedDelivery: { from: instant(estimatedDelivery.from), to: instant(estimatedDelivery.to) },
  };
};

/** What is agreed with one seller of a checkout; fixed from here on. */
export const termsOf = (
  request: CreationRequest,
  part: SellerPart,
  { newId, createdAt }: { readonly newId: NewId; readonly createdAt: Instant },
): OrderTerms => {
  const id: OrderId = newId();
  const items = part.lines.map((line) => itemOf(line, request.countryCode, newId()));
  const shipping = shippingOf(part.shipping);
  return {
    id,
    orderNumber: orderNumberOf(id),
    kind: request.orderType ?? 'PREPAID',
    checkoutId: idOf(request.checkoutId),
    buyerId: idOf(request.buyerId),
    sellerId: idOf(part.sellerId),
    currency: shipping.price.currency,
    items,
    shipping,
    ...orderTotals(items, shipping, request.countryCode),
    countryCode: request.countryCode,
    sealedAddress: request.sealedAddress,
    createdAt,
  };
};
