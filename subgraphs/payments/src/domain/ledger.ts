import { add, isPositive, isZero, subtract, type Money, type OrderId, type SellerId } from '@marketplace/kernel';
import { refundsOf, sharesOf, type AgreedShare, type Payment, type PaymentEvent, type Refund, type Share } from './payment';
import { discountToReturn } from './policies';

/** The accounts of the ledger, each per currency. */
const accounts = {
  /** The balance that the provider owes the platform. */
  pspClearing: 'psp_clearing',
  pspFeeExpense: 'psp_fee_expense',
  platformCommission: 'platform_commission',
  /** Cash that couriers have collected and not yet paid in. */
  cashInTransit: 'cash_in_transit',
  /** The cost of the platform's own discounts. */
  promoExpense: 'promo_expense:platform',
  /** Money captured after the end of a payment, until it is returned to the buyer. */
  refundClearing: 'refund_clearing',
  buyerEscrow: (orderId: OrderId): string => `buyer_escrow:${orderId}`,
  sellerPayable: (sellerId: SellerId): string => `seller_payable:${sellerId}`,
} as const;

export type LedgerEntry = { readonly account: string; readonly side: 'debit' | 'credit'; readonly amount: Money };

export type LedgerKind =
  'capture' | 'refund' | 'escrow-release' | 'provider-fee' | 'late-capture' | 'late-capture-return' | 'cash-collection' | 'discount-return';

/** Ledger entries that sum to zero per currency. Each kind is booked once per reference. */
export type LedgerTransaction = { readonly kind: LedgerKind; readonly referenceId: string; readonly entries: readonly LedgerEntry[] };

const debit = (account: string, amount: Money): LedgerEntry => ({ account, side: 'debit', amount });
const credit = (account: string, amount: Money): LedgerEntry => ({ account, side: 'credit', amount });

/** Omits entries of zero, such as a commission that rounds to zero. */
const transaction = (kind: LedgerKind, referenceId: string, entries: readonly LedgerEntry[]): LedgerTransaction => ({
  kind,
  referenceId,
  entries: entries.filter((entry) => isPositive(entry.amount)),
});

/** The entries that put a share into escrow: the buyer's payment and the platform's discount. */
const escrowEntries = (source: string, share: AgreedShare): readonly LedgerEntry[] => [
  debit(source, share.amount),
  debit(accounts.promoExpense, share.platformDiscount),
  credit(accounts.buyerEscrow(share.orderId), add(share.amount, share.platformDiscount)),
];

/** True for a cancelled share of zero: it has nothing to capture or refund. */
const needsNoBooking = (share: Share): boolean => share.cancelled && isZero(share.amount);

const captureBooking = (paymentId: string, shares: readonly Share[]): LedgerTransaction =>
  transaction(
    'capture',
    paymentId,
    shares.filter((share) => !needsNoBooking(share)).flatMap((share) => escrowEntries(accounts.pspClearing, share)),
  );

const collectionBooking = (share: Share): LedgerTransaction =>
  transaction('cash-collection', share.orderId, escrowEntries(accounts.cashInTransit, share));

/** A refund returns a proportional part of the discount to the platform. */
const refundBooking = (refund: Pick<Refund, 'id' | 'orderId' | 'amount'>, share: Share): LedgerTransaction => {
  const discount = subtract(discountToReturn(share, add(share.refunded, refund.amount)), discountToReturn(share, share.refunded));
  return transaction('refund', refund.id, [
    debit(accounts.buyerEscrow(refund.orderId), add(refund.amount, discount)),
    credit(accounts.pspClearing, refund.amount),
    credit(accounts.promoExpense, discount),
  ]);
};

/** Returns the discount of a cancelled share of zero, which has no refund. */
const discountReturn = (before: Payment, share: Share): LedgerTransaction | undefined => {
  const isCaptured = before.status === 'CAPTURED' || before.status === 'REFUNDED';
  return isCaptured && share.inCapture && isZero(share.amount)
    ? transaction('discount-return', share.orderId, [
        debit(accounts.buyerEscrow(share.orderId), share.platformDiscount),
        credit(accounts.promoExpense, share.platformDiscount),
      ])
    : undefined;
};

type Release = { readonly orderId: OrderId; readonly sellerId: SellerId; readonly sellerAmount: Money; readonly commission: Money };

const releaseBooking = ({ orderId, sellerId, sellerAmount, commission }: Release): LedgerTransaction =>
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

const bookingFor = (before: Payment, event: PaymentEvent, paymentId: string): LedgerTransaction | undefined => {
  const shareOf = (orderId: OrderId): Share | undefined => sharesOf(before).find((each) => each.orderId === orderId);
  switch (event.type) {
    case 'PaymentCaptured':
      return captureBooking(
        paymentId,
        sharesOf(before).filter((share) => share.inCapture),
      );
    case 'PaymentRefunded': {
      const refund = refundsOf(before).find((each) => each.id === event.refundId);
      const share = refund === undefined ? undefined : shareOf(refund.orderId);
      return refund === undefined || share === undefined ? undefined : refundBooking(refund, share);
    }
    case 'EscrowReleased': {
      const share = shareOf(event.orderId);
      return share === undefined ? undefined : releaseBooking({ ...event, sellerId: share.sellerId });
    }
    case 'CashCollected': {
      const share = shareOf(event.orderId);
      return share === undefined ? undefined : collectionBooking(share);
    }
    case 'OrderShareCancelled': {
      const share = shareOf(event.orderId);
      return share === undefined ? undefined : discountReturn(before, share);
    }
    case 'HoldFound':
      return event.hold.kind === 'taken' ? lateCapture(paymentId, event.hold.amount) : undefined;
    case 'MoneyReturned':
      return lateCaptureReturn(paymentId, event.amount);
    case 'PaymentRequested':
    case 'PaymentActionRequired':
    case 'PaymentAuthorized':
    case 'PaymentFailed':
    case 'CashPromised':
    case 'CashAgreed':
    case 'PaymentCaptureRequested':
    case 'PaymentVoidRequested':
    case 'PaymentVoided':
    case 'HoldReleased':
    case 'RefundRequested':
      return undefined;
  }
};

/** The ledger transaction of an event, given the payment before it; most events have none. */
export const bookingOf = (before: Payment, event: PaymentEvent): LedgerTransaction | undefined => {
  const booked = before.status === 'NONE' ? undefined : bookingFor(before, event, before.ref.paymentId);
  return booked === undefined || booked.entries.length === 0 ? undefined : booked;
};
