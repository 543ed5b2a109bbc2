import {
  canonicalJson,
  isRefused,
  refuse,
  type Currency,
  type Decider,
  type Decision,
  type Instant,
  type ProductId,
  type SellerId,
  type VariantId,
} from '@marketplace/kernel';
import { detailsFault, tidy, type DetailsRefusal } from './details';
import { currencyOf, ending, offerFault } from './pricing';
import { priceIn, pricesOf } from './prices';
import { evolve, variantOf, type Details, type Product, type ProductEvent } from './product';
import type { Offer, Option, Variant, VariantFacts } from './variant';
import { publicationFault, type PublicationRefusal } from './policies';
import { cancelSchedule, overtaken, priceEvents, runSchedules, schedulePrice, type ScheduleRefusal } from './schedule-decisions';
import type { PricePlan, PriceScheduleId } from './schedules';
import { admit, tidyVariant, variantFault, type NewVariant, type VariantRefusal } from './variants';

type Create = {
  readonly type: 'CreateProduct';
  readonly id: ProductId;
  readonly sellerId: SellerId;
  readonly slug: string;
  readonly details: Details;
  readonly variants: readonly NewVariant[];
  readonly at: Instant;
};
type Update = { readonly type: 'UpdateProduct'; readonly changes: Partial<Details>; readonly at: Instant };
type AddVariant = { readonly type: 'AddVariant'; readonly variant: NewVariant; readonly at: Instant };
type ChangeVariant = {
  readonly type: 'ChangeVariant';
  readonly variantId: VariantId;
  readonly changes: VariantChanges;
  readonly at: Instant;
};
type ChangePrice = { readonly type: 'ChangePrice'; readonly variantId: VariantId; readonly offer: Offer; readonly at: Instant };

type WithdrawPrice = { readonly type: 'WithdrawPrice'; readonly variantId: VariantId; readonly currency: Currency; readonly at: Instant };

export type VariantChanges = {
  readonly sku?: string;
  readonly options?: readonly Option[];
  readonly weightGrams?: number;
  /** Empty: none from now on. */
  readonly stockUnit?: string;
};

export type ProductCommand =
  | Create
  | Update
  | AddVariant
  | ChangeVariant
  | ChangePrice
  | WithdrawPrice
  | { readonly type: 'SchedulePrice'; readonly plan: PricePlan; readonly at: Instant }
  | { readonly type: 'CancelPriceSchedule'; readonly scheduleId: PriceScheduleId; readonly at: Instant }
  | { readonly type: 'RunPriceSchedules'; readonly at: Instant }
  | { readonly type: 'PublishProduct'; readonly sellerApproved: boolean; readonly at: Instant }
  | { readonly type: 'UnpublishProduct'; readonly at: Instant }
  | { readonly type: 'ArchiveProduct'; readonly at: Instant };

export type ProductRejection =
  | 'product-not-found'
  | 'variant-not-found'
  | 'product-archived'
  | 'product-not-published'
  | 'base-price-stays'
  | 'price-scheduled'
  | ScheduleRefusal['refused']
  | DetailsRefusal['refused']
  | VariantRefusal['refused']
  | PublicationRefusal['refused'];

type ProductDecision = Decision<ProductEvent, ProductRejection>;

const create = ({ id, sellerId, slug, details: proposed, variants, at }: Create): ProductDecision => {
  const details = tidy(proposed);
  const fault = detailsFault(details);
  if (fault !== undefined) return fault;
  const admitted: Variant[] = [];
  for (const [position, variant] of variants.entries()) {
    const outcome = admit(variant, admitted, { at, path: ['variants', position.toString()] });
    if (isRefused(outcome)) return outcome;
    admitted.push(outcome);
  }
  return [{ type: 'ProductCreated', id, sellerId, slug, details, variants: admitted, at }];
};

const update = (product: Product, { changes, at }: Update): ProductDecision => {
  const details = tidy({ ...product.details, ...changes });
  const fault = detailsFault(details) ?? publicationFault({ ...product, details });
  if (fault !== undefined) return fault;
  return canonicalJson(details) === canonicalJson(product.details) ? [] : [{ type: 'DetailsChanged', details, at }];
};

