import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { idOf, isCurrency, isId, isRefused, refuse, type Cause, type VariantId } from '@marketplace/kernel';
import { command, type GraphContext } from '@marketplace/platform/graphql';
import type { BackOfficeViews, PriceScheduleRow } from '../../application/ports';
import type { Products } from '../../application/products';
import type { Versioned } from '../../application/versioned';
import type { Product } from '../../domain/product';
import type { Offer } from '../../domain/variant';
import { expectedOf, type Answers, type Outcome } from './answers';
import { readOffer } from './offers';
import {
  ProductPriceChangeInput,
  ProductPriceScheduleCancelInput,
  ProductPriceScheduleInput,
  ProductPriceWithdrawInput,
} from './price-inputs.types';
import { PriceSchedulePayload, toScheduleType } from './price.types';
import { VariantPayload } from './product.types';

const priceInvalid = () => refuse('price-invalid', { path: ['price'] });

@Resolver()
export class PriceResolver {
  constructor(
    private readonly products: Products,
    private readonly answers: Answers,
    private readonly views: BackOfficeViews,
  ) {}

  /** The plan that a mutation was about, as it stands now. */
  private async planned(outcome: Outcome, isMeant: (row: PriceScheduleRow) => boolean): Promise<PriceSchedulePayload> {
    const { product, userErrors } = await this.answers.ofProduct(outcome);
    if (product === null || isRefused(outcome)) return { schedule: null, product: null, userErrors };
    const rows = (await this.views.schedules([outcome.state.id])).get(outcome.state.id) ?? [];
    const row = rows.findLast(isMeant);
    return { schedule: row === undefined ? null : toScheduleType(row, product), product, userErrors };
  }

  private async plan(input: ProductPriceScheduleInput, offer: Offer, context: GraphContext): Promise<PriceSchedulePayload> {
    const { from, until } = input;
    const variantId: VariantId = idOf(input.variantId);
    const target = { variantId, ...expectedOf(input) };
    const plan = { offer, from, ...(until === null || until === undefined ? {} : { until }) };
    const run = (cause: Cause) => this.products.schedulePrice(target, plan, cause);
    const outcome = await command<Versioned<Product>>(context, { operation: 'productPriceSchedule', input: {}, run });
    const { currency } = offer.price;
    return this.planned(
      outcome,
      (row) => row.closedAt === null && row.variantId === variantId && row.from === from && row.offer.price.currency === currency,
    );
  }

  @Mutation(() => VariantPayload, {
    description:
      "Sets what a variant costs from now on, in the product's own currency or a further one; carts follow, orders keep theirs. A plan for it in that currency that has begun is called off, also where it runs at this very price; later ones stand. Errors: VARIANT_NOT_FOUND, PRICE_INVALID, CURRENCY_MISMATCH, TOO_MANY_CURRENCIES, COMPARE_AT_PRICE_NOT_HIGHER.",
  })
  async productPriceChange(
    @Arg('input', () => ProductPriceChangeInput) input: ProductPriceChangeInput,
    @Ctx() context: GraphContext,
  ): Promise<VariantPayload> {
    const offer = readOffer(input, []);
    if (offer === undefined || isRefused(offer)) return this.answers.ofVariant(offer ?? priceInvalid(), input.variantId);
    return this.answers.onVariant(input, context, (target, cause) => this.products.changePrice(target, offer, cause));
  }

  @Mutation(() => VariantPayload, {
    description:
      "Ends the price of a variant in a further currency. Errors: VARIANT_NOT_FOUND, CURRENCY_UNKNOWN, BASE_PRICE_STAYS for the product's own currency, PRICE_SCHEDULED while a plan for it is open.",
  })
  async productPriceWithdraw(
    @Arg('input', () => ProductPriceWithdrawInput) input: ProductPriceWithdrawInput,
    @Ctx() context: GraphContext,
  ): Promise<VariantPayload> {
    const { currency } = input;
    if (!isCurrency(currency)) return this.answers.ofVariant(refuse('currency-unknown', { path: ['currency'] }), input.variantId);
    return this.answers.onVariant(input, context, (target, cause) => this.products.withdrawPrice(target, currency, cause));
  }

  @Mutation(() => PriceSchedulePayload, {
    description:
      'Plans what a variant shall cost from a moment on, for good or until the former price returns. Errors: VARIANT_NOT_FOUND, PRICE_NOT_FOUND without a price in that currency, PRICE_INVALID, COMPARE_AT_PRICE_NOT_HIGHER, PRICE_SCHEDULE_PERIOD_INVALID, PRICE_SCHEDULE_OVERLAPS, TOO_MANY_PRICE_SCHEDULES.',
  })
  async productPriceSchedule(
    @Arg('input', () => ProductPriceScheduleInput) input: ProductPriceScheduleInput,
    @Ctx() context: GraphContext,
  ): Promise<PriceSchedulePayload> {
    if (!isId(input.variantId)) return this.planned(refuse('variant-not-found', { path: ['variantId'] }), () => false);
    const offer = readOffer(input, []);
    if (offer === undefined || isRefused(offer)) return this.planned(offer ?? priceInvalid(), () => false);
    return this.plan(input, offer, context);
  }

  @Mutation(() => PriceSchedulePayload, {
    description:
      'Calls a planned price off; where it runs, the former price returns at once. Errors: PRICE_SCHEDULE_NOT_FOUND, PRICE_SCHEDULE_OVER.',
  })
  async productPriceScheduleCancel(
    @Arg('input', () => ProductPriceScheduleCancelInput) input: ProductPriceScheduleCancelInput,
    @Ctx() context: GraphContext,
  ): Promise<PriceSchedulePayload> {
    const { scheduleId } = input;
    if (!isId(scheduleId)) return this.planned(refuse('price-schedule-not-found', { path: ['scheduleId'] }), () => false);
    const target = { scheduleId: idOf<'PriceSchedule'>(scheduleId), ...expectedOf(input) };
    const run = (cause: Cause) => this.products.cancelPriceSchedule(target, cause);
    const outcome = await command<Versioned<Product>>(context, { operation: 'productPriceScheduleCancel', input: {}, run });
    return this.planned(outcome, ({ id }) => id === scheduleId);
  }
}
