import type { Versioned } from '@marketplace/application';
import {
  isRefused,
  isSellerStaff,
  narrowRefusal,
  refuse,
  type Cause,
  type Currency,
  type Instant,
  type ProductId,
  type Refusal,
  type SellerId,
  type VariantId,
} from '@marketplace/kernel';
import { decide, type ProductCommand, type VariantChanges } from '../domain/decide';
import { mayManage } from '../domain/policies';
import type { Details, Product, ProductEvent } from '../domain/product';
import type { Offer, VariantFacts } from '../domain/variant';
import type { PricePlan, PriceScheduleId } from '../domain/schedules';
import { slugOf, withSuffix } from '../domain/text';
import type { NewVariant } from '../domain/variants';
import type { Claims, Ports } from './ports';
import { reasons, type ProductReason, type RefusalOf, type UseCase } from './product-refusals';

export type NewProduct = { readonly sellerId: SellerId; readonly details: Details; readonly variants: readonly Omit<NewVariant, 'id'>[] };

/** What a command is for, and the version of the product that its caller has seen, if the caller cares. */
type Expected = { readonly expectedVersion?: number };
export type OfProduct = Expected & { readonly productId: ProductId };
export type OfVariant = Expected & { readonly variantId: VariantId };
export type OfSchedule = Expected & { readonly scheduleId: PriceScheduleId };
type Target = OfProduct | OfVariant | OfSchedule;

type CreateProduct = Extract<ProductCommand, { readonly type: 'CreateProduct' }>;
type Outcome<Case extends UseCase> = Promise<Versioned<Product> | RefusalOf<Case>>;
type Found = Promise<Versioned<Product> | Refusal<ProductReason>>;

export type Products = ReturnType<typeof createProducts>;

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

const notFound = (target: Target): Refusal<ProductReason> => {
  if ('scheduleId' in target) return refuse('price-schedule-not-found');
  return refuse('variantId' in target ? 'variant-not-found' : 'product-not-found');
};

const sellerNotFound = () => refuse('seller-not-found', { path: ['sellerId'] });

