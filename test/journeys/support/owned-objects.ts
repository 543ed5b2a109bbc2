import { randomUUID } from 'node:crypto';
import { documents } from '@marketplace/launcher';
import { eventually } from '@marketplace/testing';
import { ownedIdsOf, terms } from './access';
import { address, buy, checkoutInput, fillCart, followCheckout } from './buying';
import type { Client } from './client';
import { startPromotion } from './promotions';
import { reviewOnceDelivered } from './reviews';
import { newUser, type Shop } from './shop';

const { CheckoutStart, Orders } = documents;

/** The objects of a buyer and a seller, by argument name. */
export type OwnedIds = Readonly<Record<string, string>>;

/** Two buyers and a seller, with the IDs of their objects. */
export type Owners = { readonly buyer: Client; readonly other: Client; readonly seller: Client; readonly ownedIds: OwnedIds };

type Named = { readonly id: string };
type BoughtOrder = Named & { readonly status: string; readonly items: readonly Named[]; readonly shipments: readonly Named[] | null };

const boughtBy = (buyer: Client): Promise<Readonly<Record<'order' | 'orderItem' | 'shipment' | 'payment', string>>> =>
  eventually(
    async () => {
      const { orders } = await buyer.ask<{ orders: { edges: { node: BoughtOrder }[] } }>(Orders, { first: 1 });
      const [node] = orders.edges.map((edge) => edge.node);
      const { order } = await buyer.ask<{ order: { payment: { id: string } | null } | null }>(
        'query ($id: ID!) { order(id: $id) { payment { id } } }',
        { id: node?.id },
      );
      const [shipment] = node?.shipments ?? [];
      if (node?.status !== 'DELIVERED' || shipment === undefined || !order?.payment) return undefined;
      return { order: node.id, orderItem: node.items[0]?.id ?? '', shipment: shipment.id, payment: order.payment.id };
    },
    // Later carrier updates would look like changes by an unauthorized user.
    { waitingFor: 'an order that is paid and delivered' },
  );

type Thing = { readonly id?: string };

const idIn = async (client: Client, document: string, input: unknown): Promise<string> => {
  const answer = await client.ask<Record<string, Record<string, Thing | readonly Thing[] | null>>>(document, {
    input,
  });
  const things = Object.values(Object.values(answer)[0] ?? {}).flat();
  const id = things.find((thing) => thing?.id !== undefined)?.id;
  if (id === undefined) throw new Error(JSON.stringify(answer));
  return id;
};

const creating = (type: string, selection: string): string => {
  const name = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
  return `mutation ($input: ${type}Input!) { ${name}(input: $input) { ${selection} { id } userErrors { code message } } }`;
};

/** Private objects of a seller. */
const ownedBySeller = async (seller: Client, sellerId: string, premises: OwnedIds): Promise<OwnedIds> => {
  const variants = [{ sku: `SKU-${randomUUID().slice(0, 8)}`, options: [], weightGrams: 400, price: { amount: '20.00', currency: 'USD' } }];
  const draft = { sellerId, categoryId: premises['category'], title: 'Not yet', description: '', images: [], variants };
  const promotion = await startPromotion(seller, { terms, needsCoupon: true, sellerId });
  const file = { sellerId, format: 'JSON_LINES', idempotencyKey: randomUUID() };
  const coupon = { promotionId: promotion.id, code: `S-${randomUUID().slice(0, 13).toUpperCase()}`, idempotencyKey: randomUUID() };
  return {
    product: await idIn(seller, creating('ProductCreate', 'product'), draft),
    promotion: promotion.id,
    import: await idIn(seller, creating('ProductImportStart', 'productImport'), file),
    coupon: await idIn(seller, creating('CouponsCreate', 'coupons'), coupon),
  };
};

/** A price from next year on. */
const planPrice = (seller: Client, variantId: string): Promise<string> => {
  const from = new Date(Date.now() + 365 * 86_400_000).toISOString();
  return idIn(seller, creating('ProductPriceSchedule', 'schedule'), { variantId, from, price: { amount: '18.00', currency: 'USD' } });
};

/** A buyer who has made a purchase and can retry another payment, a buyer with a full cart, and their seller. */
export const createOwners = async ({ url, shop }: { readonly url: string; readonly shop: Shop }): Promise<Owners> => {
  const premises = await shop.operator.ask<{ categories: { id: string }[]; warehouses: { edges: { node: { id: string } }[] } }>(
    '{ categories { id } warehouses(first: 1) { edges { node { id } } } }',
  );
  const places = { category: premises.categories[0]?.id ?? '', warehouse: premises.warehouses.edges[0]?.node.id ?? '' };
  const seller = await shop.newSeller(`Owner ${randomUUID().slice(0, 6)}`);
  const { variantId } = await seller.offers('Heirloom', '20.00', 10);
  const [{ client: buyer }, { client: other }] = [await newUser(url, 'Ada Buyer'), await newUser(url, 'Ada Buyer')];
  await buy(buyer, await fillCart(buyer, { variantId, quantity: 1 }));
  const bought = await boughtBy(buyer);
  // Held for its URL: only its author can see it.
  const held = { orderItemId: bought.orderItem, rating: 3, title: 'So so', body: 'More at www.elsewhere.example' };
  const review = await reviewOnceDelivered(buyer, held);
  const again = await fillCart(buyer, { variantId, quantity: 1 });
  const { checkoutStart } = await buyer.ask<{ checkoutStart: { checkout: { id: string } } }>(CheckoutStart, {
    input: { ...checkoutInput(again, { card: 'pm_card_chargeDeclined' }), keepOnDecline: true },
  });
  await followCheckout(buyer, checkoutStart.checkout.id, (checkout) => checkout.status === 'ACTION_REQUIRED');
  const cart = await fillCart(other, { variantId, quantity: 1 });
  const { me } = await buyer.ask<{ me: { id: string } }>('{ me { id } }');
  const ownedIds = {
    ...places,
    ...bought,
    ...(await ownedBySeller(seller.client, seller.sellerId, places)),
    review: review.id,
    schedule: await planPrice(seller.client, variantId),
    checkout: checkoutStart.checkout.id,
    cart: cart.id,
    line: cart.lines[0]?.id ?? '',
    address: await idIn(buyer, creating('AddressAdd', 'address'), { address }),
    user: me.id,
    ...(await ownedIdsOf(buyer)),
    seller: seller.sellerId,
    variant: variantId,
  };
  return { buyer, other, seller: seller.client, ownedIds };
};
