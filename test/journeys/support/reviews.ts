import { randomUUID } from 'node:crypto';
import { documents } from '@marketplace/launcher';
import { eventually } from '@marketplace/testing';
import { buy, fillCart } from './buying';
import type { Client } from './client';
import type { Goods } from './shop';

type UserErrors = { readonly userErrors: readonly { readonly code: string }[] };

export type Review = { readonly id: string; readonly status: string; readonly rating: number };

export type ReviewOutcome = UserErrors & { readonly review: Review | null };

const change = async (client: Client, name: string, input: Readonly<Record<string, unknown>>): Promise<ReviewOutcome> => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${name}(input: $input) { review { id status rating } userErrors { code message path } } }`;
  const answer = await client.ask<Record<string, ReviewOutcome>>(document, { input });
  const outcome = answer[name];
  if (outcome === undefined) throw new Error(`${name} answered nothing`);
  return outcome;
};

export const postReview = (client: Client, input: Readonly<Record<string, unknown>>): Promise<ReviewOutcome> =>
  change(client, 'reviewPost', { idempotencyKey: randomUUID(), ...input });

export const changeReview = change;

/** Purchases a product and waits for its delivery. Returns the line of the order. */
export const buyAndReceive = async (client: Client, goods: Goods): Promise<string> => {
  const checkout = await buy(client, await fillCart(client, { variantId: goods.variantId, quantity: 1 }));
  const orderId = checkout.orders[0]?.id;
  return eventually(
    async () => {
      type Node = { readonly id: string; readonly status: string; readonly items: readonly { readonly id: string }[] };
      const { orders } = await client.ask<{ orders: { edges: readonly { node: Node }[] } }>(documents.Orders, { first: 20 });
      const order = orders.edges.find(({ node }) => node.id === orderId)?.node;
      return order?.status === 'DELIVERED' ? order.items[0]?.id : undefined;
    },
    { waitingFor: 'the order to arrive' },
  );
};

/** Posts a review as soon as reviews has received the delivery. */
export const reviewOnceDelivered = (client: Client, input: Readonly<Record<string, unknown>>): Promise<Review> =>
  eventually(
    async () => {
      const { review, userErrors } = await postReview(client, input);
      if (review === null) throw new Error(JSON.stringify(userErrors));
      return review;
    },
    { waitingFor: 'the review to be accepted' },
  );
