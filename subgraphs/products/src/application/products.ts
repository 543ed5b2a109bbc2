import {
  isRefused,
  isSellerStaff,
  refuse,
  type Cause,
  type Currency,
  type Instant,
  type ProductId,
  type Refusal,
  type SellerId,
  type VariantId,
} from '@marketplace/kernel';
import { decide, type ProductCommand, type ProductRejection, type VariantChanges } from '../domain/decide';
import { mayManage } from '../domain/policies';
import { evolve, type Details, type Product, type ProductEvent } from '../domain/product';
import type { Offer, VariantFacts } from '../domain/variant';
import type { PricePlan, PriceScheduleId } from '../domain/schedules';
import { slugOf, withSuffix } from '../domain/slug';
import type { NewVariant } from '../domain/variants';
import type { Claims, Ports, ProductChange } from './ports';
import type { Versioned } from './versioned';

export type NewProduct = { readonly sellerId: SellerId; readonly details: Details; readonly variants: readonly Omit<NewVariant, 'id'>[] };

/** Which product a command is for, and the version that its caller has seen, if the caller cares. */
export type Target = ({ readonly productId: ProductId } | { readonly variantId: VariantId } | { readonly scheduleId: PriceScheduleId }) & {
  readonly expectedVersion?: number;
};

type OfVariant = Target & { readonly variantId: VariantId };

export type ProductRefusal = Refusal<
  ProductRejection | 'seller-not-found' | 'category-not-found' | 'price-schedule-not-found' | 'version-conflict'
>;

export type ProductOutcome = Versioned<Product> | ProductRefusal;

export type Products = ReturnType<typeof createProducts>;

const neverEmpty = (): never => {
  throw new Error('a product has at least one event');
};

const outcomeOf = ({ version, before, events }: ProductChange): Versioned<Product> => ({
  version: version + events.length,
  state: events.reduce<Product | undefined>(evolve, before) ?? neverEmpty(),
});

const stockUnitsOf = (variants: readonly VariantFacts[]): readonly string[] =>
  variants.flatMap(({ stockUnit }) => (stockUnit === undefined ? [] : [stockUnit]));

/** What the events of a decision lay claim to in the catalogue around the product. */
const claimsOf = (sellerId: SellerId, event: ProductEvent): Claims | undefined => {
  switch (event.type) {
    case 'ProductCreated':
      return {
        sellerId,
        skus: event.variants.map(({ sku }) => sku),
        stockUnits: stockUnitsOf(event.variants),
        slug: event.slug,
        categoryId: event.details.categoryId,
      };
    case 'DetailsChanged':
      return { sellerId, skus: [], stockUnits: [], categoryId: event.details.categoryId };
    case 'VariantAdded':
    case 'VariantChanged':
      return { sellerId, skus: [event.variant.sku], stockUnits: stockUnitsOf([event.variant]), variantId: event.variant.id };
    case 'PriceChanged':
    case 'PriceWithdrawn':
    case 'PriceScheduled':
    case 'PriceScheduleStarted':
    case 'PriceScheduleEnded':
    case 'PriceScheduleCancelled':
    case 'ProductPublished':
    case 'ProductUnpublished':
    case 'ProductArchived':
      return undefined;
  }
};

/** Where in the input a number stands that another variant has. */
const numberPath = (event: ProductEvent, field: 'sku' | 'stockUnit', taken: string): readonly string[] =>
  event.type === 'ProductCreated'
    ? ['variants', event.variants.findIndex((variant) => variant[field] === taken).toString(), field]
    : [field];

const notFound = (target: Target): ProductRefusal => {
  if ('scheduleId' in target) return refuse('price-schedule-not-found');
  return refuse('variantId' in target ? 'variant-not-found' : 'product-not-found');
};

