import { ArgsType, Field, Float, ID, InputType, Int } from 'type-graphql';
import { enumOf, pageArgs } from '@marketplace/platform/graphql';
import type { ProductSort } from '../../application/ports';

const ProductSortType = enumOf<ProductSort>('ProductSort', 'What products are listed by.', {
  RELEVANCE: 'How well the text fits, and how popular the product is; without a text, how popular it is.',
  PRICE_ASC: 'The lowest price first, in the currency of the search; products without a price in it come last.',
  PRICE_DESC: 'The highest price first, in the currency of the search; products without a price in it come last.',
  NEWEST: 'What came on show last first.',
  BEST_SELLING: 'What was sold most first.',
  RATING: 'What is rated best first; a few votes count less than many.',
});

@InputType('PriceFilter', { description: 'What products may cost.' })
class PriceFilterInput {
  @Field(() => String, { nullable: true, description: 'The least, as an exact decimal in the currency\'s own digits: "12.50" in USD.' })
  min?: string;

  @Field(() => String, { nullable: true, description: 'The most, as an exact decimal.' })
  max?: string;

  @Field(() => String, { description: 'The ISO 4217 code of the currency.' })
  currency!: string;
}

@InputType('ValuesFilter', { description: 'Products that have any of these values of one attribute or option.' })
class ValuesFilterInput {
  @Field(() => String, { description: 'Such as "Material"; case does not count.' })
  name!: string;

  @Field(() => [String], { description: 'Any of these will do, up to 50; case does not count.' })
  values!: string[];
}

@InputType('ProductFilters', { description: 'What products must be; all of it, and any value where several are given.' })
export class ProductFiltersInput {
  @Field(() => ID, { nullable: true, description: 'They lie in this category or in one below it.' })
  categoryId?: string;

  @Field(() => [ID], { nullable: true, description: 'One of these sells them.' })
  sellerIds?: string[];

  @Field(() => PriceFilterInput, { nullable: true, description: 'Their prices touch this range.' })
  price?: PriceFilterInput;

  @Field(() => String, {
    nullable: true,
    description: 'The currency that prices are compared and counted in, where no price filter names it; USD if left out.',
  })
  currency?: string;

  @Field(() => Float, { nullable: true, description: 'Their rating is at least this many stars, 0 to 5.' })
  ratingAtLeast?: number;

  @Field(() => Boolean, { nullable: true, description: 'Whether any variant of them can be bought now.' })
  available?: boolean;

  @Field(() => [String], { nullable: true, description: 'They are of one of these brands; case does not count.' })
  brands?: string[];

  @Field(() => [ValuesFilterInput], { nullable: true, description: 'They have these attributes, up to 20 names.' })
  attributes?: ValuesFilterInput[];

  @Field(() => [ValuesFilterInput], { nullable: true, description: 'They come in these options, up to 20 names.' })
  options?: ValuesFilterInput[];
}

@ArgsType()
export class ProductSearchArgs extends pageArgs({ size: 24, after: 'The cursor to go on behind, of the same search.' }) {
  @Field(() => String, {
    nullable: true,
    description: 'What to look for, up to 200 characters and 12 words; without it all products are listed.',
  })
  query?: string;

  @Field(() => ProductFiltersInput, { nullable: true, description: 'What products must be.' })
  filters?: ProductFiltersInput;

  @Field(() => ProductSortType, { nullable: true, description: 'What they are listed by; RELEVANCE if left out.' })
  sort?: ProductSort;
}

@ArgsType()
export class SearchSuggestionsArgs {
  @Field(() => String, { description: 'What has been typed so far, up to 100 characters.' })
  prefix!: string;

  @Field(() => Int, { defaultValue: 8, description: 'How many at most, 1 to 20.' })
  first!: number;
}
