import { add, isPositive, isZero, subtract, type Money, type OrderId, type SellerId } from '@marketplace/kernel';
import { refundsOf, sharesOf, type AgreedShare, type Payment, type PaymentEvent, type Refund, type Share } from './payment';
import { discountBehind } from './policies';

/** The accounts of the platform's books; each is kept per currency. */
const accounts = {
  /** What the provider owes the platform. */
  pspClearing: 'psp_clearing',
  pspFeeExpense: 'psp_fee_expense',
  platformCommission: 'platform_commission',
  /** What couriers have collected and not yet handed in. */
  cashInTransit: 'cash_in_transit',
  /** What the platform's own discounts cost it. */
  promoExpense: 'promo_expense:platform',
  /** Money that was taken although the payment was over, until it is back with the buyer. */
  refundClearing: 'refund_clearing',
  buyerEscrow: (orderId: OrderId): string => `buyer_escrow:${orderId}`,
  sellerPayable: (sellerId: SellerId): string => `seller_payable:${sellerId}`,
} as const;

export type LedgerEntry = { readonly account: string; readonly side: 'debit' | 'credit'; readonly amount: Money };

export type LedgerKind =
  'capture' | 'refund' | 'escrow-release' | 'provider-fee' | 'late-capture' | 'late-capture-return' | 'cash-collection' | 'discount-return';

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

/** What comes into escrow for a share, and from where: the buyer's part and the platform's. */
const intoEscrow = (from: string, share: AgreedShare): readonly LedgerEntry[] => [
  debit(from, share.amount),
  debit(accounts.promoExpense, share.platformDiscount),
  credit(accounts.buyerEscrow(share.orderId), add(share.amount, share.platformDiscount)),
];

/** A share that was cancelled meanwhile, and for which there was nothing to pay, has nothing to be given back either. */
const isWorthNothing = (share: Share): boolean => share.cancelled && isZero(share.amount);

const captureBooking = (paymentId: string, shares: readonly Share[]): LedgerTransaction =>
  transaction(
    'capture',
    paymentId,
    shares.filter((share) => !isWorthNothing(share)).flatMap((share) => intoEscrow(accounts.pspClearing, share)),
  );

const collectionBooking = (share: Share): LedgerTransaction =>
  transaction('cash-collection', share.orderId, intoEscrow(accounts.cashInTransit, share));

/** The platform's discount goes back to the platform with what goes back to the buyer. */
const refundBooking = (refund: Pick<Refund, 'id' | 'orderId' | 'amount'>, share: Share): LedgerTransaction => {
  const discount = subtract(discountBehind(share, add(share.refunded, refund.amount)), discountBehind(share, share.refunded));
  return transaction('refund', refund.id, [
    debit(accounts.buyerEscrow(refund.orderId), add(refund.amount, discount)),
    credit(accounts.pspClearing, refund.amount),
    credit(accounts.promoExpense, discount),
  ]);
};

/** With no money to give back, cancelling a captured share is all that there is to its refund. */
const discountReturn = (before: Payment, share: Share): LedgerTransaction | undefined => {
  const isTaken = before.status === 'CAPTURED' || before.status === 'REFUNDED';
  return isTaken && share.inCapture && isZero(share.amount)
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

const bookedFor = (before: Payment, event: PaymentEvent, paymentId: string): LedgerTransaction | undefined => {
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

/** What an event moves in the books, given the payment as it was before the event; most move nothing. */
export const bookingOf = (before: Payment, event: PaymentEvent): LedgerTransaction | undefined => {
  const booked = before.status === 'NONE' ? undefined : bookedFor(before, event, before.ref.paymentId);
  return booked === undefined || booked.entries.length === 0 ? undefined : booked;
};
