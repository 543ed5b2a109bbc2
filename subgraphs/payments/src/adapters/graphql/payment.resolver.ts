import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { isId, type PaymentId } from '@marketplace/kernel';
import {
  badUserInput,
  byKey,
  entity,
  pageSize,
  permitted,
  perRequest,
  type Entity,
  type GraphContext,
} from '@marketplace/platform/graphql';
import { openBooks, visiblePayment } from '../../application/access';
import type { LedgerViews, PaymentViews, Stored } from '../../application/ports';
import { LedgerAccountType, LedgerEntryType, OrderType, PaymentType, toAccountType, toEntryType, toPaymentType } from './payment.types';

const shown = (stored: Stored, { actor }: GraphContext): PaymentType | null => {
  const payment = visiblePayment(actor, stored);
  return payment === undefined ? null : toPaymentType(payment);
};

export const paymentEntity = (views: PaymentViews): Entity<Stored, PaymentType> =>
  entity('Payment', {
    load: async (ids: readonly PaymentId[]) => byKey(await views.byIds(ids), ({ state }) => state.ref.paymentId),
    toType: shown,
  });

@Resolver(() => OrderType)
export class PaymentResolver {
  private readonly ofOrders;

  constructor(
    private readonly entity: Entity<Stored, PaymentType>,
    views: PaymentViews,
  ) {
    this.ofOrders = perRequest('payments-of-orders', views.ofOrders);
  }

  @Query(() => PaymentType, {
    nullable: true,
    description: 'One payment: as its buyer, staff of a seller in it, or an operator. Null when there is none.',
  })
  payment(
    @Arg('id', () => ID, { description: 'The id of the payment.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<PaymentType | null> {
    return this.entity.show(id, context);
  }

  @FieldResolver(() => PaymentType, {
    name: 'payment',
    nullable: true,
    description:
      "The payment of the order's checkout, the last one if several were tried; null before it was asked for, or when it is not yours to see.",
  })
  async paymentOfOrder(@Root() { id }: OrderType, @Ctx() context: GraphContext): Promise<PaymentType | null> {
    const stored = await this.ofOrders(context).load(id);
    return stored === undefined ? null : shown(stored, context);
  }
}

const longestPrefix = 200;

@Resolver()
export class LedgerResolver {
  constructor(private readonly views: LedgerViews) {}

  @Query(() => [LedgerAccountType], { description: "Accounts of the platform's books with their balances, by name; for operators." })
  async ledgerAccounts(
    @Arg('prefix', () => String, { defaultValue: '', description: 'How the account\'s name begins, such as "buyer_escrow:".' })
    prefix: string,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most this many, 1 to 100.' }) first: number,
    @Ctx() context: GraphContext,
  ): Promise<LedgerAccountType[]> {
    const books = permitted(openBooks(context.actor, this.views), context);
    if (prefix.length > longestPrefix) throw badUserInput(`\`prefix\` has at most ${longestPrefix.toString()} characters.`);
    return (await books.accounts(prefix, pageSize(first))).map(toAccountType);
  }

  @Query(() => [LedgerEntryType], {
    description: 'Everything that was booked for a payment, an order or a refund, oldest first; for operators.',
  })
  async ledgerEntries(
    @Arg('reference', () => ID, { description: 'The id of the payment, the order or the refund.' }) reference: string,
    @Ctx() context: GraphContext,
  ): Promise<LedgerEntryType[]> {
    const books = permitted(openBooks(context.actor, this.views), context);
    return isId(reference) ? (await books.entries(reference)).map(toEntryType) : [];
  }
}
