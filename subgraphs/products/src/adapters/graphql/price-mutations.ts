import { defined, isCurrency, isRefused, refuse } from '@marketplace/kernel';
import type { Versioned } from '@marketplace/application';
import { mutation, mutations, pick } from '@marketplace/platform/graphql';
import type { BackOfficeViews, PlannedPrice } from '../../application/ports';
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
import { variantAnswer, type Shown } from './product-mutations';
import { toProductType, VariantPayload } from './product.types';
import { readOffer } from './read-inputs';

type Services = { readonly products: Products; readonly shown: Shown; readonly views: Pick<BackOfficeViews, 'schedules'> };

const access = 'everybody';
const ids = { variantId: 'variant-not-found' } as const;

const currentPriceMutations = ({ products, shown }: Services) => {
  const answer = variantAnswer(shown);
  return {
    productPriceChange: mutation({
      description:
        "Sets what a variant costs from now on, in the product's own currency or a further one; carts follow, orders keep theirs. A plan for it in that currency that has begun is called off, also where it runs at this very price; later ones stand.",
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
        "Ends the price of a variant in a further currency. BASE_PRICE_STAYS for the product's own currency, PRICE_SCHEDULED while a plan for it is open.",
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

const plannedPriceMutations = ({ products, shown, views }: Services) => {
  /** The plan that a mutation was about, as it stands now. */
  const answer = async (after: Versioned<Product>, isMeant: (planned: PlannedPrice) => boolean) => {
    const product = toProductType(await shown(after));
    const planned = (await views.schedules([after.state.id])).get(after.state.id)?.findLast(isMeant);
    return { schedule: planned === undefined ? null : toScheduleType(planned, product), product };
  };
  return {
    productPriceSchedule: mutation({
      description:
        'Plans what a variant shall cost from a moment on, for good or until the former price returns. PRICE_NOT_FOUND without a price in that currency.',
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
          (planned) =>
            planned.closedAt === null &&
            planned.variantId === variantId &&
            planned.from === from &&
            planned.offer.price.currency === currency,
        ),
    }),
    productPriceScheduleCancel: mutation({
      description: 'Calls a planned price off; where it runs, the former price returns at once.',
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

/** What sellers and operators do with prices, now and to come. */
export const priceMutations = (services: Services): object =>
  mutations({ ...currentPriceMutations(services), ...plannedPriceMutations(services) });
