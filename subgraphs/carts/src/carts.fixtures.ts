import { idOf, type Actor, type UserId } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { userActor, type ContextHarness } from '@marketplace/platform/testing';
import { checkoutEvents, inventoryEvents, paymentsEvents, productsEvents } from '@marketplace/schema';

type Caller = Exclude<Actor, { kind: 'system' }>;

/** A buyer of one test only. */
export const someBuyer = (): Extract<Actor, { kind: 'user' }> & { readonly userId: UserId } => userActor(idOf(newId()));
export const newcomer: Caller = { kind: 'guest' };
export const guestWith = (cartToken: string): Caller => ({ kind: 'guest', cartToken });
export const usd = (amount: string) => ({ amount, currency: 'USD' });

type LineView = {
  readonly id: string;
  readonly quantity: number;
  readonly unitPrice: { readonly amount: string };
  readonly total: { readonly amount: string };
  readonly variant: { readonly id: string };
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
};

export type CartView = {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly token: string | null;
  readonly lines: readonly LineView[];
  readonly savedLines: readonly LineView[];
  readonly couponCodes: readonly string[];
  readonly countryCode: string | null;
  readonly shippingOptionIds: readonly string[];
  readonly subtotal: { readonly amount: string; readonly currency: string; readonly formatted: string } | null;
  readonly parcels: readonly { readonly sellerId: string; readonly weightGrams: number; readonly value: { readonly amount: string } }[];
};

export type Payload = {
  readonly cart: CartView | null;
  readonly userErrors: readonly { readonly __typename: string; readonly code: string }[];
};

const lineFields = '{ id quantity unitPrice { amount } total { amount } variant { id } warnings { code message } }';

const cartFields = `id version status token couponCodes countryCode shippingOptionIds subtotal { amount currency formatted }
  parcels { sellerId weightGrams value { amount } } lines ${lineFields} savedLines ${lineFields}`;

const errorFields = `__typename code message path ... on InsufficientStock { variantId available } ... on VersionConflict { currentVersion }`;

const inputs = {
  cartLinesAdd: 'CartLinesAddInput!',
  cartLinesUpdate: 'CartLinesUpdateInput!',
  cartLinesRemove: 'CartLinesRemoveInput!',
  cartLinesSave: 'CartLinesSaveInput!',
  cartLinesUnsave: 'CartLinesUnsaveInput!',
  cartCouponApply: 'CartCouponApplyInput!',
  cartCouponRemove: 'CartCouponRemoveInput!',
  cartDeliveryChoose: 'CartDeliveryChooseInput!',
  cartMerge: 'CartMergeInput!',
} as const;

/** A client of the GraphQL API of carts. */
export const cartClient = (harness: ContextHarness) => {
  const mutate = async (actor: Caller, mutation: keyof typeof inputs, input: object): Promise<Payload> => {
    const document = `mutation ($input: ${inputs[mutation]}) { ${mutation}(input: $input) { cart { ${cartFields} } userErrors { ${errorFields} } } }`;
    const { data, errors } = await harness.graph(actor, document, { input });
    expect(errors).toBeUndefined();
    return data?.[mutation] as Payload;
  };
  const change = async (actor: Caller, mutation: keyof typeof inputs, input: object): Promise<CartView> => {
    const { cart, userErrors } = await mutate(actor, mutation, input);
    expect(userErrors).toEqual([]);
    if (cart === null) throw new Error('a change without errors comes with its cart');
    return cart;
  };
  const read = async (actor: Caller): Promise<CartView | null> =>
    (await harness.graph(actor, `{ cart { ${cartFields} } }`)).data?.['cart'] as CartView | null;
  return { mutate, change, read };
};

/** A published product with variants at these prices. */
export const productWith = (prices: readonly string[], currency = 'USD') => {
  const productId = newId();
  const variants = prices.map((amount, position) => ({
    variantId: newId(),
    sku: `SKU-${position.toString()}`,
    options: [{ name: 'Size', value: position.toString() }],
    price: { amount, currency },
    weightGrams: 100,
  }));
  return { productId, sellerId: newId(), slug: 'trail-jacket', title: 'Trail jacket', categoryId: newId(), variants };
};

const publishPayment =
  (harness: ContextHarness, contract: typeof paymentsEvents.PaymentCapturedV1 | typeof paymentsEvents.CashOnDeliveryAgreedV1) =>
  (checkoutId: string, buyerId: string): Promise<string> => {
    const paymentId = newId();
    const order = { orderId: newId(), sellerId: newId(), amount: usd('1000') };
    return harness.publish(
      contract,
      { paymentId, checkoutId, buyerId, amount: usd('1000'), orders: [order] },
      { aggregateId: paymentId, version: 2 },
    );
  };

/** Publishes the events of other contexts. */
export const otherContexts = (harness: ContextHarness) => {
  const published = async (product: ReturnType<typeof productWith>, version = 1): Promise<readonly string[]> => {
    await harness.waitUntilHandled(
      await harness.publish(productsEvents.ProductPublishedV1, product, { aggregateId: product.productId, version }),
    );
    return product.variants.map(({ variantId }) => variantId);
  };
  const onSale = async (amount: string, currency?: string): Promise<string> => {
    const [variantId = ''] = await published(productWith([amount], currency));
    return variantId;
  };
  const available = async (variantId: string, count: number, version = 1): Promise<void> => {
    await harness.waitUntilHandled(
      await harness.publish(inventoryEvents.AvailabilityChangedV1, { variantId, available: count }, { aggregateId: variantId, version }),
    );
  };
  type Start = { readonly cart: { readonly id: string; readonly version: number }; readonly buyerId: string; readonly eventId?: string };
  const checkoutStarted = (checkoutId: string, { cart, buyerId, eventId = newId() }: Start): Promise<string> =>
    harness.publish(
      checkoutEvents.CheckoutStartedV1,
      { checkoutId, buyerId, cartId: cart.id, expectedCartVersion: cart.version },
      { aggregateId: checkoutId, version: 1, eventId },
    );
  const unfreezeRequested = (checkoutId: string, cartId: string): Promise<string> =>
    harness.publish(checkoutEvents.CartUnfreezeRequestedV1, { checkoutId, cartId }, { aggregateId: checkoutId, version: 5 });
  const repriced = async (product: ReturnType<typeof productWith>, amount: string, version: number): Promise<void> => {
    const [variant] = product.variants;
    const priceChange = { productId: product.productId, variantId: variant?.variantId ?? '', price: usd(amount) };
    await harness.waitUntilHandled(
      await harness.publish(productsEvents.PriceChangedV1, priceChange, { aggregateId: product.productId, version }),
    );
  };
  return {
    published,
    onSale,
    available,
    repriced,
    checkoutStarted,
    unfreezeRequested,
    captured: publishPayment(harness, paymentsEvents.PaymentCapturedV1),
    agreedOnCash: publishPayment(harness, paymentsEvents.CashOnDeliveryAgreedV1),
  };
};
