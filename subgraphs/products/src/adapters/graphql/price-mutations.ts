import { defined, isCurrency, isRefused, refuse } from '@marketplace/kernel';
import type { Versioned } from '@marketplace/application';
import { mutation, mutations, pick } from '@marketplace/platform/graphql';
import type { BackOfficeViews, RecordedSchedule } from '../../application/ports';
import { reasons } from '../../application/product-refusals';
import type { Products } from '../../application/products';
import type { Product } from '../../domain/product';
import { messages } from './messages';
import {
  ProductPriceChangeInput,
  ProductPriceScheduleCancelInput,
  ProductPriceScheduleInput,
  ProductPriceWithdrawInput,
} from './price-inputs.types';
import { PriceSchedulePayload, toScheduleType } from './price.types';
import { variantAnswer, type BuildListing } from './product-mutations';
import { toProductType, VariantPayload } from './product.types';
import { readOffer } from './read-inputs';

type Dependencies = {
  readonly products: Products;
  readonly buildListing: BuildListing;
  readonly views: Pick<BackOfficeViews, 'schedules'>;
};

const access = 'everyone';
const ids = { variantId: 'variant-not-found' } as const;

const currentPriceMutations = ({ products, buildListing }: Dependencies) => {
  const answer = variantAnswer(buildListing);
  return {
    productPriceChange: mutation({
      description:
        "Changes the price of a variant, in the product's own currency or a further one. Carts use the new price; orders keep theirs. Cancels a schedule in that currency whose start has passed, even if its price is the same; later schedules stay.",
      input: ProductPriceChangeInput,
      payload: VariantPayload,
      access,
      ids,
      errors: pick(messages, ...reasons.changePrice),
      run: (input, { cause }) => {
        const offer = readOffer(input, []);
        return isRefused(offer) ? offer : products.changePrice(input, offer, cause);
      },
      answer: (product, _request, { variantId }) => answer(product, variantId),
    }),
    productPriceWithdraw: mutation({
      description:
        "Removes the price of a variant in a further currency. BASE_PRICE_STAYS for the product's own currency, PRICE_SCHEDULED while a schedule in the currency is open.",
      input: ProductPriceWithdrawInput,
      payload: VariantPayload,
      access,
      ids,
      errors: pick(messages, ...reasons.withdrawPrice, 'currency-unknown'),
      run: (input, { cause }) => {
        const { currency } = input;
        if (!isCurrency(currency)) return refuse('currency-unknown', { path: ['currency'] });
        return products.withdrawPrice(input, currency, cause);
      },
      answer: (product, _request, { variantId }) => answer(product, variantId),
    }),
  };
};

const scheduleMutations = ({ products, buildListing, views }: Dependencies) => {
  /** The schedule that a mutation was about, as it is now. */
  const answer = async (after: Versioned<Product>, isTarget: (schedule: RecordedSchedule) => boolean) => {
    const product = toProductType(await buildListing(after));
    const schedule = (await views.schedules([after.state.id])).get(after.state.id)?.findLast(isTarget);
    return { schedule: schedule === undefined ? null : toScheduleType(schedule, product), product };
  };
  return {
    productPriceSchedule: mutation({
      description:
        'Schedules a price for a variant, with or without an end. After the end, the previous price returns. PRICE_NOT_FOUND if the variant has no price in that currency.',
      input: ProductPriceScheduleInput,
      payload: PriceSchedulePayload,
      access,
      ids,
      errors: pick(messages, ...reasons.schedulePrice),
      run: (input, { cause }) => {
        const { from, until } = input;
        const offer = readOffer(input, []);
        return isRefused(offer) ? offer : products.schedulePrice(input, { offer, from, ...defined({ until }) }, cause);
      },
      answer: (product, _request, { variantId, from, price: { currency } }) =>
        answer(
          product,
          (schedule) =>
            schedule.closedAt === null &&
            schedule.variantId === variantId &&
            schedule.from === from &&
            schedule.offer.price.currency === currency,
        ),
    }),
    productPriceScheduleCancel: mutation({
      description: 'Cancels a scheduled price. If it is in effect, the previous price returns at once.',
      input: ProductPriceScheduleCancelInput,
      payload: PriceSchedulePayload,
      access,
      ids: { scheduleId: 'price-schedule-not-found' },
      errors: pick(messages, ...reasons.cancelPriceSchedule),
      run: (input, { cause }) => products.cancelPriceSchedule(input, cause),
      answer: (product, _request, { scheduleId }) => answer(product, ({ id }) => id === scheduleId),
    }),
  };
};

/** The mutations of prices and price schedules, for sellers and operators. */
export const priceMutations = (dependencies: Dependencies): object =>
  mutations({ ...currentPriceMutations(dependencies), ...scheduleMutations(dependencies) });
