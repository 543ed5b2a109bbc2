import type { Facts, Job } from '@marketplace/application';
import { before, isBefore, after, minutes, seconds, type Instant, type PaymentId } from '@marketplace/kernel';
import { feeBooking } from '../domain/ledger';
import type { Gateway, ProviderPayment, TimeWindow } from './gateway';
import type { BookedPayment, Reconciliation } from './ports';

/** Newer payments may not be complete at the provider or here. */
const settlingPeriod = minutes(1);
const initialPeriod = minutes(60);
const maxWindow = minutes(10);

/** The next period to compare, oldest first; undefined when there is none. */
const nextWindow = (doneUntil: Instant | undefined, now: Instant): TimeWindow | undefined => {
  const end = before(now, settlingPeriod);
  const from = doneUntil ?? before(end, initialPeriod);
  const limit = after(from, maxWindow);
  const to = isBefore(limit, end) ? limit : end;
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

/** Compares captured and refunded amounts at the provider with the ledger. Raises an alert for each payment that differs. */
export const reconcileWithProvider = ({ gateway, reconciliation }: Dependencies): Job => {
  const name = 'reconcile-with-provider';
  return {
    name,
    every: minutes(1),
    run: async ({ now, alert }) => {
      const window = nextWindow(await reconciliation.doneUntil(name), now);
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

/** Books the provider's fees, once per payment. Includes the previous period, for late captures. */
export const bookProviderFees = ({ gateway, reconciliation }: Dependencies): Job => {
  const name = 'book-provider-fees';
  return {
    name,
    every: seconds(30),
    run: async ({ now, systemCause }) => {
      const window = nextWindow(await reconciliation.doneUntil(name), now);
      const fees = window === undefined ? undefined : await gateway.feesIn({ from: before(window.from, maxWindow), to: window.to });
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
