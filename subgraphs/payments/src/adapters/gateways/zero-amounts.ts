import { isZero } from '@marketplace/kernel';
import type { Gateway, GatewayOutcome } from '../../application/gateway';

const prefix = 'nothing-to-pay:';

const isZeroAmountReference = (reference: string): boolean => reference.startsWith(prefix);

const captured = (reference: string, amount: Parameters<Gateway['capture']>[0]['amount']): GatewayOutcome => ({
  kind: 'captured',
  reference,
  transaction: reference,
  amount,
});

/**
 * Handles payments and captures of zero, which the provider does not support. If discounts reduce a payment to zero, the provider
 * is not called. A capture of zero voids the hold instead.
 */
export const withoutZeroAmounts = (gateway: Gateway): Gateway => ({
  ...gateway,
  authorize: (request) =>
    isZero(request.amount)
      ? Promise.resolve({ kind: 'authorized', reference: `${prefix}${request.ref.paymentId}` })
      : gateway.authorize(request),
  capture: async (request) => {
    const { reference, amount, key } = request;
    if (isZeroAmountReference(reference)) return captured(reference, amount);
    if (!isZero(amount)) return gateway.capture(request);
    const outcome = await gateway.void({ reference, key });
    return outcome.kind === 'canceled' ? captured(reference, amount) : outcome;
  },
  void: (request) => (isZeroAmountReference(request.reference) ? Promise.resolve({ kind: 'canceled' }) : gateway.void(request)),
  find: (payment) =>
    'reference' in payment && isZeroAmountReference(payment.reference)
      ? Promise.resolve({ kind: 'authorized', reference: payment.reference })
      : gateway.find(payment),
});
