import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionOf, UserErrorType } from '@marketplace/platform/graphql';

@Directive('@key(fields: "id")')
@ObjectType('Warehouse', { description: 'A place that goods are kept in and sent from.' })
export class WarehouseType {
  @Field(() => ID, { description: 'The id of the warehouse.' })
  id!: string;

  @Field(() => String, { description: 'What people call it; unique, such as "DE-BER-1".' })
  code!: string;

  @Field(() => String, { description: 'Its full name.' })
  name!: string;

  @Field(() => String, { description: 'The ISO 3166-1 alpha-2 code of its country.' })
  countryCode!: string;
}

export const WarehouseConnectionType = connectionOf('Warehouse', WarehouseType);

@InputType('WarehouseCreateInput', { description: 'The warehouse to open.' })
export class WarehouseCreateInput {
  @Field(() => String, { description: '2 to 20 capital letters, digits and hyphens; unique.' })
  code!: string;

  @Field(() => String, { description: 'Up to 100 characters.' })
  name!: string;

  @Field(() => String, { description: 'An ISO 3166-1 alpha-2 code.' })
  countryCode!: string;
}

@ObjectType('WarehouseCreatePayload', { description: 'The warehouse that was opened.' })
export class WarehouseCreatePayload {
  @Field(() => WarehouseType, { nullable: true, description: 'The warehouse; null when it was refused.' })
  warehouse!: WarehouseType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing happened.' })
  userErrors!: readonly UserErrorType[];
}
