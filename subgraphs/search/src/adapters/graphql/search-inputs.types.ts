import { ArgsType, Field, Float, ID, InputType, Int, registerEnumType } from 'type-graphql';
import type { ProductSort } from '../../application/ports';

export const ProductSortType = {
  RELEVANCE: 'RELEVANCE',
  PRICE_ASC: 'PRICE_ASC',
  PRICE_DESC: 'PRICE_DESC',
  NEWEST: 'NEWEST',
  BEST_SELLING: 'BEST_SELLING',
  RATING: 'RATING',
} as const;

registerEnumType(ProductSortType, {
  name: 'ProductSort',
  description: 'What products are listed by.',
  valuesConfig: {
    RELEVANCE: { description: 'How well the text fits, and how popular the product is; without a text, how popular it is.' },
    PRICE_ASC: { description: 'The lowest price first, in the currency of the search; products without a price in it come last.' },
    PRICE_DESC: { description: 'The highest price first, in the currency of the search; products without a price in it come last.' },
    NEWEST: { description: 'What came on show last first.' },
    BEST_SELLING: { description: 'What was sold most first.' },
    RATING: { description: 'What is rated best first; a few votes count less than many.' },
  },
});

@InputType('PriceFilter', { description: 'What products may cost.' })
class PriceFilterInput {
  @Field(() => String, { nullable: true, description: 'The least, as an exact decimal in the currency\'s own digits: "12.50" in USD.' })
  min?: string | null;

  @Field(() => String, { nullable: true, description: 'The most, as an exact decimal.' })
  max?: string | null;

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
  categoryId?: string | null;

  @Field(() => [ID], { nullable: true, description: 'One of these sells them.' })
  sellerIds?: string[] | null;

  @Field(() => PriceFilterInput, { nullable: true, description: 'Their prices touch this range.' })
  price?: PriceFilterInput | null;

  @Field(() => String, {
    nullable: true,
    description: 'The currency that prices are compared and counted in, where no price filter names it; USD if left out.',
  })
  currency?: string | null;

  @Field(() => Float, { nullable: true, description: 'Their rating is at least this many stars, 0 to 5.' })
  ratingAtLeast?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether any variant of them can be bought now.' })
  available?: boolean | null;

  @Field(() => [String], { nullable: true, description: 'They are of one of these brands; case does not count.' })
  brands?: string[] | null;

  @Field(() => [ValuesFilterInput], { nullable: true, description: 'They have these attributes, up to 20 names.' })
  attributes?: ValuesFilterInput[] | null;

  @Field(() => [ValuesFilterInput], { nullable: true, description: 'They come in these options, up to 20 names.' })
  options?: ValuesFilterInput[] | null;
}

@ArgsType()
export class ProductSearchArgs {
  @Field(() => String, {
    nullable: true,
    description: 'What to look for, up to 200 characters and 12 words; without it all products are listed.',
  })
  query?: string | null;

  @Field(() => ProductFiltersInput, { nullable: true, description: 'What products must be.' })
  filters?: ProductFiltersInput | null;

  @Field(() => ProductSortType, { nullable: true, description: 'What they are listed by; RELEVANCE if left out.' })
  sort?: ProductSort | null;

  @Field(() => Int, { defaultValue: 24, description: 'How many, 1 to 100.' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'The cursor to go on behind, of the same search.' })
  after?: string | null;
}

@ArgsType()
export class SearchSuggestionsArgs {
  @Field(() => String, { description: 'What has been typed so far, up to 100 characters.' })
  prefix!: string;

  @Field(() => Int, { defaultValue: 8, description: 'How many at most, 1 to 20.' })
  first!: number;
}
