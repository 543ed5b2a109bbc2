import { Field, ID, InputType, Int } from 'type-graphql';

@InputType()
export abstract class ProductTargetInput {
  @Field(() => ID, { description: 'The product.' })
  productId!: string;

  @Field(() => Int, { nullable: true, description: 'Change it only if it still has this version; otherwise VERSION_CONFLICT.' })
  expectedVersion?: number | null;
}

@InputType()
export abstract class VariantTargetInput {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: string;

  @Field(() => Int, { nullable: true, description: 'Change it only if its product still has this version; otherwise VERSION_CONFLICT.' })
  expectedVersion?: number | null;
}