/** The use cases of products. Whoever may not manage a seller's products finds none of them. */
export const createProducts = ({ products, sellers, clock, newId }: Ports) => {
  const clash = async (sellerId: SellerId, event: ProductEvent): Promise<ProductRefusal | 'slug-taken' | undefined> => {
    const claims = claimsOf(sellerId, event);
    if (claims === undefined) return undefined;
    const { takenSku, takenStockUnit, slugTaken, categoryKnown } = await products.standingOf(claims);
    if (!categoryKnown) return refuse('category-not-found', { path: ['categoryId'] });
    if (takenSku !== undefined) return refuse('sku-taken', { path: numberPath(event, 'sku', takenSku), sku: takenSku });
    if (takenStockUnit !== undefined)
      return refuse('stock-unit-taken', { path: numberPath(event, 'stockUnit', takenStockUnit), stockUnit: takenStockUnit });
    return slugTaken ? 'slug-taken' : undefined;
  };

  const lookUp = (target: Target): Promise<Versioned<Product> | undefined> => {
    if ('scheduleId' in target) return products.findOfSchedule(target.scheduleId);
    return 'variantId' in target ? products.findOfVariant(target.variantId) : products.find(target.productId);
  };

  const find = async (target: Target, cause: Cause): Promise<ProductOutcome> => {
    const product = await lookUp(target);
    if (product === undefined || !mayManage(cause.actor, product.state.sellerId)) return notFound(target);
    const isCurrent = target.expectedVersion === undefined || target.expectedVersion === product.version;
    return isCurrent ? product : refuse('version-conflict', { currentVersion: product.version });
  };

  /** Decides and writes; a command that was carried out before, or is refused, writes nothing. */
  const carryOut = async (
    { version, state: before }: Versioned<Product>,
    command: ProductCommand,
    cause: Cause,
  ): Promise<ProductOutcome> => {
    const events = decide(command, before);
    if (isRefused(events)) return events;
    for (const event of events) {
      const refused = await clash(before.sellerId, event);
      if (refused !== undefined && refused !== 'slug-taken') return refused;
    }
    const change = { version, before, events };
    if (events.length > 0) await products.save(change, cause);
    return outcomeOf(change);
  };

  const onProduct = async (target: Target, command: (at: Instant) => ProductCommand, cause: Cause): Promise<ProductOutcome> => {
    const product = await find(target, cause);
    return isRefused(product) ? product : carryOut(product, command(clock()), cause);
  };

  /** The slug of the title, unless another product has it. */
  const decideCreation = async (
    command: Extract<ProductCommand, { type: 'CreateProduct' }>,
  ): Promise<readonly ProductEvent[] | ProductRefusal> => {
    const events = decide(command, undefined);
    const [created] = isRefused(events) ? [] : events;
    if (created === undefined) return events;
    const refused = await clash(command.sellerId, created);
    if (refused === undefined) return events;
    return refused === 'slug-taken' ? decide({ ...command, slug: withSuffix(command.slug, command.id) }, undefined) : refused;
  };

  return {
    /** A draft of the seller's. An operator creates for approved sellers only; a seller may prepare before its approval. */
    create: async ({ sellerId, details, variants }: NewProduct, cause: Cause): Promise<ProductOutcome> => {
      const { actor } = cause;
      if (!mayManage(actor, sellerId)) return refuse('seller-not-found', { path: ['sellerId'] });
      if (!isSellerStaff(actor, sellerId) && !(await sellers.isApproved(sellerId)))
        return refuse('seller-not-found', { path: ['sellerId'] });
      const withIds = variants.map((variant): NewVariant => ({ ...variant, id: newId() }));
      const id: ProductId = newId();
      const events = await decideCreation({
        type: 'CreateProduct',
        id,
        sellerId,
        slug: slugOf(details.title),
        details,
        variants: withIds,
        at: clock(),
      });
      if (isRefused(events)) return events;
      const change = { version: 0, before: undefined, events };
      await products.save(change, cause);
      return outcomeOf(change);
    },

    update: (target: Target, changes: Partial<Details>, cause: Cause) =>
      onProduct(target, (at) => ({ type: 'UpdateProduct', changes, at }), cause),

    addVariant: (target: Target, variant: NewVariant, cause: Cause) =>
      onProduct(target, (at) => ({ type: 'AddVariant', variant, at }), cause),

    changeVariant: (target: OfVariant, changes: VariantChanges, cause: Cause) =>
      onProduct(target, (at) => ({ type: 'ChangeVariant', variantId: target.variantId, changes, at }), cause),

    /** What warehouses call the variant; empty: nothing of their own. */
    linkInventory: (target: OfVariant, stockUnit: string, cause: Cause) =>
      onProduct(target, (at) => ({ type: 'ChangeVariant', variantId: target.variantId, changes: { stockUnit }, at }), cause),

    changePrice: (target: OfVariant, offer: Offer, cause: Cause) =>
      onProduct(target, (at) => ({ type: 'ChangePrice', variantId: target.variantId, offer, at }), cause),

    /** Ends the price in a further currency; the product's own stays. */
    withdrawPrice: (target: OfVariant, currency: Currency, cause: Cause) =>
      onProduct(target, (at) => ({ type: 'WithdrawPrice', variantId: target.variantId, currency, at }), cause),

    schedulePrice: (target: OfVariant, plan: Omit<PricePlan, 'id' | 'variantId'>, cause: Cause) => {
      const whole = { ...plan, id: newId<'PriceSchedule'>(), variantId: target.variantId };
      return onProduct(target, (at) => ({ type: 'SchedulePrice', plan: whole, at }), cause);
    },

    cancelPriceSchedule: (target: Target & { readonly scheduleId: PriceScheduleId }, cause: Cause) =>
      onProduct(target, (at) => ({ type: 'CancelPriceSchedule', scheduleId: target.scheduleId, at }), cause),

    /** Puts the product on show. Refused unless accounts has approved the seller and every variant has a price. */
    publish: async (target: Target, cause: Cause): Promise<ProductOutcome> => {
      const product = await find(target, cause);
      if (isRefused(product)) return product;
      const sellerApproved = await sellers.isApproved(product.state.sellerId);
      return carryOut(product, { type: 'PublishProduct', sellerApproved, at: clock() }, cause);
    },

    unpublish: (target: Target, cause: Cause) => onProduct(target, (at) => ({ type: 'UnpublishProduct', at }), cause),

    archive: (target: Target, cause: Cause) => onProduct(target, (at) => ({ type: 'ArchiveProduct', at }), cause),

    /** The product for who may manage it, as it is now. */
    read: (productId: ProductId, cause: Cause): Promise<ProductOutcome> => find({ productId }, cause),
  };
};