/** The use cases of products. Those who may not manage a seller's products find none of them. */
export const createProducts = ({ products, sellers, clock, newId }: Pick<Ports, 'products' | 'sellers' | 'clock' | 'newId'>) => {
  const clash = async (sellerId: SellerId, event: ProductEvent): Promise<Refusal<ProductReason> | 'slug-taken' | undefined> => {
    const claims = claimsOf(sellerId, event);
    if (claims === undefined) return undefined;
    const { takenSku, takenStockUnit, slugTaken, categoryKnown } = await products.conflictsOf(claims);
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

  const find = async (target: Target, cause: Cause): Found => {
    const product = await lookUp(target);
    if (product === undefined || !mayManage(cause.actor, product.state.sellerId)) return notFound(target);
    const isCurrent = target.expectedVersion === undefined || target.expectedVersion === product.version;
    return isCurrent ? product : refuse('version-conflict', { currentVersion: product.version });
  };

  /** Decides and writes; a command that was carried out before, or is refused, writes nothing. */
  const carryOut = async (before: Versioned<Product>, command: ProductCommand, cause: Cause): Found => {
    const events = decide(command, before.state);
    if (isRefused(events)) return events;
    for (const event of events) {
      const refused = await clash(before.state.sellerId, event);
      if (refused !== undefined && refused !== 'slug-taken') return refused;
    }
    const [after] = await products.save([{ before, events }], cause);
    return after ?? before;
  };

  const narrowed = <Case extends UseCase>(
    name: Case,
    outcome: Versioned<Product> | Refusal<ProductReason>,
  ): Versioned<Product> | RefusalOf<Case> =>
    isRefused(outcome) ? narrowRefusal<ProductReason, (typeof reasons)[Case][number]>(outcome, ...reasons[name]) : outcome;

  /** A use case that is one command for a product that is there. */
  const carriedOut = async <Case extends UseCase>(
    name: Case,
    { target, cause }: { readonly target: Target; readonly cause: Cause },
    commandOf: (at: Instant, product: Product) => ProductCommand | Promise<ProductCommand>,
  ): Outcome<Case> => {
    const found = await find(target, cause);
    return narrowed(name, isRefused(found) ? found : await carryOut(found, await commandOf(clock(), found.state), cause));
  };

  /** The slug of the title, unless another product has it. */
  const decideCreation = async (command: CreateProduct): Promise<readonly ProductEvent[] | Refusal<ProductReason>> => {
    const events = decide(command, undefined);
    const [created] = isRefused(events) ? [] : events;
    if (created === undefined) return events;
    const refused = await clash(command.sellerId, created);
    if (refused === undefined) return events;
    return refused === 'slug-taken' ? decide({ ...command, slug: withSuffix(command.slug, command.id) }, undefined) : refused;
  };

  const createNew = async (command: CreateProduct, cause: Cause): Found => {
    const events = await decideCreation(command);
    if (isRefused(events)) return events;
    const [after] = await products.save([{ before: undefined, events }], cause);
    if (after === undefined) throw new Error('a product has at least one event');
    return after;
  };

  return {
    /** A draft of the seller's. An operator creates for approved sellers only; a seller may prepare before its approval. */
    create: async ({ sellerId, details, variants }: NewProduct, cause: Cause): Outcome<'create'> => {
      const { actor } = cause;
      if (!mayManage(actor, sellerId)) return sellerNotFound();
      if (!isSellerStaff(actor, sellerId) && !(await sellers.isApproved(sellerId))) return sellerNotFound();
      const proposed = variants.map((variant): NewVariant => ({ ...variant, id: newId() }));
      const about = { id: newId<'Product'>(), sellerId, slug: slugOf(details.title), details, variants: proposed };
      return narrowed('create', await createNew({ type: 'CreateProduct', ...about, at: clock() }, cause));
    },

    update: (target: OfProduct, changes: Partial<Details>, cause: Cause) =>
      carriedOut('update', { target, cause }, (at) => ({ type: 'UpdateProduct', changes, at })),

    addVariant: (target: OfProduct, variant: NewVariant, cause: Cause) =>
      carriedOut('addVariant', { target, cause }, (at) => ({ type: 'AddVariant', variant, at })),

    changeVariant: (target: OfVariant, changes: VariantChanges, cause: Cause) =>
      carriedOut('changeVariant', { target, cause }, (at) => ({ type: 'ChangeVariant', variantId: target.variantId, changes, at })),

    /** What warehouses call the variant; empty: nothing of their own. */
    linkInventory: (target: OfVariant, stockUnit: string, cause: Cause) =>
      carriedOut('linkInventory', { target, cause }, (at) => ({
        type: 'ChangeVariant',
        variantId: target.variantId,
        changes: { stockUnit },
        at,
      })),

    changePrice: (target: OfVariant, offer: Offer, cause: Cause) =>
      carriedOut('changePrice', { target, cause }, (at) => ({ type: 'ChangePrice', variantId: target.variantId, offer, at })),

    /** Ends the price in a further currency; the product's own stays. */
    withdrawPrice: (target: OfVariant, currency: Currency, cause: Cause) =>
      carriedOut('withdrawPrice', { target, cause }, (at) => ({ type: 'WithdrawPrice', variantId: target.variantId, currency, at })),

    schedulePrice: (target: OfVariant, proposal: Omit<PricePlan, 'id' | 'variantId'>, cause: Cause) => {
      const plan = { ...proposal, id: newId<'PriceSchedule'>(), variantId: target.variantId };
      return carriedOut('schedulePrice', { target, cause }, (at) => ({ type: 'SchedulePrice', plan, at }));
    },

    cancelPriceSchedule: (target: OfSchedule, cause: Cause) =>
      carriedOut('cancelPriceSchedule', { target, cause }, (at) => ({ type: 'CancelPriceSchedule', scheduleId: target.scheduleId, at })),

    /** Publishes the product. Refused unless accounts has approved the seller and every variant has a price. */
    publish: (target: OfProduct, cause: Cause) =>
      carriedOut('publish', { target, cause }, async (at, { sellerId }) => ({
        type: 'PublishProduct',
        sellerApproved: await sellers.isApproved(sellerId),
        at,
      })),

    unpublish: (target: OfProduct, cause: Cause) => carriedOut('unpublish', { target, cause }, (at) => ({ type: 'UnpublishProduct', at })),

    archive: (target: OfProduct, cause: Cause) => carriedOut('archive', { target, cause }, (at) => ({ type: 'ArchiveProduct', at })),

    /** The product for those who may manage it, as it is now. */
    read: async (productId: ProductId, cause: Cause): Promise<Versioned<Product> | Refusal<'product-not-found'>> => {
      const product = await products.find(productId);
      return product !== undefined && mayManage(cause.actor, product.state.sellerId) ? product : refuse('product-not-found');
    },
  };
};
