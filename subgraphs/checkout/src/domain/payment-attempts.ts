import type { Instant } from '@marketplace/kernel';
import type { Checkout, StepStatus } from './checkout';
import { maxPaymentAttempts } from './deadlines';

/** A payment attempt: its status, the time of that status, and the decline code if it was declined. */
export type PaymentAttempt = { readonly at: Instant; readonly status: StepStatus; readonly code: string | undefined };

/** The payment attempts, oldest first. */
export const paymentAttempts = ({ declines, paymentId, steps }: Checkout): readonly PaymentAttempt[] => {
  const declined = declines.map(({ at, code }): PaymentAttempt => ({ at, status: 'FAILED', code }));
  const step = steps.find(({ name }) => name === 'PAYMENT');
  const isCurrentDeclined = declines.some((decline) => decline.paymentId === paymentId);
  return step === undefined || isCurrentDeclined ? declined : [...declined, { at: step.at, status: step.status, code: undefined }];
};

export const attemptsLeft = ({ declines }: Checkout): number => maxPaymentAttempts - declines.length;
