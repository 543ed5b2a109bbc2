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
import type { Offer, VariantDetails } from '../domain/variant';
import type { NewPriceSchedule, PriceScheduleId } from '../domain/schedules';
import { slugOf, withSuffix } from '../domain/text';
import type { NewVariant } from '../domain/variants';
import type { Claims, Ports } from './ports';
import { reasons, type ProductRefusalCode, type RefusalOf, type UseCase } from './product-refusals';

export type NewProduct = { readonly sellerId: SellerId; readonly details: Details; readonly variants: readonly Omit<NewVariant, 'id'>[] };

/** The target of a command, with the version that the caller expects, if any. */
type Expected = { readonly expectedVersion?: number };
export type ProductTarget = Expected & { readonly productId: ProductId };
export type VariantTarget = Expected & { readonly variantId: VariantId };
export type ScheduleTarget = Expected & { readonly scheduleId: PriceScheduleId };
type Target = ProductTarget | VariantTarget | ScheduleTarget;

type CreateProduct = Extract<ProductCommand, { readonly type: 'CreateProduct' }>;
type Outcome<Case extends UseCase> = Promise<Versioned<Product> | RefusalOf<Case>>;
type Found = Promise<Versioned<Product> | Refusal<ProductRefusalCode>>;

export type Products = ReturnType<typeof createProducts>;

const stockUnitsOf = (variants: readonly VariantDetails[]): readonly string[] =>
  variants.flatMap(({ stockUnit }) => (stockUnit === undefined ? [] : [stockUnit]));

/** The values of an event that must be unique or must exist. */
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

/** The input path of a SKU or stock unit that another variant uses. */
const conflictPath = (event: ProductEvent, field: 'sku' | 'stockUnit', taken: string): readonly string[] =>
  event.type === 'ProductCreated'
    ? ['variants', event.variants.findIndex((variant) => variant[field] === taken).toString(), field]
    : [field];

const notFound = (target: Target): Refusal<ProductRefusalCode> => {
  if ('scheduleId' in target) return refuse('price-schedule-not-found');
  return refuse('variantId' in target ? 'variant-not-found' : 'product-not-found');
};

const sellerNotFound = () => refuse('seller-not-found', { path: ['sellerId'] });

