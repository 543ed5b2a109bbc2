import { defined, idOf, instant, moneyFromJson, times, type Instant, type MoneyJson, type NewId, type OrderId } from '@marketplace/kernel';
import type { checkoutEvents, DataOf } from '@marketplace/schema';
import { discountsFit, totalDiscount, type Discount } from '../domain/discounts';
import type { OrderItem, OrderTerms, ShippingChoice } from '../domain/order';
import { lineTotals, orderNumberOf, orderTotals } from '../domain/totals';

export type CreationRequest = DataOf<typeof checkoutEvents.OrderCreationRequestedV1>;
type SellerRequest = CreationRequest['sellers'][number];
type Line = SellerRequest['lines'][number];

const discountsOf = (discounts: Line['discounts'] = []): readonly Discount[] =>
  discounts.map(({ promotionId, couponId, label, fundedBy, amount }) => ({
    promotionId: idOf(promotionId),
    ...defined({ couponId: couponId === undefined ? undefined : idOf<'Coupon'>(couponId) }),
    label,
    fundedBy,
    amount: moneyFromJson(amount),
  }));

const amountsOf = ({ lines, shipping }: SellerRequest): readonly MoneyJson[] => [
  shipping.price,
  ...(shipping.discounts ?? []).map((discount) => discount.amount),
  ...lines.flatMap((line) => [line.unitPrice, ...(line.discounts ?? []).map((discount) => discount.amount)]),
];

/** True when all amounts are in the checkout's currency, none is negative, and no discount exceeds its price. */
export const amountsAreValid = ({ currency, sellers }: CreationRequest): boolean =>
  sellers.every(
    (seller) =>
      amountsOf(seller).every((amount) => amount.currency === currency) &&
      discountsFit(moneyFromJson(seller.shipping.price), discountsOf(seller.shipping.discounts)) &&
      seller.lines.every((line) => discountsFit(times(moneyFromJson(line.unitPrice), line.quantity), discountsOf(line.discounts))),
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
    ...defined({ imageUrl: line.imageUrl }),
    quantity,
    unitPrice,
    discounts,
    ...lineTotals({ unitPrice, quantity, discount: totalDiscount(discounts, unitPrice.currency) }, countryCode),
    weightGrams: line.weightGrams,
  };
};

const shippingOf = ({ price, estimatedDelivery, discounts: requested, ...choice }: SellerRequest['shipping']): ShippingChoice => {
  const quoted = moneyFromJson(price);
  const discounts = discountsOf(requested);
  return {
    ...choice,
    price: quoted,
    discounts,
    discount: totalDiscount(discounts, quoted.currency),
    estimatedDelivery: { from: instant(estimatedDelivery.from), to: instant(estimatedDelivery.to) },
  };
};

/** The terms of one seller's order. They never change afterwards. */
export const termsOf = (
  request: CreationRequest,
  seller: SellerRequest,
  { newId, createdAt }: { readonly newId: NewId; readonly createdAt: Instant },
): OrderTerms => {
  const id: OrderId = newId();
  const items = seller.lines.map((line) => itemOf(line, request.countryCode, newId()));
  const shipping = shippingOf(seller.shipping);
  return {
    id,
    orderNumber: orderNumberOf(id),
    kind: request.orderType ?? 'PREPAID',
    checkoutId: idOf(request.checkoutId),
    buyerId: idOf(request.buyerId),
    sellerId: idOf(seller.sellerId),
    currency: shipping.price.currency,
    items,
    shipping,
    ...orderTotals(items, shipping, request.countryCode),
    countryCode: request.countryCode,
    sealedAddress: request.sealedAddress,
    createdAt,
  };
};
