import {
  bigint,
  boolean,
  bytes,
  currencyCode,
  id,
  integer,
  json,
  list,
  table,
  text,
  timestamp,
  updatedAt,
  type JsonCodec,
} from '@marketplace/platform';
import type { ProductListing } from '../../application/listing.view';
import type { FailureCode, ImportFormat, ImportStatus } from '../../domain/import';
import type { RowIssue, RowIssueCode } from '../../domain/import-product';
import type { AttributeType, ProductStatus } from '../../domain/product';
import type { PriceScheduleStatus } from '../../domain/schedules';
import type { Option } from '../../domain/variant';

export const Categories = table(
  'categories',
  {
    id: id<'Category'>().primary(),
    version: integer(),
    parentId: id<'Category'>().nullable(),
    name: text(),
    slug: text(),
    /** All IDs from the root to the category itself. */
    path: list(id<'Category'>()),
    createdAt: timestamp().withDefault(),
  },
  { unique: [['slug']] },
);

/** A single row. Every change of the tree increases its version. */
export const CategoryTree = table('category_tree', { one: boolean().primary().withDefault(), version: integer() });

/** Sellers as published by accounts. Only approved ones can publish products. */
export const Sellers = table('sellers_known', {
  id: id<'Seller'>().named('seller_id').primary(),
  name: text(),
  approvedAt: timestamp().nullable(),
});

export const Products = table(
  'products',
  {
    id: id<'Product'>().primary(),
    version: integer(),
    announced: integer(),
    sellerId: id<'Seller'>(),
    slug: text(),
    title: text(),
    description: text(),
    language: text(),
    brand: text().nullable(),
    tags: list(text()),
    categoryId: id<'Category'>(),
    status: text<ProductStatus>(),
    /** The currency of the first price. */
    currency: currencyCode().nullable(),
    firstPublishedAt: timestamp().nullable(),
    createdAt: timestamp(),
    changedAt: timestamp().named('updated_at'),
  },
  { unique: [['slug'], ['id', 'sellerId']] },
);

export const Variants = table(
  'product_variants',
  {
    id: id<'Variant'>().primary(),
    productId: id<'Product'>(),
    sellerId: id<'Seller'>(),
    position: integer(),
    sku: text(),
    options: json<readonly Option[]>(),
    /** Equal for variants with the same options. */
    optionsKey: text(),
    weightGrams: integer(),
    stockUnit: text().nullable(),
  },
  {
    unique: [
      ['sellerId', 'sku'],
      ['productId', 'optionsKey'],
      ['productId', 'position'],
    ],
  },
);

export const Images = table('product_images', {
  productId: id<'Product'>().primary(),
  position: integer().primary(),
  url: text(),
  alt: text(),
});

export const Attributes = table('product_attributes', {
  productId: id<'Product'>().primary(),
  position: integer().primary(),
  name: text(),
  value: text(),
  type: text<AttributeType>(),
  unit: text().nullable(),
  searchable: boolean(),
});

/** Prices are closed, never changed. The open row of a variant and currency is its current price. */
export const Prices = table(
  'product_pricing',
  {
    productId: id<'Product'>(),
    variantId: id<'Variant'>().primary(),
    amount: bigint(),
    compareAtAmount: bigint().nullable(),
    currency: currencyCode().primary(),
    effectiveFrom: timestamp().primary(),
    effectiveTo: timestamp().nullable(),
  },
  { unique: [['variantId', 'currency', 'effectiveTo']] },
);

export const PriceSchedules = table('product_price_schedules', {
  id: id<'PriceSchedule'>().primary(),
  productId: id<'Product'>(),
  variantId: id<'Variant'>(),
  amount: bigint(),
  compareAtAmount: bigint().nullable(),
  currency: currencyCode(),
  startsAt: timestamp(),
  endsAt: timestamp().nullable(),
  status: text<PriceScheduleStatus>(),
  /** The previous price, which returns at the end. */
  formerAmount: bigint().nullable(),
  formerCompareAtAmount: bigint().nullable(),
  /** The time of the next transition; null when the schedule is closed. */
  dueAt: timestamp().nullable(),
  createdAt: timestamp(),
  closedAt: timestamp().nullable(),
});

export const Listings = table(
  'product_listing',
  {
    productId: id<'Product'>().primary(),
    version: integer(),
    shape: integer(),
    sellerId: id<'Seller'>(),
    categoryId: id<'Category'>(),
    slug: text(),
    status: text<ProductStatus>(),
    publishedAt: timestamp().nullable(),
    listing: json<ProductListing>(),
  },
  { unique: [['slug']] },
);

/** PostgreSQL does not store the character 0 in text. A column name that contains it is not supported anyway. */
const heading: JsonCodec<readonly string[]> = {
  read: (stored: readonly string[]) => stored,
  write: (cells) => cells.map((cell) => cell.replaceAll('\0', '\uFFFD')),
};

export const Imports = table('product_imports', {
  id: id<'ProductImport'>().primary(),
  /** The number of published events. */
  version: integer(),
  sellerId: id<'Seller'>(),
  format: text<ImportFormat>(),
  categoryId: id<'Category'>().nullable(),
  publish: boolean(),
  currency: currencyCode(),
  language: text(),
  startedBy: id<'User'>(),
  correlationId: text(),
  status: text<ImportStatus>(),
  bytes: integer(),
  readBytes: integer(),
  readRows: integer(),
  heading: json(heading).nullable(),
  productsCreated: integer(),
  productsUpdated: integer(),
  productsUnchanged: integer(),
  productsRefused: integer(),
  variantsAdded: integer(),
  errors: integer(),
  notices: integer(),
  failure: text<FailureCode>().nullable(),
  startedAt: timestamp(),
  touchedAt: updatedAt().named('touched_at'),
  finishedAt: timestamp().nullable(),
});

export const ImportChunks = table('product_import_chunks', {
  importId: id<'ProductImport'>().primary(),
  startsAt: integer().primary(),
  endsAt: integer(),
  content: bytes(),
});

export const ImportIssues = table('product_import_faults', {
  importId: id<'ProductImport'>().primary(),
  position: integer().primary(),
  row: integer().named('row_number'),
  column: text().nullable().named('column_name'),
  code: text<RowIssueCode>(),
  severity: text<RowIssue['severity']>(),
  value: text().nullable(),
  handle: text().nullable(),
});

/** The handles of products. Files find products by them. */
export const Handles = table(
  'product_handles',
  { sellerId: id<'Seller'>().primary(), handle: text().primary(), productId: id<'Product'>() },
  { unique: [['productId']] },
);
