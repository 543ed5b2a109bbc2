import { isOver, ordersOf, type Checkout, type CheckoutStatus } from '../domain/checkout';
import type { CheckoutId } from '@marketplace/kernel';
import type { Simulation } from './simulation.fixtures';
import { isSettled } from './orders.fixtures';
import { isOver as isPaymentOver, isCaptured, type Payment } from './payment.fixtures';

const statusOf = ({ checkouts }: Simulation, id: CheckoutId): CheckoutStatus | 'WIPED' =>
  checkouts.rows.get(id)?.checkout.progress.status ?? 'WIPED';

const chargedFor = ({ payments }: Simulation, of: readonly Payment[]): number =>
  of.reduce((sum, { id }) => sum + payments.provider.of(id).captured - payments.provider.of(id).refunded, 0);

/** Checks that nothing is reserved for a checkout from the time when it is aborted. */
export const checkAborted = (simulation: Simulation, { request, progress }: Checkout): void => {
  if (progress.status !== 'ABORTED') return;
  const { world, inventory, promotions, carts, orders, payments } = simulation;
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

const checkStock = ({ world, inventory }: Simulation): void => {
  for (const [variant, { initial, onHand, reserved, sold }] of inventory.stock.entries()) {
    const isRight = onHand === initial - sold && reserved === 0 && sold <= initial && onHand >= 0;
    if (!isRight) world.fail(`stock of variant ${variant} in the end: ${JSON.stringify(inventory.stock[variant])}`);
  }
  for (const [id, { status }] of inventory.reservations)
    if (status === 'RESERVED' || status === 'SHORT') world.fail(`the reservation of ${id} is ${status} in the end`);
};

const checkCoupon = ({ world, promotions, payments }: Simulation): void => {
  const { held, consumed, overLimit } = promotions.coupon;
  const paid = [...promotions.usages].filter(
    ([id, { ofCoupon }]) => ofCoupon && payments.all.some((payment) => payment.checkoutId === id && payment.passedCapture),
  ).length;
  if (held !== 0 || consumed + overLimit !== paid || consumed > world.scenario.couponLimit)
    world.fail(`uses of the coupon in the end: ${JSON.stringify(promotions.coupon)}, and ${paid} paid with it`);
  for (const [id, { status }] of promotions.usages) if (status === 'HELD') world.fail(`the discounts of ${id} are held in the end`);
};

const checkPayments = (simulation: Simulation): void => {
  const { world, payments, orders } = simulation;
  for (const payment of payments.all) {
    const { state, captured, refunded } = payments.provider.of(payment.id);
    const isWiped = statusOf(simulation, payment.checkoutId) === 'WIPED';
    // Cash on delivery holds no money. After a wipe, an authorization that only the checkout could void expires at the provider.
    if (payment.wasAbandoned && !isWiped) world.fail(`${payment.id} was never released`);
    if (!isPaymentOver(payment) && !isCaptured(payment) && !(isWiped && payment.status === 'PROMISED'))
      world.fail(`${payment.id} is ${payment.status} in the end`);
    if (state === 'held' || state === 'action-required')
      world.fail(`the provider holds ${payment.id} in the end, which is ${payment.status}`);
    if (refunded > captured) world.fail(`${payment.id} was refunded more than it was charged`);
    for (const { orderId, amount, inCapture, cancelled, refund } of payment.shares) {
      const order = orders.all.find(({ id }) => id === orderId);
      const isCharged = isCaptured(payment) && inCapture && refund !== 'done' && !(cancelled && payment.status === 'CASH_DUE');
      const isWanted = order !== undefined && isSettled(order);
      if (isCharged && !isWanted) world.fail(`${payment.id} took ${amount} for ${orderId}, which is ${order?.status ?? 'missing'}`);
    }
  }
  for (const order of orders.all) {
    const paying = payments.all.filter(
      (payment) => isCaptured(payment) && payment.shares.some((share) => share.orderId === order.id && share.inCapture && !share.cancelled),
    );
    if (isSettled(order) ? paying.length !== 1 : paying.length !== 0)
      world.fail(`${order.id} is ${order.status} in the end, and ${paying.length} payments pay for it`);
    if (!isSettled(order) && order.status !== 'CANCELLED') world.fail(`${order.id} is ${order.status} in the end`);
  }
};

/** True when a completed checkout lists exactly its settled orders, or all orders if all were cancelled after the capture. */
const listsSettledOrders = ({ orders }: Simulation, checkout: Checkout): boolean => {
  const own = orders.ofCheckout(checkout.request.checkoutId);
  const listed = ordersOf(checkout).map(({ orderId }) => orderId);
  return own.every((order) => order.status === 'CANCELLED') || own.every((order) => listed.includes(order.id) === isSettled(order));
};

const checkCheckout = (simulation: Simulation, id: CheckoutId): void => {
  const { world, checkouts, carts, inventory, orders, payments } = simulation;
  const status = statusOf(simulation, id);
  const row = checkouts.rows.get(id);
  if (row !== undefined && !isOver(row.checkout)) world.fail(`${id} is ${status} in the end`);
  const own = payments.all.filter(({ checkoutId }) => checkoutId === id);
  const taken = own.filter(({ passedCapture }) => passedCapture);
  if (taken.length > 1) world.fail(`${id} was charged ${taken.length} times`);
  const charged = chargedFor(simulation, own);
  const paid = orders.ofCheckout(id).filter(({ status: ofOrder }) => ofOrder === 'PAID');
  if (charged !== paid.reduce((sum, { amount }) => sum + amount, 0)) world.fail(`${id} was charged ${charged} in the end`);
  const reservation = inventory.reservations.get(id)?.status;
  if ((taken.length === 1) !== (reservation === 'CONFIRMED'))
    world.fail(`${id} was ${taken.length} times paid, its stock is ${reservation}`);
  const cart = carts.records.get(id)?.outcome;
  if (cart === 'FROZEN') world.fail(`the cart of ${id} is frozen in the end`);
  if (status === 'ABORTED' && (taken.length > 0 || charged !== 0)) world.fail(`${id} is aborted, and was charged ${charged}`);
  if (status !== 'COMPLETED' || row === undefined) return;
  if (!listsSettledOrders(simulation, row.checkout)) world.fail(`${id} is completed with orders that are not settled`);
  if (taken.length !== 1) world.fail(`${id} is completed, and was never paid`);
  if (cart !== 'CLOSED') world.fail(`${id} is completed, and its cart is ${cart}`);
};

/** Checks the invariants that hold once a run has ended. */
export const checkFinalState = (simulation: Simulation): void => {
  checkStock(simulation);
  checkCoupon(simulation);
  checkPayments(simulation);
  for (const id of [...simulation.checkouts.rows.keys(), ...simulation.checkouts.wiped]) checkCheckout(simulation, id);
  for (const [id, { status, by }] of simulation.carts.carts)
    if (status === 'FROZEN') simulation.world.fail(`${id} is frozen by ${by} in the end`);
};
