import type { Instant, Money, PaymentId } from '@marketplace/kernel';
import type { PaymentRef } from '../domain/payment';

/** What a provider says has become of a payment; `unknown` when it said nothing that can be relied on. */
export type GatewayOutcome =
  | { readonly kind: 'authorized'; readonly reference: string }
  | { readonly kind: 'action-required'; readonly reference: string; readonly url: string }
  | { readonly kind: 'declined'; readonly code: string }
  | { readonly kind: 'captured'; readonly reference: string; readonly transaction: string; readonly amount: Money }
  | { readonly kind: 'canceled' }
  | { readonly kind: 'refunded'; readonly transaction: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export type TimeWindow = { readonly from: Instant; readonly to: Instant };

/** A payment as the provider has it, for reconciliation. */
export type ProviderPayment = {
  readonly reference: string;
  readonly paymentId?: PaymentId;
  readonly captured: Money;
  readonly refunded: Money;
};

/** What the provider keeps of a capture. */
export type ProviderFee = { readonly transaction: string; readonly fee: Money };

/** A payment provider. Every function answers; a provider that does not is an `unknown`, never a throw. */
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
  /** What became of an earlier call: by the provider's reference, or by our id among what was made since. Undefined when there is nothing. */
  readonly find: (
    payment: { readonly reference: string } | { readonly paymentId: PaymentId; readonly since: Instant },
  ) => Promise<GatewayOutcome | undefined>;
  readonly findRefund: (request: { readonly reference: string; readonly refundId: string }) => Promise<GatewayOutcome | undefined>;
  /** Undefined while the provider does not answer. */
  readonly paymentsIn: (window: TimeWindow) => Promise<readonly ProviderPayment[] | undefined>;
  readonly feesIn: (window: TimeWindow) => Promise<readonly ProviderFee[] | undefined>;
};
