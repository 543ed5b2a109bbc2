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
import type { Card } from '../../application/shown';
import { documentFromJson, documentToJson, type ProductDocument } from '../../domain/document';
import type { ListedLine } from '../../domain/order-list';
import type { OrderStatus } from '../../domain/order-news';
import type { Concern, PartData, PartKind } from '../../domain/parts';
import type { OrderFacts, Sum } from '../../domain/seller-dashboard';

/** One of each status in a model, retired ones aside. */
export const Versions = table('read_model_versions', {
  model: text<ModelName>().primary(),
  version: integer().primary(),
  status: text<VersionStatus>(),
  createdAt: timestamp().withDefault(),
  liveAt: timestamp().nullable(),
  retiredAt: timestamp().nullable(),
  /** The transaction that retired it: statements that began before may still write to it. */
  retiredIn: bigint().nullable(),
  droppedAt: timestamp().nullable(),
});

/** A rebuild has a version, a replay has a scope. */
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

/** What OrderCreated says, from the number on, is all there or not at all. */
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
  counted: json<readonly Sum[]>(),
});

export const DashboardDays = table('seller_dashboard_days', {
  modelVersion: integer().primary(),
  sellerId: id<'Seller'>().primary(),
  day: date().primary(),
  kind: text<Sum['kind']>().primary(),
  /** A product or a status. */
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

/** Facts of events, the newest of each kind and key. */
export const Parts = table('index_parts', {
  indexVersion: integer().primary(),
  kind: text<PartKind>().primary(),
  key: text().primary(),
  subject: text(),
  version: integer(),
  data: json<PartData[PartKind]>(),
});

/** What has to be looked at again. */
export const Notes = table('index_dirty', {
  id: bigint().primary().withDefault(),
  indexVersion: integer(),
  concern: text<Concern>(),
  subject: text(),
  notedAt: timestamp().withDefault(),
});

/** What could not be worked in. */
export const SetAsides = table('index_set_aside', {
  indexVersion: integer().primary(),
  concern: text<Concern>().primary(),
  subject: text().primary(),
  error: text(),
  attempts: integer().withDefault(),
  since: timestamp().withDefault(),
  triedAt: timestamp().withDefault(),
});

/** Orders whose pieces are in `Sold`. */
export const CountedOrders = table('index_counted_orders', { indexVersion: integer().primary(), orderId: text().primary() });

export const Sold = table('index_sold', { indexVersion: integer().primary(), productId: text().primary(), pieces: bigint() });

/** Partitioned by version. What is not to be found any more has its key, `seq`, no facets and no shelves. */
export const ProductIndex = table('product_index', {
  indexVersion: integer().primary(),
  productId: id<'Product'>().primary(),
  seq: bigint(),
  document: json<ProductDocument>({ read: documentFromJson, write: documentToJson }).nullable(),
  card: json<Card>(undefined, 'json').nullable(),
  language: text().nullable(),
  words: tsvector().nullable(),
  /** Numbers of `FacetValues`. */
  facets: list(integer()),
  shelves: list(id<'Category'>()),
  sellerId: id<'Seller'>().nullable(),
  sellerName: text().nullable(),
  sellerScore: real().nullable(),
  /** By currency: lowest and highest, in minor units as text. */
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

/** Every word that is in a document, with its stem, which is empty for a word that says nothing. */
export const Words = table('index_words', {
  indexVersion: integer().primary(),
  language: text().primary(),
  word: text().primary(),
  stem: text(),
  documents: integer(),
});

/** The values of facets under numbers, which are the same in every version. */
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
    /** Grows with every change of any of them. */
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

/** How far OpenSearch has followed each version. */
export const OpenSearchProgress = table('opensearch_progress', {
  version: integer().primary(),
  indexId: text(),
  seq: bigint(),
  notedAt: timestamp().withDefault(),
});
