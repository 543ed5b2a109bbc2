import { isZero } from '@marketplace/kernel';
import type { Gateway, GatewayOutcome } from '../../application/gateway';

const prefix = 'nothing-to-pay:';

const isOurs = (reference: string): boolean => reference.startsWith(prefix);

const taken = (reference: string, amount: Parameters<Gateway['capture']>[0]['amount']): GatewayOutcome => ({
  kind: 'captured',
  reference,
  transaction: reference,
  amount,
});

/**
 * Spares the provider what it does not do: it takes no payment of nothing. Where discounts leave nothing to pay, the
 * answer is given here; where all that was to be paid was called off, its hold is let go instead of captured.
 */
export const withoutNothing = (gateway: Gateway): Gateway => ({
  ...gateway,
  authorize: (request) =>
    isZero(request.amount)
      ? Promise.resolve({ kind: 'authorized', reference: `${prefix}${request.ref.paymentId}` })
      : gateway.authorize(request),
  capture: async (request) => {
    const { reference, amount, key } = request;
    if (isOurs(reference)) return taken(reference, amount);
    if (!isZero(amount)) return gateway.capture(request);
    const outcome = await gateway.void({ reference, key });
    return outcome.kind === 'canceled' ? taken(reference, amount) : outcome;
  },
  void: (request) => (isOurs(request.reference) ? Promise.resolve({ kind: 'canceled' }) : gateway.void(request)),
  find: (payment) =>
    'reference' in payment && isOurs(payment.reference)
      ? Promise.resolve({ kind: 'authorized', reference: payment.reference })
      : gateway.find(payment),
});
