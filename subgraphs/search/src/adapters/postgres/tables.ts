import {
  bigint,
  boolean,
  currencyCode,
  date,
  id,
  integer,
  json,
  list,
  real,
  table,
  text,
  timestamp,
  tsvector,
} from '@marketplace/platform';
import type { BuildPhase, PlannedRange } from '../../application/builds';
import type { ModelName, ReplayScope, VersionStatus } from '../../application/read-model';
import type { ProductSummary } from '../../application/search-results';
import { documentFromJson, documentToJson, type ProductDocument } from '../../domain/document';
import type { ListedLine } from '../../domain/order-list';
import type { OrderStatus } from '../../domain/order-updates';
import type { Concern, FactData, FactKind } from '../../domain/facts';
import type { OrderFacts, Contribution } from '../../domain/seller-dashboard';

/** The versions of read models. A model has at most one of each status, except RETIRED. */
export const Versions = table('read_model_versions', {
  model: text<ModelName>().primary(),
  version: integer().primary(),
  status: text<VersionStatus>(),
  createdAt: timestamp().withDefault(),
  liveAt: timestamp().nullable(),
  retiredAt: timestamp().nullable(),
  /** The transaction that retired the version: statements that started before can still write to it. */
  retiredIn: bigint().nullable(),
  droppedAt: timestamp().nullable(),
});

/** Rebuilds and replays. A rebuild has a version, a replay has a scope. */
export const Builds = table('read_model_builds', {
  id: id<'Build'>().primary(),
  model: text<ModelName>(),
  version: integer().nullable(),
  scope: json<ReplayScope>().nullable(),
  phase: text<BuildPhase>(),
  plan: json<readonly PlannedRange[]>(),
  events: integer().withDefault(),
  skipped: integer().withDefault(),
  lastError: text().nullable(),
  startedAt: timestamp().withDefault(),
  replayedAt: timestamp().nullable(),
  finishedAt: timestamp().nullable(),
});

/** The columns from `orderNumber` on come from OrderCreated: all of them are null before it arrives. */
export const OrderList = table('order_list', {
  modelVersion: integer().primary(),
  orderId: id<'Order'>().primary(),
  buyerId: id<'User'>(),
  sellerId: id<'Seller'>(),
  status: text<OrderStatus>(),
  statusVersion: integer(),
  orderNumber: text().nullable(),
  total: bigint().nullable(),
  currency: currencyCode().nullable(),
  itemCount: integer().nullable(),
  lines: json<readonly ListedLine[]>().nullable(),
  createdAt: timestamp().nullable(),
});

export const DashboardOrders = table('seller_dashboard_orders', {
  modelVersion: integer().primary(),
  orderId: id<'Order'>().primary(),
  sellerId: id<'Seller'>(),
  revision: integer(),
  facts: json<OrderFacts>(),
  counted: json<readonly Contribution[]>(),
});

export const DashboardDays = table('seller_dashboard_days', {
  modelVersion: integer().primary(),
  sellerId: id<'Seller'>().primary(),
  day: date().primary(),
  kind: text<Contribution['kind']>().primary(),
  /** The product or the status. */
  key: text().primary(),
  currency: currencyCode().primary(),
  orders: bigint(),
  pieces: bigint(),
  revenue: bigint(),
});

export const DashboardTitles = table('seller_dashboard_titles', {
  modelVersion: integer().primary(),
  productId: id<'Product'>().primary(),
  title: text(),
  orderedAt: timestamp(),
});

/** The newest fact of each kind and key. */
export const Facts = table('index_parts', {
  indexVersion: integer().primary(),
  kind: text<FactKind>().primary(),
  key: text().primary(),
  subject: text(),
  version: integer(),
  data: json<FactData[FactKind]>(),
});

/** Subjects to update. */
export const PendingUpdates = table('index_dirty', {
  id: bigint().primary().withDefault(),
  indexVersion: integer(),
  concern: text<Concern>(),
  subject: text(),
  notedAt: timestamp().withDefault(),
});

/** Subjects that could not be updated. */
export const QuarantinedItems = table('index_set_aside', {
  indexVersion: integer().primary(),
  concern: text<Concern>().primary(),
  subject: text().primary(),
  error: text(),
  attempts: integer().withDefault(),
  since: timestamp().withDefault(),
  triedAt: timestamp().withDefault(),
});

/** The orders that `UnitsSold` includes. */
export const CountedOrders = table('index_counted_orders', { indexVersion: integer().primary(), orderId: text().primary() });

export const UnitsSold = table('index_sold', { indexVersion: integer().primary(), productId: text().primary(), pieces: bigint() });

/** Partitioned by version. A product that left the index keeps its key and `seq`; its lists are empty and all else is null. */
export const ProductIndex = table('product_index', {
  indexVersion: integer().primary(),
  productId: id<'Product'>().primary(),
  seq: bigint(),
  document: json<ProductDocument>({ read: documentFromJson, write: documentToJson }).nullable(),
  summary: json<ProductSummary>(undefined, 'json').named('card').nullable(),
  language: text().nullable(),
  words: tsvector().nullable(),
  /** The IDs of `FacetValues`. */
  facets: list(integer()),
  categoryIds: list(id<'Category'>()).named('shelves'), // dialect-ok: the name of a column
  sellerId: id<'Seller'>().nullable(),
  sellerName: text().nullable(),
  sellerScore: real().nullable(),
  /** The lowest and highest price by currency, in minor units as text. */
  prices: json<Readonly<Record<string, readonly [min: string, max: string]>>>().nullable(),
  available: boolean().nullable(),
  /** Hundredths of a star. */
  rating: integer().nullable(),
  ratingRank: integer().nullable(),
  sold: bigint().nullable(),
  popularity: integer().nullable(),
  /** Milliseconds since 1970. */
  published: bigint().nullable(),
});

/** The words of documents, with their stems. The stem of a stop word is empty. */
export const Words = table('index_words', {
  indexVersion: integer().primary(),
  language: text().primary(),
  word: text().primary(),
  stem: text(),
  documents: integer(),
});

/** The facet values. Their IDs are the same in every version. */
export const FacetValues = table(
  'facet_values',
  {
    id: integer().primary().withDefault(),
    key: text(),
    name: text(),
    value: text(),
    label: text(),
    folded: text(),
    parent: text().nullable(),
    /** Increases with every change of any facet value. */
    revision: bigint().withDefault(),
  },
  { unique: [['key', 'value']] },
);

export const FacetCounts = table('index_facets', {
  indexVersion: integer().primary(),
  facetId: integer().primary(),
  documents: integer(),
});

export const Languages = table('index_languages', {
  indexVersion: integer().primary(),
  language: text().primary(),
  documents: integer(),
});

/** The progress of copying each version to OpenSearch. */
export const OpenSearchProgress = table('opensearch_progress', {
  version: integer().primary(),
  indexId: text(),
  seq: bigint(),
  notedAt: timestamp().withDefault(),
});
