import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { field, payloadOf } from '@marketplace/platform/graphql';
import type { AddressId } from '../../domain/address';

@ObjectType('Address', { description: 'A place that you have parcels sent to.' })
export class AddressType {
  @Field(() => ID, { description: 'The id of the address.' })
  id!: string;

  @Field(() => String, { description: 'Who receives the parcel.' })
  name!: string;

  @Field(() => String, { description: 'Street and number.' })
  line1!: string;

  @Field(() => String, { nullable: true, description: 'Whatever else the carrier needs to find the door; null when nothing.' })
  line2?: string;

  @Field(() => String, { description: 'The town.' })
  city!: string;

  @Field(() => String, { description: 'The postal code.' })
  postalCode!: string;

  @Field(() => String, { nullable: true, description: 'State or province; null where addresses have none.' })
  region?: string;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2, such as "DE".' })
  countryCode!: string;

  @Field(() => String, { nullable: true, description: 'For the carrier; null when none is given.' })
  phone?: string;
}

@InputType('AddressInput', { description: 'An address to keep.' })
export class AddressInput {
  @Field(() => String, { description: 'Who receives the parcel, up to 100 characters.' })
  name!: string;

  @Field(() => String, { description: 'Street and number, up to 200 characters.' })
  line1!: string;

  @Field(() => String, { nullable: true, description: 'Whatever else the carrier needs to find the door, up to 200 characters.' })
  line2?: string;

  @Field(() => String, { description: 'The town, up to 100 characters.' })
  city!: string;

  @Field(() => String, { description: 'The postal code, up to 20 characters.' })
  postalCode!: string;

  @Field(() => String, { nullable: true, description: 'State or province, up to 100 characters.' })
  region?: string;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2, such as "DE".' })
  countryCode!: string;

  @Field(() => String, { nullable: true, description: 'For the carrier, up to 30 characters.' })
  phone?: string;
}

@InputType('AddressAddInput', { description: 'An address to keep with your account.' })
export class AddressAddInput {
  @Field(() => AddressInput, { description: 'The address.' })
  address!: AddressInput;
}

@InputType('AddressUpdateInput', { description: 'An address of yours as it shall be from now on.' })
export class AddressUpdateInput {
  @Field(() => ID, { description: 'Which address.' })
  id!: AddressId;

  @Field(() => AddressInput, { description: 'The whole address; optional lines that are left out are taken away.' })
  address!: AddressInput;
}

@InputType('AddressRemoveInput', { description: 'Which address of yours to forget.' })
export class AddressRemoveInput {
  @Field(() => ID, { description: 'Which address.' })
  id!: AddressId;
}

export const AddressPayload = payloadOf('AddressPayload', 'The address as it is kept now, or why nothing changed.', {
  address: field(() => AddressType, 'The address; null when the change was refused.'),
});

export const AddressRemovePayload = payloadOf('AddressRemovePayload', 'Which address is gone, or why nothing changed.', {
  removedId: field(() => ID, 'The id of the removed address; null when it was refused.'),
});
