// The operations that load the demo data, and the cart operations of the demo that are not part of the journey.

const errors = 'userErrors { code message }';

export const warehouses = `query Warehouses { warehouses(first: 100) { edges { node { id code } } } }`;

export const createWarehouse = `mutation CreateWarehouse($input: WarehouseCreateInput!) { warehouseCreate(input: $input) { warehouse { id } ${errors} } }`;

export const createProduct = `mutation CreateProduct($input: ProductCreateInput!) {
  productCreate(input: $input) { product { id slug variants { id sku } } ${errors} }
}`;

export const publishProduct = `mutation PublishProduct($input: ProductPublishInput!) { productPublish(input: $input) { product { id } ${errors} } }`;

/** One request with several adjustments; the gateway allows ten root fields. */
export const adjustStock = (count: number): string => {
  const names = Array.from({ length: count }, (_, position) => `input${position.toString()}`);
  const fields = names.map((name) => `${name}: stockAdjust(input: $${name}) { ${errors} }`);
  return `mutation AdjustStock(${names.map((name) => `$${name}: StockAdjustInput!`).join(', ')}) { ${fields.join(' ')} }`;
};

const promotionFields = 'id version label status coupons(first: 1) { edges { node { code } } }';

export const promotions = `query Promotions { promotions(first: 100) { edges { node { ${promotionFields} } } } }`;

export const createPromotion = `mutation CreatePromotion($input: PromotionCreateInput!) {
  promotionCreate(input: $input) { promotion { ${promotionFields} } ${errors} }
}`;

export const activatePromotion = `mutation ActivatePromotion($input: PromotionStatusInput!) {
  promotionActivate(input: $input) { promotion { id } ${errors} }
}`;

export const createCoupons = `mutation CreateCoupons($input: CouponsCreateInput!) { couponsCreate(input: $input) { promotion { id } ${errors} } }`;

export const chooseDelivery = `mutation ChooseDelivery($input: CartDeliveryChooseInput!) {
  cartDeliveryChoose(input: $input) { ${errors} }
}`;

export const applyCoupon = `mutation ApplyCoupon($input: CartCouponApplyInput!) { cartCouponApply(input: $input) { ${errors} } }`;

export const removeCoupon = `mutation RemoveCoupon($input: CartCouponRemoveInput!) { cartCouponRemove(input: $input) { ${errors} } }`;