/** The use cases of products. Products of other sellers do not exist for the actor. */
export const createProducts = ({ products, sellers, clock, newId }: Pick<Ports, 'products' | 'sellers' | 'clock' | 'newId'>) => {
  const findConflict = async (sellerId: SellerId, event: ProductEvent): Promise<Refusal<ProductRefusalCode> | 'slug-taken' | undefined> => {
    const claims = claimsOf(sellerId, event);
    if (claims === undefined) return undefined;
    const { takenSku, takenStockUnit, slugTaken, categoryKnown } = await products.conflictsOf(claims);
    if (!categoryKnown) return refuse('category-not-found', { path: ['categoryId'] });
    if (takenSku !== undefined) return refuse('sku-taken', { path: conflictPath(event, 'sku', takenSku), sku: takenSku });
    if (takenStockUnit !== undefined)
      return refuse('stock-unit-taken', { path: conflictPath(event, 'stockUnit', takenStockUnit), stockUnit: takenStockUnit });
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

  /** Decides a command and saves its events; saves nothing if it is refused or changes nothing. */
  const decideAndSave = async (before: Versioned<Product>, command: ProductCommand, cause: Cause): Found => {
    const events = decide(command, before.state);
    if (isRefused(events)) return events;
    for (const event of events) {
      const refused = await findConflict(before.state.sellerId, event);
      if (refused !== undefined && refused !== 'slug-taken') return refused;
    }
    const [after] = await products.save([{ before, events }], cause);
    return after ?? before;
  };

  const narrowed = <Case extends UseCase>(
    name: Case,
    outcome: Versioned<Product> | Refusal<ProductRefusalCode>,
  ): Versioned<Product> | RefusalOf<Case> =>
    isRefused(outcome) ? narrowRefusal<ProductRefusalCode, (typeof reasons)[Case][number]>(outcome, ...reasons[name]) : outcome;

  /** Runs a use case that is one command for an existing product. */
  const execute = async <Case extends UseCase>(
    name: Case,
    { target, cause }: { readonly target: Target; readonly cause: Cause },
    commandOf: (at: Instant, product: Product) => ProductCommand | Promise<ProductCommand>,
  ): Outcome<Case> => {
    const found = await find(target, cause);
    return narrowed(name, isRefused(found) ? found : await decideAndSave(found, await commandOf(clock(), found.state), cause));
  };

  /** Decides the creation with the slug of the title, or with a suffix if another product has that slug. */
  const decideCreation = async (command: CreateProduct): Promise<readonly ProductEvent[] | Refusal<ProductRefusalCode>> => {
    const events = decide(command, undefined);
    const [created] = isRefused(events) ? [] : events;
    if (created === undefined) return events;
    const refused = await findConflict(command.sellerId, created);
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
    /** Creates a draft. Operators can create products only for approved sellers; sellers can prepare drafts before their approval. */
    create: async ({ sellerId, details, variants }: NewProduct, cause: Cause): Outcome<'create'> => {
      const { actor } = cause;
      if (!mayManage(actor, sellerId)) return sellerNotFound();
      if (!isSellerStaff(actor, sellerId) && !(await sellers.isApproved(sellerId))) return sellerNotFound();
      const proposed = variants.map((variant): NewVariant => ({ ...variant, id: newId() }));
      const draft = { id: newId<'Product'>(), sellerId, slug: slugOf(details.title), details, variants: proposed };
      return narrowed('create', await createNew({ type: 'CreateProduct', ...draft, at: clock() }, cause));
    },

    update: (target: ProductTarget, changes: Partial<Details>, cause: Cause) =>
      execute('update', { target, cause }, (at) => ({ type: 'UpdateProduct', changes, at })),

    addVariant: (target: ProductTarget, variant: NewVariant, cause: Cause) =>
      execute('addVariant', { target, cause }, (at) => ({ type: 'AddVariant', variant, at })),

    changeVariant: (target: VariantTarget, changes: VariantChanges, cause: Cause) =>
      execute('changeVariant', { target, cause }, (at) => ({ type: 'ChangeVariant', variantId: target.variantId, changes, at })),

    /** Sets the number that warehouses use for the variant; an empty text removes it. */
    linkInventory: (target: VariantTarget, stockUnit: string, cause: Cause) =>
      execute('linkInventory', { target, cause }, (at) => ({
        type: 'ChangeVariant',
        variantId: target.variantId,
        changes: { stockUnit },
        at,
      })),

    changePrice: (target: VariantTarget, offer: Offer, cause: Cause) =>
      execute('changePrice', { target, cause }, (at) => ({ type: 'ChangePrice', variantId: target.variantId, offer, at })),

    /** Removes the price in a further currency. */
    withdrawPrice: (target: VariantTarget, currency: Currency, cause: Cause) =>
      execute('withdrawPrice', { target, cause }, (at) => ({ type: 'WithdrawPrice', variantId: target.variantId, currency, at })),

    schedulePrice: (target: VariantTarget, proposal: Omit<NewPriceSchedule, 'id' | 'variantId'>, cause: Cause) => {
      const plan = { ...proposal, id: newId<'PriceSchedule'>(), variantId: target.variantId };
      return execute('schedulePrice', { target, cause }, (at) => ({ type: 'SchedulePrice', plan, at }));
    },

    cancelPriceSchedule: (target: ScheduleTarget, cause: Cause) =>
      execute('cancelPriceSchedule', { target, cause }, (at) => ({ type: 'CancelPriceSchedule', scheduleId: target.scheduleId, at })),

    /** Publishes the product, if accounts has approved the seller. */
    publish: (target: ProductTarget, cause: Cause) =>
      execute('publish', { target, cause }, async (at, { sellerId }) => ({
        type: 'PublishProduct',
        sellerApproved: await sellers.isApproved(sellerId),
        at,
      })),

    unpublish: (target: ProductTarget, cause: Cause) => execute('unpublish', { target, cause }, (at) => ({ type: 'UnpublishProduct', at })),

    archive: (target: ProductTarget, cause: Cause) => execute('archive', { target, cause }, (at) => ({ type: 'ArchiveProduct', at })),

    /** Reads the product, for those who may manage it. */
    read: async (productId: ProductId, cause: Cause): Promise<Versioned<Product> | Refusal<'product-not-found'>> => {
      const product = await products.find(productId);
      return product !== undefined && mayManage(cause.actor, product.state.sellerId) ? product : refuse('product-not-found');
    },
  };
};
