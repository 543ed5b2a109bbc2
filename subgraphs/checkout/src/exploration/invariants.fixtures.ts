import { isOver, ordersOf, type Checkout, type CheckoutStatus } from '../domain/checkout';
import type { CheckoutId } from '@marketplace/kernel';
import type { Market } from './market.fixtures';
import { isSettled } from './orders.fixtures';
import { isOver as isPaymentOver, isTaken, type Payment } from './payment.fixtures';

const statusOf = ({ checkouts }: Market, id: CheckoutId): CheckoutStatus | 'WIPED' =>
  checkouts.rows.get(id)?.checkout.progress.status ?? 'WIPED';

const chargedFor = ({ payments }: Market, of: readonly Payment[]): number =>
  of.reduce((sum, { id }) => sum + payments.provider.of(id).captured - payments.provider.of(id).refunded, 0);

/** At the very moment at which a checkout says that it is aborted, nothing of it may be held any more. */
export const watchAborted = (market: Market, { request, progress }: Checkout): void => {
  if (progress.status !== 'ABORTED') return;
  const { world, inventory, promotions, carts, orders, payments } = market;
  const { checkoutId: id } = request;
  const reservation = inventory.reservations.get(id)?.status;
  if (reservation === 'RESERVED' || reservation === 'CONFIRMED' || reservation === 'SHORT')
    world.fail(`${id} is aborted, and its reservation is ${reservation}`);
  const usage = promotions.usages.get(id)?.status;
  if (usage === 'HELD' || usage === 'CONSUMED') world.fail(`${id} is aborted, and its discounts are ${usage}`);
  const cart = carts.records.get(id)?.outcome;
  if (cart === 'FROZEN' || cart === 'CLOSED') world.fail(`${id} is aborted, and its cart is ${cart}`);
  const live = orders.ofCheckout(id).find(({ status }) => status !== 'CANCELLED');
  if (live !== undefined) world.fail(`${id} is aborted, and ${live.id} is ${live.status}`);
  const payment = payments.all.find((each) => each.checkoutId === id && !isPaymentOver(each));
  if (payment !== undefined) world.fail(`${id} is aborted, and ${payment.id} is ${payment.status}`);
};

const checkStock = ({ world, inventory }: Market): void => {
  for (const [variant, { initial, onHand, reserved, sold }] of inventory.stock.entries()) {
    const isRight = onHand === initial - sold && reserved === 0 && sold <= initial && onHand >= 0;
    if (!isRight) world.fail(`stock of variant ${variant} in the end: ${JSON.stringify(inventory.stock[variant])}`);
  }
  for (const [id, { status }] of inventory.reservations)
    if (status === 'RESERVED' || status === 'SHORT') world.fail(`the reservation of ${id} is ${status} in the end`);
};

const checkCoupon = ({ world, promotions, payments }: Market): void => {
  const { held, consumed, overLimit } = promotions.coupon;
  const paid = [...promotions.usages].filter(
    ([id, { ofCoupon }]) => ofCoupon && payments.all.some((payment) => payment.checkoutId === id && payment.wasTaken),
  ).length;
  if (held !== 0 || consumed + overLimit !== paid || consumed > world.scenario.couponLimit)
    world.fail(`uses of the coupon in the end: ${JSON.stringify(promotions.coupon)}, and ${paid} paid with it`);
  for (const [id, { status }] of promotions.usages) if (status === 'HELD') world.fail(`the discounts of ${id} are held in the end`);
};

