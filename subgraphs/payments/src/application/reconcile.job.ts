import { after, isBefore, milliseconds, minutes, systemOf, type Duration, type Instant, type PaymentId } from '@marketplace/kernel';
import { feeBooking } from '../domain/ledger';
import type { BookedPayment, Gateway, Ports, ProviderPayment, Reconciliation, TimeWindow } from './ports';

/** Younger payments may still be on their way between the provider and us. */
const settleTime = minutes(1);
const firstLook = minutes(60);
const longestWindow = minutes(10);

const back = (at: Instant, by: Duration): Instant => after(at, milliseconds(0 - by));

/** The next stretch of time to look at, oldest first; undefined when everything up to now has been looked at. */
const windowAfter = (doneUntil: Instant | undefined, now: Instant): TimeWindow | undefined => {
  const end = back(now, settleTime);
  const from = doneUntil ?? back(end, firstLook);
  const furthest = after(from, longestWindow);
  const to = isBefore(furthest, end) ? furthest : end;
  return isBefore(from, to) ? { from, to } : undefined;
};

const differs = (theirs: ProviderPayment, ours: BookedPayment | undefined): boolean => {
  if (ours === undefined) return theirs.captured.amount !== 0n;
  return !ours.unsettled && (ours.captured !== theirs.captured.amount || ours.refunded !== theirs.refunded.amount);
};

type Parts = { readonly gateway: Gateway; readonly reconciliation: Reconciliation; readonly alert: Ports['alert'] };

/** Compares what the provider took and gave back with our books. Returns how many payments differ; each is an alert. */
export const reconcileWithProvider =
  ({ gateway, reconciliation, alert }: Parts) =>
  async (now: Instant): Promise<number> => {
    const job = 'reconcile-with-provider';
    const window = windowAfter(await reconciliation.doneUntil(job), now);
    const theirs = window === undefined ? undefined : await gateway.paymentsIn(window);
    if (window === undefined || theirs === undefined) return 0;
    const ids = theirs.flatMap((payment): PaymentId[] => (payment.paymentId === undefined ? [] : [payment.paymentId]));
    const ours = new Map((await reconciliation.booked(ids)).map((booked) => [booked.paymentId, booked]));
    const different = theirs.filter((payment) =>
      differs(payment, payment.paymentId === undefined ? undefined : ours.get(payment.paymentId)),
    );
    different.forEach((payment) => {
      const booked = payment.paymentId === undefined ? undefined : ours.get(payment.paymentId);
      const facts = { captured: payment.captured.amount.toString(), refunded: payment.refunded.amount.toString() };
      const books = { bookedCaptured: booked?.captured.toString(), bookedRefunded: booked?.refunded.toString() };
      alert('the provider and our books differ', { reference: payment.reference, paymentId: payment.paymentId, ...facts, ...books });
    });
    await reconciliation.setDoneUntil(job, window.to);
    return different.length;
  };

/** Books what the provider keeps of each capture, once per payment; looks back over the last window for late captures. */
export const bookProviderFees =
  ({ gateway, reconciliation }: Omit<Parts, 'alert'>, newId: () => string) =>
  async (now: Instant): Promise<number> => {
    const job = 'book-provider-fees';
    const window = windowAfter(await reconciliation.doneUntil(job), now);
    const fees = window === undefined ? undefined : await gateway.feesIn({ from: back(window.from, longestWindow), to: window.to });
    if (window === undefined || fees === undefined) return 0;
    const payments = await reconciliation.withoutFee(fees.map((fee) => fee.transaction));
    const bookings = fees.flatMap(({ transaction, fee }) => {
      const paymentId = payments.get(transaction);
      return paymentId === undefined || fee.amount <= 0n ? [] : [feeBooking(paymentId, fee)];
    });
    if (bookings.length > 0) await reconciliation.book(bookings, { actor: systemOf('payments'), correlationId: newId() });
    await reconciliation.setDoneUntil(job, window.to);
    return bookings.length;
  };
