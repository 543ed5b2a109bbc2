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
import { validateDetails, normalizeDetails, type DetailsRefusal } from './details';
import { currencyOf, endOfPrice, validateOffer } from './pricing';
import { priceIn, pricesOf } from './prices';
import { evolve, variantOf, type Details, type Product, type ProductEvent } from './product';
import type { Offer, Option, Variant, VariantDetails } from './variant';
import { validatePublication, type PublicationRefusal } from './policies';
import { cancelSchedule, cancelBegunSchedules, priceEvents, runSchedules, schedulePrice, type ScheduleRefusal } from './schedule-decisions';
import type { NewPriceSchedule, PriceScheduleId } from './schedules';
import { createVariant, normalizeVariant, validateVariant, type NewVariant, type VariantRefusal } from './variants';

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
  /** An empty text removes it. */
  readonly stockUnit?: string;
};

export type ProductCommand =
  | Create
  | Update
  | AddVariant
  | ChangeVariant
  | ChangePrice
  | WithdrawPrice
  | { readonly type: 'SchedulePrice'; readonly plan: NewPriceSchedule; readonly at: Instant }
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
  const details = normalizeDetails(proposed);
  const refusal = validateDetails(details);
  if (refusal !== undefined) return refusal;
  const admitted: Variant[] = [];
  for (const [position, variant] of variants.entries()) {
    const outcome = createVariant(variant, admitted, { at, path: ['variants', position.toString()] });
    if (isRefused(outcome)) return outcome;
    admitted.push(outcome);
  }
  return [{ type: 'ProductCreated', id, sellerId, slug, details, variants: admitted, at }];
};

const update = (product: Product, { changes, at }: Update): ProductDecision => {
  const details = normalizeDetails({ ...product.details, ...changes });
  const refusal = validateDetails(details) ?? validatePublication({ ...product, details });
  if (refusal !== undefined) return refusal;
  return canonicalJson(details) === canonicalJson(product.details) ? [] : [{ type: 'DetailsChanged', details, at }];
};

const addVariant = (product: Product, { variant: proposed, at }: AddVariant): ProductDecision => {
  if (variantOf(product, proposed.id) !== undefined) return [];
  const variant = createVariant(proposed, product.variants, { at, path: [] });
  if (isRefused(variant)) return variant;
  return validatePublication({ ...product, variants: [...product.variants, variant] }) ?? [{ type: 'VariantAdded', variant, at }];
};

const changeVariant = (product: Product, { variantId, changes, at }: ChangeVariant): ProductDecision => {
  const found = variantOf(product, variantId);
  if (found === undefined) return refuse('variant-not-found');
  const { price: _, otherPrices: _others, ...current } = found;
  const variant: VariantDetails = normalizeVariant({ ...current, ...changes });
  const others = product.variants.filter(({ id }) => id !== variantId);
  const refusal = validateVariant(variant, others, []);
  if (refusal !== undefined) return refusal;
  return canonicalJson(variant) === canonicalJson(current) ? [] : [{ type: 'VariantChanged', variant, at }];
};

const changePrice = (product: Product, { variantId, offer, at }: ChangePrice): ProductDecision => {
  const variant = variantOf(product, variantId);
  if (variant === undefined) return refuse('variant-not-found');
  const refusal = validateOffer(offer, { own: pricesOf(variant), product: currencyOf(product.variants) }, []);
  if (refusal !== undefined) return refusal;
  const key = { variantId, offer };
  // Cancels schedules in effect even if the price stays the same: otherwise the previous price would return later.
  return [...cancelBegunSchedules(product, key, at), ...priceEvents(product, key, at)];
};

const withdrawPrice = (product: Product, { variantId, currency, at }: WithdrawPrice): ProductDecision => {
  const variant = variantOf(product, variantId);
  if (variant === undefined) return refuse('variant-not-found');
  if (currencyOf(product.variants) === currency) return refuse('base-price-stays', { path: ['currency'] });
  const current = priceIn(variant, currency);
  if (current === undefined) return [];
  const isScheduled = product.schedules.some((each) => each.variantId === variantId && each.offer.price.currency === currency);
  if (isScheduled) return refuse('price-scheduled', { path: ['currency'] });
  return [{ type: 'PriceWithdrawn', variantId, currency, until: endOfPrice(current, at), at }];
};

const publish = (product: Product, sellerApproved: boolean, at: Instant): ProductDecision => {
  if (product.status === 'PUBLISHED') return [];
  if (!sellerApproved) return refuse('seller-not-approved');
  const event: ProductEvent = { type: 'ProductPublished', at };
  return validatePublication(evolve(product, event)) ?? [event];
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

/** Decides a command: the events, none if the command changes nothing, or a refusal. */
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
