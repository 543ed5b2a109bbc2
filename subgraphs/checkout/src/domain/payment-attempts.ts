import type { Instant } from '@marketplace/kernel';
import type { Checkout, StepStatus } from './checkout';
import { maxPaymentAttempts } from './deadlines';

/** One try to pay: how it stands since when, and why it was refused if it was. */
export type PaymentAttempt = { readonly at: Instant; readonly status: StepStatus; readonly code: string | undefined };

/** Every try to pay, oldest first. */
export const paymentAttempts = ({ declines, paymentId, steps }: Checkout): readonly PaymentAttempt[] => {
  const declined = declines.map(({ at, code }): PaymentAttempt => ({ at, status: 'FAILED', code }));
  const present = steps.find(({ name }) => name === 'PAYMENT');
  const isPresentDeclined = declines.some((decline) => decline.paymentId === paymentId);
  return present === undefined || isPresentDeclined ? declined : [...declined, { at: present.at, status: present.status, code: undefined }];
};

export const attemptsLeft = ({ declines }: Checkout): number => maxPaymentAttempts - declines.length;
