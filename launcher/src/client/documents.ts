/**
 * The operations that a frontend sends on the main journey. They are a contract: the API must execute them unchanged. `npm run
 * demo`, the journeys and the bench send the same operations.
 */
export const documents = {
  LogIn: `
mutation LogIn($input: UserLoginInput!) {
  userLogin(input: $input) {
    accessToken refreshToken expiresAt
    user { id email displayName roles }
    userErrors { __typename code message path }
  }
}`,

  Browse: `
query Browse($query: String, $first: Int!, $after: String, $filters: ProductFilters, $sort: ProductSort) {
  productSearch(query: $query, first: $first, after: $after, filters: $filters, sort: $sort) {
    totalCount
    edges { cursor node { id slug title
      priceRange { min { amount currency } max { amount currency } }
      image { url alt }
      rating { average count }
      seller { id name }
      available
    } }
    facets { key label values { value label count } }
    pageInfo { endCursor hasNextPage }
  }
}`,

  ProductPage: `
query ProductPage($slug: String!) {
  product(slug: $slug) {
    id title description
    seller { id name rating { average count } }
    categories { id name }
    options { name values }
    images { url alt }
    variants { id sku options { name value }
      price { amount currency formatted } compareAtPrice { amount currency }
      availability { status quantity } }
    reviews(first: 5) { edges { node { id rating title body author { displayName } } } }
  }
}`,

  AddToCart: `
mutation AddToCart($input: CartLinesAddInput!) {
  cartLinesAdd(input: $input) {
    cart { ...CartView }
    userErrors { __typename code message path ... on InsufficientStock { variantId available } ... on VersionConflict { currentVersion } }
  }
}

fragment CartView on Cart {
  id version
  lines { id quantity unitPrice { amount currency } total { amount currency }
    variant { id sku product { title slug } availability { status quantity } }
    warnings { code message } }
  coupons { code status }
  discounts { label amount { amount currency } }
  shippingOptions { id sellerId carrier service price { amount currency } estimatedDelivery { from to } }
  estimatedTotal { amount currency formatted }
}`,

  Cart: `
query Cart { cart { ...CartView } }

fragment CartView on Cart {
  id version
  lines { id quantity unitPrice { amount currency } total { amount currency }
    variant { id sku product { title slug } availability { status quantity } }
    warnings { code message } }
  coupons { code status }
  discounts { label amount { amount currency } }
  shippingOptions { id sellerId carrier service price { amount currency } estimatedDelivery { from to } }
  estimatedTotal { amount currency formatted }
}`,

  CheckoutStart: `
mutation CheckoutStart($input: CheckoutStartInput!) {
  checkoutStart(input: $input) {
    checkout { id status }
    userErrors { __typename code message path }
  }
}`,

  CheckoutProgress: `
subscription CheckoutProgress($checkoutId: ID!) {
  checkoutProgress(checkoutId: $checkoutId) {
    id status
    steps { name status at }
    abortReason { code message }
    paymentAction { url }
    total { amount currency }
    orders { id orderNumber status total { amount currency } seller { name } }
  }
}`,

  Orders: `
query Orders($first: Int!, $after: String) {
  orders(first: $first, after: $after) {
    edges { cursor node { id orderNumber status createdAt total { amount currency formatted }
      seller { id name }
      items { id title sku quantity unitPrice { amount currency } total { amount currency } discount { amount currency } tax { amount currency }
        variant { id product { slug image { url } } } }
      shipments { id status carrier trackingNumber estimatedDelivery { from to } }
      payment { id status capturedAmount { amount currency } refundedAmount { amount currency } }
      history { version status at reason }
    } }
    pageInfo { endCursor hasNextPage }
  }
}`,

  OrderTracking: `
subscription OrderTracking($orderId: ID!, $after: String) {
  orderTracking(orderId: $orderId, after: $after) {
    cursor at status reason
    order { id orderNumber status
      items { title variant { product { slug image { url } } } }
      shipments { id status trackingNumber } }
  }
}`,

  ShipmentTracking: `
subscription ShipmentTracking($shipmentId: ID!, $after: String) {
  shipmentTracking(shipmentId: $shipmentId, after: $after) {
    cursor at status location description
    shipment { id carrier trackingNumber estimatedDelivery { from to } order { orderNumber } }
  }
}`,

  CancelOrder: `
mutation CancelOrder($input: OrderCancelInput!) {
  orderCancel(input: $input) { order { id status } userErrors { __typename code message path } }
}`,
} as const;

export type DocumentName = keyof typeof documents;
