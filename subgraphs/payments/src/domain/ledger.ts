import { isPositive, type Money, type OrderId, type SellerId } from '@marketplace/kernel';
import { refundsOf, sharesOf, type Payment, type PaymentEvent, type Refund, type Share } from './payment';

/** The accounts of the platform's books; each is kept per currency. */
export const accounts = {
  /** What the provider owes the platform. */
  pspClearing: 'psp_clearing',
  pspFeeExpense: 'psp_fee_expense',
  platformCommission: 'platform_commission',
  /** Money that was taken although the payment was over, until it is back with the buyer. */
  refundClearing: 'refund_clearing',
  buyerEscrow: (orderId: OrderId): string => `buyer_escrow:${orderId}`,
  sellerPayable: (sellerId: SellerId): string => `seller_payable:${sellerId}`,
} as const;

export type LedgerEntry = { readonly account: string; readonly side: 'debit' | 'credit'; readonly amount: Money };

export type LedgerKind = 'capture' | 'refund' | 'escrow-release' | 'provider-fee' | 'late-capture' | 'late-capture-return';

/** Entries that belong together and sum to zero in each currency. A kind is booked once per reference. */
export type LedgerTransaction = { readonly kind: LedgerKind; readonly referenceId: string; readonly entries: readonly LedgerEntry[] };

const debit = (account: string, amount: Money): LedgerEntry => ({ account, side: 'debit', amount });
const credit = (account: string, amount: Money): LedgerEntry => ({ account, side: 'credit', amount });

/** Nothing is booked for nothing: a commission that rounds to zero leaves no entry. */
const transaction = (kind: LedgerKind, referenceId: string, entries: readonly LedgerEntry[]): LedgerTransaction => ({
  kind,
  referenceId,
  entries: entries.filter((entry) => isPositive(entry.amount)),
});

export const captureBooking = (paymentId: string, shares: readonly Share[]): LedgerTransaction =>
  transaction(
    'capture',
    paymentId,
    shares.flatMap((share) => [debit(accounts.pspClearing, share.amount), credit(accounts.buyerEscrow(share.orderId), share.amount)]),
  );

export const refundBooking = (refund: Pick<Refund, 'id' | 'orderId' | 'amount'>): LedgerTransaction =>
  transaction('refund', refund.id, [
    debit(accounts.buyerEscrow(refund.orderId), refund.amount),
    credit(accounts.pspClearing, refund.amount),
  ]);

type Release = { readonly orderId: OrderId; readonly sellerId: SellerId; readonly sellerAmount: Money; readonly commission: Money };

export const releaseBooking = ({ orderId, sellerId, sellerAmount, commission }: Release): LedgerTransaction =>
  transaction('escrow-release', orderId, [
    debit(accounts.buyerEscrow(orderId), sellerAmount),
    credit(accounts.sellerPayable(sellerId), sellerAmount),
    debit(accounts.buyerEscrow(orderId), commission),
    credit(accounts.platformCommission, commission),
  ]);

export const feeBooking = (paymentId: string, fee: Money): LedgerTransaction =>
  transaction('provider-fee', paymentId, [debit(accounts.pspFeeExpense, fee), credit(accounts.pspClearing, fee)]);

const lateCapture = (paymentId: string, amount: Money): LedgerTransaction =>
  transaction('late-capture', paymentId, [debit(accounts.pspClearing, amount), credit(accounts.refundClearing, amount)]);

const lateCaptureReturn = (paymentId: string, amount: Money): LedgerTransaction =>
  transaction('late-capture-return', paymentId, [debit(accounts.refundClearing, amount), credit(accounts.pspClearing, amount)]);

const bookedFor = (before: Payment, event: PaymentEvent, paymentId: string): LedgerTransaction | undefined => {
  switch (event.type) {
    case 'PaymentCaptured':
      return captureBooking(
        paymentId,
        sharesOf(before).filter((share) => share.inCapture),
      );
    case 'PaymentRefunded': {
      const refund = refundsOf(before).find((each) => each.id === event.refundId);
      return refund === undefined ? undefined : refundBooking(refund);
    }
    case 'EscrowReleased': {
      const share = sharesOf(before).find((each) => each.orderId === event.orderId);
      return share === undefined ? undefined : releaseBooking({ ...event, sellerId: share.sellerId });
    }
    case 'HoldFound':
      return event.hold.kind === 'taken' ? lateCapture(paymentId, event.hold.amount) : undefined;
    case 'MoneyReturned':
      return lateCaptureReturn(paymentId, event.amount);
    case 'PaymentRequested':
    case 'PaymentActionRequired':
    case 'PaymentAuthorized':
    case 'PaymentFailed':
    case 'OrderShareCancelled':
    case 'PaymentCaptureRequested':
    case 'PaymentVoidRequested':
    case 'PaymentVoided':
    case 'HoldReleased':
    case 'RefundRequested':
      return undefined;
  }
};

/** What an event moves in the books, given the payment as it was before the event; most move nothing. */
export const bookingOf = (before: Payment, event: PaymentEvent): LedgerTransaction | undefined =>
  before.status === 'NONE' ? undefined : bookedFor(before, event, before.ref.paymentId);
