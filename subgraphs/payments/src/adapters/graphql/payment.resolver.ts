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
import { ledgerFor, visiblePayment } from '../../application/access';
import type { LedgerViews, PaymentViews, StoredPayment } from '../../application/ports';
import { LedgerAccountType, LedgerEntryType, OrderType, PaymentType, toAccountType, toEntryType, toPaymentType } from './payment.types';

const visible = (stored: StoredPayment, { actor }: GraphContext): PaymentType | null => {
  const payment = visiblePayment(actor, stored);
  return payment === undefined ? null : toPaymentType(payment);
};

export const paymentEntity = (views: PaymentViews): Entity<StoredPayment, PaymentType> =>
  entity('Payment', {
    load: async (ids: readonly PaymentId[]) => byKey(await views.byIds(ids), ({ state }) => state.ref.paymentId),
    toType: visible,
  });

@Resolver(() => OrderType)
export class PaymentResolver {
  private readonly ofOrders;

  constructor(
    private readonly entity: Entity<StoredPayment, PaymentType>,
    views: PaymentViews,
  ) {
    this.ofOrders = perRequest('payments-of-orders', views.ofOrders);
  }

  @Query(() => PaymentType, {
    nullable: true,
    description: 'A payment. Null unless you are its buyer, an operator, or the staff of one of its sellers.',
  })
  payment(
    @Arg('id', () => ID, { description: 'The ID of the payment.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<PaymentType | null> {
    return this.entity.show(id, context);
  }

  @FieldResolver(() => PaymentType, {
    name: 'payment',
    nullable: true,
    description:
      'The payment for the checkout of the order; the last one if there were several. Null before it is requested, or if you may not see it.',
  })
  async paymentOfOrder(@Root() { id }: OrderType, @Ctx() context: GraphContext): Promise<PaymentType | null> {
    const stored = await this.ofOrders(context).load(id);
    return stored === undefined ? null : visible(stored, context);
  }
}

const maxPrefixLength = 200;

@Resolver()
export class LedgerResolver {
  constructor(private readonly views: LedgerViews) {}

  @Query(() => [LedgerAccountType], { description: 'The ledger accounts with their balances, in order of name. Operators only.' })
  async ledgerAccounts(
    @Arg('prefix', () => String, {
      defaultValue: '',
      description: 'The prefix of the account name, such as "buyer_escrow:". At most 200 characters.',
    })
    prefix: string,
    @Arg('first', () => Int, { defaultValue: 50, description: 'The number of accounts to return, from 1 to 100.' }) first: number,
    @Ctx() context: GraphContext,
  ): Promise<LedgerAccountType[]> {
    const ledger = permitted(ledgerFor(context.actor, this.views), context);
    if (prefix.length > maxPrefixLength) throw badUserInput(`\`prefix\` must have at most ${maxPrefixLength.toString()} characters.`);
    return (await ledger.accounts(prefix, pageSize(first))).map(toAccountType);
  }

  @Query(() => [LedgerEntryType], {
    description: 'The ledger entries of a payment, an order or a refund, oldest first. Operators only.',
  })
  async ledgerEntries(
    @Arg('reference', () => ID, { description: 'The ID of the payment, the order or the refund.' }) reference: string,
    @Ctx() context: GraphContext,
  ): Promise<LedgerEntryType[]> {
    const ledger = permitted(ledgerFor(context.actor, this.views), context);
    return isId(reference) ? (await ledger.entries(reference)).map(toEntryType) : [];
  }
}
