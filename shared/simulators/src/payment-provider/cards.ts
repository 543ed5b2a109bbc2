import { invalidParameter } from './faults';

export type Decline = { readonly code: string; readonly declineCode?: string; readonly message: string };

/**
 * Failures of a request.
 * Not executed: `hang` (no response), `error-500` and `rate-limit` (the key stays free).
 * Executed: `timeout` (no response), `break` (connection closed), `slow` (late response), `error-500-saved` (500, stored for the key).
 */
export type Trouble = 'break' | 'error-500' | 'error-500-saved' | 'hang' | 'rate-limit' | 'slow' | 'timeout';

/** The behavior of a test payment method. */
export type Card = {
  readonly brand: string;
  readonly last4: string;
  readonly decline?: Decline;
  readonly authentication?: true;
  /** The failure of every new charge. */
  readonly trouble?: Trouble;
  /** The failure of the first request for a payment only. */
  readonly firstTrouble?: Trouble;
  /** The failure of the first capture of a payment. */
  readonly firstCaptureTrouble?: Trouble;
};

const visa = { brand: 'visa', last4: '4242' };

const declined = (last4: string, decline: Decline): Card => ({ brand: 'visa', last4, decline });
const byIssuer = (last4: string, declineCode: string): Card =>
  declined(last4, { code: 'card_declined', declineCode, message: messages[declineCode] ?? messages.generic_decline });

const messages: Readonly<Record<string, string>> & { readonly generic_decline: string } = {
  generic_decline: 'Your card was declined.',
  insufficient_funds: 'Your card has insufficient funds.',
  lost_card: 'Your card was declined.',
  stolen_card: 'Your card was declined.',
};

const declines: Readonly<Record<string, Card>> = {
  chargeDeclined: byIssuer('0002', 'generic_decline'),
  chargeDeclinedInsufficientFunds: byIssuer('9995', 'insufficient_funds'),
  chargeDeclinedLostCard: byIssuer('9987', 'lost_card'),
  chargeDeclinedStolenCard: byIssuer('9979', 'stolen_card'),
  chargeDeclinedExpiredCard: declined('0069', { code: 'expired_card', message: 'Your card has expired.' }),
  chargeDeclinedIncorrectCvc: declined('0127', { code: 'incorrect_cvc', message: "Your card's security code is incorrect." }),
  chargeDeclinedProcessingError: declined('0119', {
    code: 'processing_error',
    message: 'An error occurred while processing your card. Try again in a little bit.',
  }),
};

const cards: ReadonlyMap<string, Card> = new Map<string, Card>([
  ['pm_card_visa', visa],
  ['pm_card_mastercard', { brand: 'mastercard', last4: '4444' }],
  ['pm_card_amex', { brand: 'amex', last4: '8431' }],
  ['pm_card_authenticationRequired', { brand: 'visa', last4: '3184', authentication: true }],
  // Stripe lists some of these with the brand and some without; both names work here.
  ...Object.entries(declines).flatMap(([name, card]): [string, Card][] => [
    [`pm_card_${name}`, card],
    [`pm_card_visa_${name}`, card],
  ]),
  ['pm_sim_timeout', { ...visa, trouble: 'timeout' }],
  ['pm_sim_hang', { ...visa, trouble: 'hang' }],
  ['pm_sim_slow', { ...visa, trouble: 'slow' }],
  ['pm_sim_error_500_once', { ...visa, firstTrouble: 'error-500' }],
  ['pm_sim_error_500_saved', { ...visa, trouble: 'error-500-saved' }],
  ['pm_sim_captureFails_once', { ...visa, firstCaptureTrouble: 'error-500' }],
]);

export const findCard = (name: string): Card | undefined => cards.get(name);

/** Throws the provider's error for an unknown payment method. */
export const cardOf = (name: string): Card => {
  const card = cards.get(name);
  if (card === undefined) throw invalidParameter(`No such PaymentMethod: '${name}'`, { code: 'resource_missing', param: 'payment_method' });
  return card;
};

/** Declines an off-session payment that requires authentication. */
export const authenticationRequired: Decline = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
};
