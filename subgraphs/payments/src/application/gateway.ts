import type { Instant, Money, PaymentId } from '@marketplace/kernel';
import type { PaymentRef } from '../domain/payment';

/** The outcome of a request to the provider; `unknown` when there was no reliable answer. */
export type GatewayOutcome =
  | { readonly kind: 'authorized'; readonly reference: string }
  | { readonly kind: 'action-required'; readonly reference: string; readonly url: string }
  | { readonly kind: 'declined'; readonly code: string }
  | { readonly kind: 'captured'; readonly reference: string; readonly transaction: string; readonly amount: Money }
  | { readonly kind: 'canceled' }
  | { readonly kind: 'refunded'; readonly transaction: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export type TimeWindow = { readonly from: Instant; readonly to: Instant };

/** A payment in the provider's records, for reconciliation. */
export type ProviderPayment = {
  readonly reference: string;
  readonly paymentId?: PaymentId;
  readonly captured: Money;
  readonly refunded: Money;
};

/** The provider's fee for a capture. */
export type ProviderFee = { readonly transaction: string; readonly fee: Money };

/** A payment provider. Functions never throw: a missing answer is the outcome `unknown`. */
export type Gateway = {
  readonly name: string;
  readonly authorize: (request: {
    readonly ref: PaymentRef;
    readonly amount: Money;
    readonly token: string;
    readonly key: string;
  }) => Promise<GatewayOutcome>;
  readonly capture: (request: { readonly reference: string; readonly amount: Money; readonly key: string }) => Promise<GatewayOutcome>;
  readonly void: (request: { readonly reference: string; readonly key: string }) => Promise<GatewayOutcome>;
  readonly refund: (request: {
    readonly reference: string;
    readonly refundId: string;
    readonly amount: Money;
    readonly key: string;
  }) => Promise<GatewayOutcome>;
  /** Finds the outcome of an earlier request, by the provider's reference or by our ID among recent payments; undefined if there is none. */
  readonly find: (
    payment: { readonly reference: string } | { readonly paymentId: PaymentId; readonly since: Instant },
  ) => Promise<GatewayOutcome | undefined>;
  readonly findRefund: (request: { readonly reference: string; readonly refundId: string }) => Promise<GatewayOutcome | undefined>;
  /** Undefined when the provider does not answer. */
  readonly paymentsIn: (window: TimeWindow) => Promise<readonly ProviderPayment[] | undefined>;
  readonly feesIn: (window: TimeWindow) => Promise<readonly ProviderFee[] | undefined>;
};
