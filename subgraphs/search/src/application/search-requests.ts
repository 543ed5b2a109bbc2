import { defined, fromDecimal, idOf, isCurrency, refuse, type Refusal } from '@marketplace/kernel';
import { foldValue, wordsIn } from '../domain/words';
import type { Filters, ProductSort, SearchRequest, ValuesFilter } from './ports';

/** A search as a client sends it. */
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

/** What two pages of one list have in common. */
export type Listing = Pick<SearchRequest, 'text' | 'language' | 'filters' | 'currency' | 'sort'>;

const longestQuery = 200;
export const mostWords = 12;
const mostNames = 20;
const mostValuesOfName = 50;
const longestValue = 200;

const defaultCurrency = 'USD';
const defaultLanguage = 'en';

/** Filters of one name are one: any of all their values will do. Without values a filter asks for nothing. */
const merged = (filters: readonly ValuesFilter[] = []): readonly ValuesFilter[] => {
  const byName = new Map<string, { readonly name: string; readonly values: string[] }>();
  for (const { name, values } of filters) {
    const known = byName.get(foldValue(name)) ?? { name, values: [] };
    // One by one: a client may send more of them than can be copied each time.
    for (const value of values) known.values.push(value);
    byName.set(foldValue(name), known);
  }
  return [...byName.values()].filter(({ values }) => values.length > 0);
};

const boundsFault = (lists: readonly ValuesFilter[]): SearchRefusal | undefined => {
  if (lists.length > mostNames) return refuse('too-many-filters', { most: mostNames });
  if (lists.some(({ values }) => values.length > mostValuesOfName)) return refuse('too-many-values', { most: mostValuesOfName });
  const texts = lists.flatMap(({ name, values }) => [name, ...values]);
  return texts.some((text) => text.length > longestValue) ? refuse('value-too-long', { longest: longestValue }) : undefined;
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

/** No values ask for nothing. */
const some = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

const readFilters = (input: FiltersInput): Filters | SearchRefusal => {
  const { categoryId, ratingAtLeast, available } = input;
  const [attributes, options] = [merged(input.attributes), merged(input.options)];
  const [sellerIds = [], brands = []] = [input.sellerIds, input.brands];
  const plain = { name: '', values: [...sellerIds, ...(categoryId === undefined ? [] : [categoryId])] };
  const fault = boundsFault([...attributes, ...options]) ?? boundsFault([plain, { name: '', values: brands }]);
  if (fault !== undefined) return fault;
  if (ratingAtLeast !== undefined && !(ratingAtLeast >= 0 && ratingAtLeast <= 5)) return refuse('rating-invalid');
  const price = input.price === undefined ? undefined : readPrice(input.price);
  if (price !== undefined && 'refused' in price) return price;
  return defined({
    categoryId: categoryId === undefined ? undefined : idOf<'Category'>(categoryId),
    sellerIds: some(sellerIds.map((id) => idOf<'Seller'>(id))),
    price,
    ratingAtLeast,
    available,
    brands: some(brands),
    attributes: some(attributes),
    options: some(options),
  });
};

/** Reads what a client asks for, or says what is wrong with it. The default order is RELEVANCE, which is the popularity of products where no text is. */
export const readSearch = ({ query = '', filters: input = {}, sort = 'RELEVANCE' }: SearchInput): Listing | SearchRefusal => {
  const text = query.trim();
  if (text.length > longestQuery) return refuse('query-too-long', { longest: longestQuery });
  if (wordsIn(text).length > mostWords) return refuse('too-many-words', { most: mostWords });
  const currency = currencyOf(input);
  if (typeof currency !== 'string') return currency;
  const filters = readFilters(input);
  if ('refused' in filters) return filters;
  return { ...(text === '' ? {} : { text }), language: defaultLanguage, filters, currency, sort };
};
