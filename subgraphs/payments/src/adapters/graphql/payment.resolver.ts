import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { isId, isOperator, type OrderId, type PaymentId } from '@marketplace/kernel';
import { badUserInput, forbidden, pageSize, type GraphContext } from '@marketplace/platform/graphql';
import type { PaymentViews, Stored } from '../../application/ports';
import { visiblePayment } from '../../application/visible-payment.view';
import { LedgerAccountType, LedgerEntryType, OrderType, PaymentType, toAccountType, toEntryType, toPaymentType } from './payment.types';

const seen = (stored: Stored | undefined, { actor }: GraphContext): PaymentType | null => {
  const payment = stored === undefined ? undefined : visiblePayment(actor, stored);
  return payment === undefined ? null : toPaymentType(payment);
};

@Resolver(() => PaymentType)
export class PaymentResolver {
  constructor(private readonly views: PaymentViews) {}

  /** Answers `Payment` references of other contexts; somebody else's payment does not exist. */
  async reference(id: string, context: GraphContext): Promise<PaymentType | null> {
    if (!isId(id)) return null;
    return seen(await context.loaders.get('payments', (ids) => this.views.byIds(ids as readonly PaymentId[])).load(id), context);
  }

  @Query(() => PaymentType, {
    nullable: true,
    description: 'One payment: as its buyer, staff of a seller in it, or an operator. Null when there is none.',
  })
  payment(
    @Arg('id', () => ID, { description: 'The id of the payment.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<PaymentType | null> {
    return this.reference(id, context);
  }
}

@Resolver(() => OrderType)
export class OrderPaymentResolver {
  constructor(private readonly views: PaymentViews) {}

  @FieldResolver(() => PaymentType, {
    nullable: true,
    description:
      "The payment of the order's checkout, the last one if several were tried; null before it was asked for, or when it is not yours to see.",
  })
  async payment(@Root() order: OrderType, @Ctx() context: GraphContext): Promise<PaymentType | null> {
    if (!isId(order.id)) return null;
    return seen(
      await context.loaders.get('payments-of-orders', (ids) => this.views.ofOrders(ids as readonly OrderId[])).load(order.id),
      context,
    );
  }
}

const longestPrefix = 200;

@Resolver()
export class LedgerResolver {
  constructor(private readonly views: PaymentViews) {}

  @Query(() => [LedgerAccountType], { description: "Accounts of the platform's books with their balances, by name; for operators." })
  async ledgerAccounts(
    @Arg('prefix', () => String, { defaultValue: '', description: 'How the account\'s name begins, such as "buyer_escrow:".' })
    prefix: string,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most this many, 1 to 100.' }) first: number,
    @Ctx() context: GraphContext,
  ): Promise<LedgerAccountType[]> {
    if (!isOperator(context.actor)) throw forbidden();
    if (prefix.length > longestPrefix) throw badUserInput(`\`prefix\` has at most ${longestPrefix.toString()} characters.`);
    return (await this.views.accounts(prefix, pageSize(first))).map(toAccountType);
  }

  @Query(() => [LedgerEntryType], {
    description: 'Everything that was booked for a payment, an order or a refund, oldest first; for operators.',
  })
  async ledgerEntries(
    @Arg('reference', () => ID, { description: 'The id of the payment, the order or the refund.' }) reference: string,
    @Ctx() context: GraphContext,
  ): Promise<LedgerEntryType[]> {
    if (!isOperator(context.actor)) throw forbidden();
    return isId(reference) ? (await this.views.entries(reference)).map(toEntryType) : [];
  }
}