const addVariant = (product: Product, { variant: proposed, at }: AddVariant): ProductDecision => {
  if (variantOf(product, proposed.id) !== undefined) return [];
  const variant = admit(proposed, product.variants, { at, path: [] });
  if (isRefused(variant)) return variant;
  return publicationFault({ ...product, variants: [...product.variants, variant] }) ?? [{ type: 'VariantAdded', variant, at }];
};

const changeVariant = (product: Product, { variantId, changes, at }: ChangeVariant): ProductDecision => {
  const found = variantOf(product, variantId);
  if (found === undefined) return refuse('variant-not-found');
  const { price: _, otherPrices: _others, ...current } = found;
  const variant: VariantFacts = tidyVariant({ ...current, ...changes });
  const others = product.variants.filter(({ id }) => id !== variantId);
  const fault = variantFault(variant, others, []);
  if (fault !== undefined) return fault;
  return canonicalJson(variant) === canonicalJson(current) ? [] : [{ type: 'VariantChanged', variant, at }];
};

const changePrice = (product: Product, { variantId, offer, at }: ChangePrice): ProductDecision => {
  const variant = variantOf(product, variantId);
  if (variant === undefined) return refuse('variant-not-found');
  const fault = offerFault(offer, { own: pricesOf(variant), product: currencyOf(product.variants) }, []);
  if (fault !== undefined) return fault;
  const key = { variantId, offer };
  // Also where it is the very price that runs: it stays, and the former one does not return.
  return [...overtaken(product, key, at), ...priceEvents(product, key, at)];
};

const withdrawPrice = (product: Product, { variantId, currency, at }: WithdrawPrice): ProductDecision => {
  const variant = variantOf(product, variantId);
  if (variant === undefined) return refuse('variant-not-found');
  if (currencyOf(product.variants) === currency) return refuse('base-price-stays', { path: ['currency'] });
  const current = priceIn(variant, currency);
  if (current === undefined) return [];
  const isScheduled = product.schedules.some((each) => each.variantId === variantId && each.offer.price.currency === currency);
  if (isScheduled) return refuse('price-scheduled', { path: ['currency'] });
  return [{ type: 'PriceWithdrawn', variantId, currency, until: ending(current, at), at }];
};

const publish = (product: Product, sellerApproved: boolean, at: Instant): ProductDecision => {
  if (product.status === 'PUBLISHED') return [];
  if (!sellerApproved) return refuse('seller-not-approved');
  const event: ProductEvent = { type: 'ProductPublished', at };
  return publicationFault(evolve(product, event)) ?? [event];
};

const unpublish = (product: Product, at: Instant): ProductDecision => {
  if (product.status === 'UNPUBLISHED') return [];
  return product.status === 'PUBLISHED' ? [{ type: 'ProductUnpublished', at }] : refuse('product-not-published');
};

const decideExisting = (command: Exclude<ProductCommand, Create>, product: Product): ProductDecision => {
  switch (command.type) {
    case 'UpdateProduct':
      return update(product, command);
    case 'AddVariant':
      return addVariant(product, command);
    case 'ChangeVariant':
      return changeVariant(product, command);
    case 'ChangePrice':
      return changePrice(product, command);
    case 'WithdrawPrice':
      return withdrawPrice(product, command);
    case 'SchedulePrice':
      return schedulePrice(product, command.plan, command.at);
    case 'CancelPriceSchedule':
      return cancelSchedule(product, command.scheduleId, command.at);
    case 'RunPriceSchedules':
      return runSchedules(product, command.at);
    case 'PublishProduct':
      return publish(product, command.sellerApproved, command.at);
    case 'UnpublishProduct':
      return unpublish(product, command.at);
    case 'ArchiveProduct':
      return [{ type: 'ProductArchived', at: command.at }];
  }
};

/** What a command makes of a product: facts, nothing when it was carried out before, or a refusal. */
export const decide = (command: ProductCommand, product: Product | undefined): ProductDecision => {
  if (command.type === 'CreateProduct') return product === undefined ? create(command) : [];
  if (product === undefined) return refuse('product-not-found');
  if (product.status === 'ARCHIVED') return command.type === 'ArchiveProduct' ? [] : refuse('product-archived');
  return decideExisting(command, product);
};

export const productDecider: Decider<ProductCommand, ProductEvent, Product | undefined, ProductRejection> = {
  initial: undefined,
  decide,
  evolve,
};
