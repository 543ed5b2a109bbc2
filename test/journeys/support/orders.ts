import { documents } from '@marketplace/launcher';
import type { Client } from './client';

type Amount = { readonly amount: string };

/** The fields of an order in the `Orders` document of a frontend. */
export type OrderView = {
  readonly id: string;
  readonly orderNumber: string;
  readonly status: string;
  readonly total: Amount;
  readonly seller: { readonly name: string } | null;
  readonly items: readonly {
    readonly title: string;
    readonly total: Amount;
    readonly discount: Amount;
    readonly variant: { readonly product: { readonly slug: string } | null } | null;
  }[];
  readonly shipments: readonly { readonly id: string; readonly status: string; readonly trackingNumber: string | null }[] | null;
  readonly payment: { readonly status: string; readonly capturedAmount: Amount } | null;
  readonly history: readonly { readonly status: string }[];
};

/** The newest orders of the client's user. */
export const ordersOf = async (client: Client): Promise<readonly OrderView[]> =>
  (await client.ask<{ orders: { edges: { node: OrderView }[] } }>(documents.Orders, { first: 20 })).orders.edges.map((edge) => edge.node);

/** The number of times an order became PAID. Its current status is not sufficient, because the carrier picks up paid parcels quickly. */
export const timesPaid = ({ history }: OrderView): number => history.filter(({ status }) => status === 'PAID').length;
