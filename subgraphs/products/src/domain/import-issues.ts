import { defined, type Refusal } from '@marketplace/kernel';
import type { ImportFormat } from './import';
import type { ShopifyColumn } from './import-columns';
import type { RowIssue, RowIssueCode, ImportedProduct, ImportedVariant } from './import-product';

/** The column that corresponds to a field of a refusal. */
const columns: Readonly<Record<string, ShopifyColumn>> = {
  title: 'Title',
  description: 'Body (HTML)',
  brand: 'Vendor',
  tags: 'Tags',
  categoryId: 'Type',
  images: 'Image Src',
  status: 'Status',
  sku: 'Variant SKU',
  stockUnit: 'Variant Barcode',
  options: 'Option1 Value',
  weightGrams: 'Variant Grams',
  price: 'Variant Price',
  compareAtPrice: 'Variant Compare At Price',
  quantity: 'Variant Inventory Qty',
};

const fieldNames: Readonly<Record<string, string>> = { categoryId: 'categorySlug' };

const columnOf = (format: ImportFormat, path: readonly string[], within?: string): string | undefined => {
  const [field = ''] = path;
  if (field === '') return within;
  if (format === 'SHOPIFY_CSV') return columns[path.at(-1) ?? ''] ?? columns[field];
  return [...(within === undefined ? [] : [within]), fieldNames[field] ?? field, ...path.slice(1)].join('.');
};

const pathOf = ({ details }: Refusal): readonly string[] => {
  const path = details?.['path'];
  return Array.isArray(path) ? path.map(String) : [];
};

/** The index of the variant or image that a refusal concerns; undefined if it concerns the whole product. */
export const indexIn = (refusal: Refusal, list: 'variants' | 'images'): number | undefined => {
  const [name, position] = pathOf(refusal);
  return name === list && position !== undefined && /^\d+$/.test(position) ? Number(position) : undefined;
};

type IssueLocation = { readonly format: ImportFormat; readonly product: ImportedProduct; readonly variant?: ImportedVariant };

const valueOf = ({ details }: Refusal): string | undefined => {
  const value = details?.['sku'] ?? details?.['stockUnit'];
  return typeof value === 'string' ? value : undefined;
};

/** Converts a refusal to an issue of the row that it concerns. */
export const issueOf = (
  refusal: Refusal<RowIssueCode>,
  { format, product, variant }: IssueLocation,
  severity: RowIssue['severity'] = 'ERROR',
): RowIssue => {
  const path = pathOf(refusal);
  const image = product.images?.[indexIn(refusal, 'images') ?? -1];
  const own = path[0] === 'variants' && variant !== undefined ? path.slice(2) : path;
  const column = columnOf(format, own, variant?.path);
  const value = valueOf(refusal) ?? image?.url ?? variant?.sku;
  return {
    row: (variant ?? image ?? product).row,
    code: refusal.refused,
    severity,
    handle: product.handle,
    ...defined({ column, value }),
  };
};
