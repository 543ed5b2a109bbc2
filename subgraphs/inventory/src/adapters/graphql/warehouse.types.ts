import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import { lowestId } from '@marketplace/application';
import { idOf, isId, type Id } from '@marketplace/kernel';
import { connectionOf, field, payloadOf } from '@marketplace/platform/graphql';

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

export const WarehouseCreatePayload = payloadOf(
  'WarehouseCreatePayload',
  'The warehouse that was opened.',
  { warehouse: field(() => WarehouseType, 'The warehouse; null when it was refused.') },
  { userErrors: 'Why nothing happened.' },
);

/** A text that is no id names nothing; whether one may ask is decided all the same. */
export const named = <Name extends string>(id: string): Id<Name> => idOf(isId(id) ? id : lowestId);