const checkPayments = (market: Market): void => {
  const { world, payments, orders } = market;
  for (const payment of payments.all) {
    const { state, captured, refunded } = payments.provider.of(payment.id);
    const isWiped = statusOf(market, payment.checkoutId) === 'WIPED';
    // A promise to pay at the door holds nothing; a hold that only a checkout could have asked back is the provider's to let go.
    if (payment.wasLeft && !isWiped) world.fail(`nobody has let ${payment.id} go`);
    if (!isPaymentOver(payment) && !isTaken(payment) && !(isWiped && payment.status === 'PROMISED'))
      world.fail(`${payment.id} is ${payment.status} in the end`);
    if (state === 'held' || state === 'asks') world.fail(`the provider holds ${payment.id} in the end, which is ${payment.status}`);
    if (refunded > captured) world.fail(`more was given back of ${payment.id} than taken`);
    for (const { orderId, amount, inCapture, cancelled, refund } of payment.shares) {
      const order = orders.all.find(({ id }) => id === orderId);
      const isCharged = isTaken(payment) && inCapture && refund !== 'done' && !(cancelled && payment.status === 'CASH_DUE');
      const isWanted = order !== undefined && isSettled(order);
      if (isCharged && !isWanted) world.fail(`${payment.id} took ${amount} for ${orderId}, which is ${order?.status ?? 'not there'}`);
    }
  }
  for (const order of orders.all) {
    const paying = payments.all.filter(
      (payment) => isTaken(payment) && payment.shares.some((share) => share.orderId === order.id && share.inCapture && !share.cancelled),
    );
    if (isSettled(order) ? paying.length !== 1 : paying.length !== 0)
      world.fail(`${order.id} is ${order.status} in the end, and ${paying.length} payments pay for it`);
    if (!isSettled(order) && order.status !== 'CANCELLED') world.fail(`${order.id} is ${order.status} in the end`);
  }
};

/** A checkout that is completed tells of orders that are settled; or of all, were all cancelled behind the capture. */
const areBoughtSettled = ({ orders }: Market, checkout: Checkout): boolean => {
  const own = orders.ofCheckout(checkout.request.checkoutId);
  const bought = ordersOf(checkout).map(({ orderId }) => orderId);
  return own.every((order) => order.status === 'CANCELLED') || own.every((order) => bought.includes(order.id) === isSettled(order));
};

const checkCheckout = (market: Market, id: CheckoutId): void => {
  const { world, checkouts, carts, inventory, orders, payments } = market;
  const status = statusOf(market, id);
  const row = checkouts.rows.get(id);
  if (row !== undefined && !isOver(row.checkout)) world.fail(`${id} is ${status} in the end`);
  const own = payments.all.filter(({ checkoutId }) => checkoutId === id);
  const taken = own.filter(({ wasTaken }) => wasTaken);
  if (taken.length > 1) world.fail(`${id} was charged ${taken.length} times`);
  const charged = chargedFor(market, own);
  const paid = orders.ofCheckout(id).filter(({ status: ofOrder }) => ofOrder === 'PAID');
  if (charged !== paid.reduce((sum, { amount }) => sum + amount, 0)) world.fail(`${id} was charged ${charged} in the end`);
  const reservation = inventory.reservations.get(id)?.status;
  if ((taken.length === 1) !== (reservation === 'CONFIRMED'))
    world.fail(`${id} was ${taken.length} times paid, its stock is ${reservation}`);
  const cart = carts.records.get(id)?.outcome;
  if (cart === 'FROZEN') world.fail(`the cart of ${id} is frozen in the end`);
  if (status === 'ABORTED' && (taken.length > 0 || charged !== 0)) world.fail(`${id} is aborted, and was charged ${charged}`);
  if (status !== 'COMPLETED' || row === undefined) return;
  if (!areBoughtSettled(market, row.checkout)) world.fail(`${id} is completed with orders that are not settled`);
  if (taken.length !== 1) world.fail(`${id} is completed, and was never paid`);
  if (cart !== 'CLOSED') world.fail(`${id} is completed, and its cart is ${cart}`);
};

/** What must be true once nothing is under way any more. */
export const checkInTheEnd = (market: Market): void => {
  checkStock(market);
  checkCoupon(market);
  checkPayments(market);
  for (const id of [...market.checkouts.rows.keys(), ...market.checkouts.wiped]) checkCheckout(market, id);
  for (const [id, { status, by }] of market.carts.carts) if (status === 'FROZEN') market.world.fail(`${id} is frozen by ${by} in the end`);
};
