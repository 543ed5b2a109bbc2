import { Field, ID, InputType, Int } from 'type-graphql';
import type { Instant } from '@marketplace/kernel';
import { DateTime, MoneyInput } from '@marketplace/platform/graphql';
import type { PriceScheduleId } from '../../domain/schedules';
import { VariantTargetInput } from './product-inputs.types';

@InputType('ProductPriceChangeInput', { description: 'What a variant costs from now on.' })
export class ProductPriceChangeInput extends VariantTargetInput {
  @Field(() => MoneyInput, { description: "What one costs, tax included; in the product's own currency or in a further one." })
  price!: MoneyInput;

  @Field(() => MoneyInput, { nullable: true, description: 'A higher price to compare with; left out, there is none from now on.' })
  compareAtPrice?: MoneyInput;
}

@InputType('ProductPriceWithdrawInput', { description: 'In which currency a variant is no longer sold.' })
export class ProductPriceWithdrawInput extends VariantTargetInput {
  @Field(() => String, { description: "The ISO 4217 code of a further currency; the product's own price stays." })
  currency!: string;
}

@InputType('ProductPriceScheduleInput', { description: 'What a variant shall cost from a moment on.' })
export class ProductPriceScheduleInput extends VariantTargetInput {
  @Field(() => MoneyInput, { description: 'What one will cost, tax included, in a currency that the variant has a price in.' })
  price!: MoneyInput;

  @Field(() => MoneyInput, { nullable: true, description: 'A higher price to compare with, such as the former one.' })
  compareAtPrice?: MoneyInput;

  @Field(() => DateTime, { description: 'From when on; a moment to come, within five years.' })
  from!: Instant;

  @Field(() => DateTime, { nullable: true, description: 'Until when; the former price returns then. Without it the price stays.' })
  until?: Instant;
}

@InputType('ProductPriceScheduleCancelInput', { description: 'Which planned price to call off.' })
export class ProductPriceScheduleCancelInput {
  @Field(() => ID, { description: 'The planned price.' })
  scheduleId!: PriceScheduleId;

  @Field(() => Int, { nullable: true, description: 'Change it only if its product still has this version; otherwise VERSION_CONFLICT.' })
  expectedVersion?: number;
}
