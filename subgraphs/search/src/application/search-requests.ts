import { defined, fromDecimal, idOf, isCurrency, refuse, type Refusal } from '@marketplace/kernel';
import { foldValue, wordsIn } from '../domain/words';
import type { Filters, ProductSort, SearchRequest, ValuesFilter } from './ports';

/** The input of a search, as a client sends it. */
export type SearchInput = { readonly query?: string; readonly filters?: FiltersInput; readonly sort?: ProductSort };

export type FiltersInput = {
  readonly categoryId?: string;
  readonly sellerIds?: readonly string[];
  readonly price?: { readonly min?: string; readonly max?: string; readonly currency: string };
  readonly currency?: string;
  readonly ratingAtLeast?: number;
  readonly available?: boolean;
  readonly brands?: readonly string[];
  readonly attributes?: readonly ValuesFilter[];
  readonly options?: readonly ValuesFilter[];
};

export type SearchRefusal = Refusal<
  | 'query-too-long'
  | 'too-many-words'
  | 'too-many-filters'
  | 'too-many-values'
  | 'value-too-long'
  | 'currency-unknown'
  | 'currencies-differ'
  | 'price-invalid'
  | 'rating-invalid'
>;

/** The properties that all pages of a list share. */
export type Listing = Pick<SearchRequest, 'text' | 'language' | 'filters' | 'currency' | 'sort'>;

const maxQueryLength = 200;
export const maxWords = 12;
const maxFilterNames = 20;
const maxFilterValues = 50;
const maxValueLength = 200;

const defaultCurrency = 'USD';
const defaultLanguage = 'en';

/** Merges filters with the same name: any of their values matches. A filter without values is ignored. */
const merged = (filters: readonly ValuesFilter[] = []): readonly ValuesFilter[] => {
  const byName = new Map<string, { readonly name: string; readonly values: string[] }>();
  for (const { name, values } of filters) {
    const known = byName.get(foldValue(name)) ?? { name, values: [] };
    // `push` instead of a new array: copying would be quadratic in the number of filters that a client sends.
    for (const value of values) known.values.push(value);
    byName.set(foldValue(name), known);
  }
  return [...byName.values()].filter(({ values }) => values.length > 0);
};

const boundsFault = (lists: readonly ValuesFilter[]): SearchRefusal | undefined => {
  if (lists.length > maxFilterNames) return refuse('too-many-filters', { max: maxFilterNames });
  if (lists.some(({ values }) => values.length > maxFilterValues)) return refuse('too-many-values', { max: maxFilterValues });
  const texts = lists.flatMap(({ name, values }) => [name, ...values]);
  return texts.some((text) => text.length > maxValueLength) ? refuse('value-too-long', { max: maxValueLength }) : undefined;
};

const amountOf = (text: string, currency: string): bigint | undefined => {
  try {
    const { amount } = fromDecimal(text, currency);
    return amount < 0n ? undefined : amount;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

const readPrice = (price: NonNullable<FiltersInput['price']>): Filters['price'] | SearchRefusal => {
  const [min, max] = [price.min, price.max].map((text) => (text === undefined ? undefined : (amountOf(text, price.currency) ?? 'invalid')));
  if (min === 'invalid' || max === 'invalid' || (min !== undefined && max !== undefined && min > max)) return refuse('price-invalid');
  return defined({ min, max });
};

const currencyOf = ({ price, currency }: FiltersInput): string | SearchRefusal => {
  const chosen = price?.currency ?? currency ?? defaultCurrency;
  if (!isCurrency(chosen)) return refuse('currency-unknown');
  return currency !== undefined && currency !== chosen ? refuse('currencies-differ') : chosen;
};

/** An empty list is no filter. */
const nonEmpty = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

const readFilters = (input: FiltersInput): Filters | SearchRefusal => {
  const { categoryId, ratingAtLeast, available } = input;
  const [attributes, options] = [merged(input.attributes), merged(input.options)];
  const [sellerIds = [], brands = []] = [input.sellerIds, input.brands];
  const idFilter = { name: '', values: [...sellerIds, ...(categoryId === undefined ? [] : [categoryId])] };
  const fault = boundsFault([...attributes, ...options]) ?? boundsFault([idFilter, { name: '', values: brands }]);
  if (fault !== undefined) return fault;
  if (ratingAtLeast !== undefined && !(ratingAtLeast >= 0 && ratingAtLeast <= 5)) return refuse('rating-invalid');
  const price = input.price === undefined ? undefined : readPrice(input.price);
  if (price !== undefined && 'refused' in price) return price;
  return defined({
    categoryId: categoryId === undefined ? undefined : idOf<'Category'>(categoryId),
    sellerIds: nonEmpty(sellerIds.map((id) => idOf<'Seller'>(id))),
    price,
    ratingAtLeast,
    available,
    brands: nonEmpty(brands),
    attributes: nonEmpty(attributes),
    options: nonEmpty(options),
  });
};

/** Validates the input of a search. The default order is RELEVANCE, which without a text is the popularity of products. */
export const readSearch = ({ query = '', filters: input = {}, sort = 'RELEVANCE' }: SearchInput): Listing | SearchRefusal => {
  const text = query.trim();
  if (text.length > maxQueryLength) return refuse('query-too-long', { max: maxQueryLength });
  if (wordsIn(text).length > maxWords) return refuse('too-many-words', { max: maxWords });
  const currency = currencyOf(input);
  if (typeof currency !== 'string') return currency;
  const filters = readFilters(input);
  if ('refused' in filters) return filters;
  return { ...defined({ text: text === '' ? undefined : text }), language: defaultLanguage, filters, currency, sort };
};
