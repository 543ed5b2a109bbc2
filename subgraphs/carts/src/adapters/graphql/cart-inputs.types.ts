import { Field, ID, InputType, Int } from 'type-graphql';

@InputType()
abstract class ExpectationInput {
  @Field(() => Int, {
    nullable: true,
    description:
      'The version you have seen: if the cart has another one by now, nothing changes. Leave it out to change whatever is there.',
  })
  expectedVersion?: number;
}

@InputType()
abstract class CartChangeInput extends ExpectationInput {
  @Field(() => ID, { description: 'Your cart.' })
  cartId!: string;
}

@InputType('CartLineAddInput', { description: 'A variant to put into a cart.' })
class CartLineAddInput {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: string;

  @Field(() => Int, { description: 'How many more of it, 1 to 999.' })
  quantity!: number;
}

@InputType('CartLinesAddInput', { description: 'What to put into which cart.' })
export class CartLinesAddInput extends ExpectationInput {
  @Field(() => ID, { nullable: true, description: 'Your cart; without it your current one, which is made if there is none.' })
  cartId?: string;

  @Field(() => [CartLineAddInput], { description: 'What to add, 1 to 100 entries; a variant that is in the cart already becomes more.' })
  lines!: CartLineAddInput[];

  @Field(() => String, {
    nullable: true,
    description:
      'The ISO 4217 code of the currency to pay in; without it that of the cart, or of what comes first. A cart holds goods of one currency.',
  })
  currency?: string;
}

@InputType('CartLineUpdateInput', { description: 'A new quantity for a line.' })
class CartLineUpdateInput {
  @Field(() => ID, { description: 'The line.' })
  lineId!: string;

  @Field(() => Int, { description: 'How many of it from now on, up to 999; 0 removes the line.' })
  quantity!: number;
}

@InputType('CartLinesUpdateInput', { description: 'Which lines of which cart to change.' })
export class CartLinesUpdateInput extends CartChangeInput {
  @Field(() => [CartLineUpdateInput], { description: 'The new quantities.' })
  lines!: CartLineUpdateInput[];
}

@InputType('CartLinesRemoveInput', { description: 'Which lines to take out of which cart.' })
export class CartLinesRemoveInput extends CartChangeInput {
  @Field(() => [ID], { description: 'The lines, saved ones too; those that are out already do no harm.' })
  lineIds!: string[];
}

@InputType('CartLinesSaveInput', { description: 'Which lines of which cart to put aside.' })
export class CartLinesSaveInput extends CartChangeInput {
  @Field(() => [ID], { description: 'The lines; those that are saved already do no harm.' })
  lineIds!: string[];
}

@InputType('CartLinesUnsaveInput', { description: 'Which saved lines to bring back into which cart.' })
export class CartLinesUnsaveInput extends CartChangeInput {
  @Field(() => [ID], { description: 'The saved lines; those that are in the cart already do no harm.' })
  lineIds!: string[];
}

@InputType('CartCouponApplyInput', { description: 'A coupon for a cart.' })
export class CartCouponApplyInput extends CartChangeInput {
  @Field(() => String, { description: 'The code as it was given to you, in upper or lower case: 3 to 40 letters, digits and hyphens.' })
  code!: string;
}

@InputType('CartCouponRemoveInput', { description: 'A coupon to take off a cart.' })
export class CartCouponRemoveInput extends CartChangeInput {
  @Field(() => String, { description: 'The code; one that is not on the cart does no harm.' })
  code!: string;
}

@InputType('CartDeliveryChooseInput', { description: 'Where to and how a cart would be delivered.' })
export class CartDeliveryChooseInput extends CartChangeInput {
  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2; leave it out to keep the one that is there.' })
  countryCode?: string;

  @Field(() => [ID], {
    nullable: true,
    description:
      'From shippingOptions, one for each seller at most; an empty list goes back to the cheapest, leave it out to keep what is there.',
  })
  shippingOptionIds?: string[];
}

@InputType('CartMergeInput', { description: 'The cart that you collected before you logged in.' })
export class CartMergeInput {
  @Field(() => String, { description: "The token of the guest's cart." })
  token!: string;
}
