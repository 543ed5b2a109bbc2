// The results of the journey's operations, as far as the demo reads them.
import type { UserError } from '../client/graph-client';

export type MoneyAnswer = { readonly amount: string; readonly currency: string };

export type LogInAnswer = {
  readonly userLogin: {
    readonly accessToken: string | null;
    readonly user: { readonly displayName: string; readonly email: string } | null;
    readonly userErrors: readonly UserError[];
  };
};

export type BrowseAnswer = {
  readonly productSearch: {
    readonly edges: readonly {
      readonly node: {
        readonly slug: string;
        readonly title: string;
        readonly seller: { readonly id: string; readonly name: string } | null;
        readonly available: boolean | null;
      };
    }[];
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  };
};

export type VariantAnswer = {
  readonly id: string;
  readonly options: readonly { readonly name: string; readonly value: string }[];
  readonly price: MoneyAnswer & { readonly formatted: string };
  readonly availability: { readonly status: string; readonly quantity: number } | null;
};

export type ProductAnswer = {
  readonly product: {
    readonly title: string;
    readonly seller: { readonly name: string } | null;
    readonly variants: readonly VariantAnswer[];
  } | null;
};

export type CartAnswer = {
  readonly id: string;
  readonly version: number;
  readonly lines: readonly {
    readonly quantity: number;
    readonly total: MoneyAnswer;
    readonly variant: { readonly product: { readonly title: string } | null } | null;
  }[];
  /** Null while promotions is unavailable, like the discounts and the total. */
  readonly coupons: readonly { readonly code: string; readonly status: string }[] | null;
  readonly discounts: readonly { readonly label: string; readonly amount: MoneyAnswer }[] | null;
  readonly shippingOptions:
    | readonly {
        readonly id: string;
        readonly sellerId: string;
        readonly carrier: string;
        readonly service: string;
        readonly price: MoneyAnswer;
        readonly estimatedDelivery: { readonly from: string; readonly to: string } | null;
      }[]
    | null;
  readonly estimatedTotal: (MoneyAnswer & { readonly formatted: string }) | null;
};

export type AddToCartAnswer = { readonly cartLinesAdd: { readonly cart: CartAnswer | null; readonly userErrors: readonly UserError[] } };

/** A change of the cart that returns only errors; the cart is read afterwards. */
export type CartChangeAnswer = Readonly<Record<string, { readonly userErrors: readonly UserError[] }>>;

export type CheckoutStartAnswer = {
  readonly checkoutStart: { readonly checkout: { readonly id: string } | null; readonly userErrors: readonly UserError[] };
};

export type CheckoutProgressAnswer = {
  readonly checkoutProgress: {
    readonly status: string;
    readonly steps: readonly { readonly name: string; readonly status: string }[];
    readonly abortReason: { readonly code: string; readonly message: string } | null;
    readonly paymentAction: { readonly url: string } | null;
    readonly total: MoneyAnswer | null;
    readonly orders: readonly { readonly id: string; readonly orderNumber: string }[] | null;
  };
};

export type OrderAnswer = {
  readonly id: string;
  readonly orderNumber: string;
  readonly status: string;
  readonly total: { readonly formatted: string };
  readonly seller: { readonly name: string } | null;
  readonly shipments: readonly { readonly id: string; readonly status: string }[] | null;
  readonly payment: { readonly status: string; readonly capturedAmount: MoneyAnswer } | null;
};

export type OrdersAnswer = { readonly orders: { readonly edges: readonly { readonly node: OrderAnswer }[] } };

export type OrderTrackingAnswer = { readonly orderTracking: { readonly status: string } };

export type ShipmentTrackingAnswer = {
  readonly shipmentTracking: {
    readonly status: string;
    readonly location: string | null;
    readonly description: string;
    readonly shipment: { readonly carrier: string | null; readonly trackingNumber: string | null } | null;
  };
};

/** The error of a rejected mutation, which ends the demo. */
export const refused = (what: string, userErrors: readonly UserError[]): Error =>
  new Error(`${what} was rejected:  ${userErrors.map(({ code, message }) => `${code}: ${message}`).join(' ')}`);

export const priceOf = ({ amount, currency }: MoneyAnswer): string => `${amount} ${currency}`;
