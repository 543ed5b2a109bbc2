import type { Facts, Job } from '@marketplace/application';
import { before, isBefore, after, minutes, seconds, type Instant, type PaymentId } from '@marketplace/kernel';
import { feeBooking } from '../domain/ledger';
import type { Gateway, ProviderPayment, TimeWindow } from './gateway';
import type { BookedPayment, Reconciliation } from './ports';

/** Younger payments may still be on their way between the provider and us. */
const settleTime = minutes(1);
const firstLook = minutes(60);
const longestWindow = minutes(10);

/** The next stretch of time to look at, oldest first; undefined when everything up to now has been looked at. */
const windowAfter = (doneUntil: Instant | undefined, now: Instant): TimeWindow | undefined => {
  const end = before(now, settleTime);
  const from = doneUntil ?? before(end, firstLook);
  const furthest = after(from, longestWindow);
  const to = isBefore(furthest, end) ? furthest : end;
  return isBefore(from, to) ? { from, to } : undefined;
};

const differs = (theirs: ProviderPayment, ours: BookedPayment | undefined): boolean => {
  if (ours === undefined) return theirs.captured.amount !== 0n;
  return !ours.unsettled && (ours.captured !== theirs.captured.amount || ours.refunded !== theirs.refunded.amount);
};

const differenceOf = ({ reference, paymentId, captured, refunded }: ProviderPayment, ours: BookedPayment | undefined): Facts => ({
  reference,
  paymentId,
  captured: captured.amount.toString(),
  refunded: refunded.amount.toString(),
  bookedCaptured: ours?.captured.toString(),
  bookedRefunded: ours?.refunded.toString(),
});

type Dependencies = { readonly gateway: Pick<Gateway, 'paymentsIn' | 'feesIn'>; readonly reconciliation: Reconciliation };

/** Compares what the provider took and gave back with our books. Each payment that differs is an alert. */
export const reconcileWithProvider = ({ gateway, reconciliation }: Dependencies): Job => {
  const name = 'reconcile-with-provider';
  return {
    name,
    every: minutes(1),
    run: async ({ now, alert }) => {
      const window = windowAfter(await reconciliation.doneUntil(name), now);
      const theirs = window === undefined ? undefined : await gateway.paymentsIn(window);
      if (window === undefined || theirs === undefined) return 0;
      const ids = theirs.flatMap((payment): PaymentId[] => (payment.paymentId === undefined ? [] : [payment.paymentId]));
      const ours = new Map((await reconciliation.booked(ids)).map((booked) => [booked.paymentId, booked]));
      const bookedOf = ({ paymentId }: ProviderPayment) => (paymentId === undefined ? undefined : ours.get(paymentId));
      const different = theirs.filter((payment) => differs(payment, bookedOf(payment)));
      for (const payment of different) alert('provider-and-books-differ', differenceOf(payment, bookedOf(payment)));
      await reconciliation.setDoneUntil(name, window.to);
      return different.length;
    },
  };
};

/** Books what the provider keeps of each capture, once per payment; looks back over the last window for late captures. */
export const bookProviderFees = ({ gateway, reconciliation }: Dependencies): Job => {
  const name = 'book-provider-fees';
  return {
    name,
    every: seconds(30),
    run: async ({ now, systemCause }) => {
      const window = windowAfter(await reconciliation.doneUntil(name), now);
      const fees = window === undefined ? undefined : await gateway.feesIn({ from: before(window.from, longestWindow), to: window.to });
      if (window === undefined || fees === undefined) return 0;
      const payments = await reconciliation.withoutFee(fees.map((fee) => fee.transaction));
      const bookings = fees.flatMap(({ transaction, fee }) => {
        const paymentId = payments.get(transaction);
        return paymentId === undefined || fee.amount <= 0n ? [] : [feeBooking(paymentId, fee)];
      });
      if (bookings.length > 0) await reconciliation.book(bookings, systemCause());
      await reconciliation.setDoneUntil(name, window.to);
      return bookings.length;
    },
  };
};
