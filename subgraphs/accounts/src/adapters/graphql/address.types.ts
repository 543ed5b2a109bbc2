import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { UserErrorType } from '@marketplace/platform/graphql';
import type { SavedAddress } from '../../application/ports';
import type { Address } from '../../domain/address';

@ObjectType('Address', { description: 'A place that you have parcels sent to.' })
export class AddressType {
  @Field(() => ID, { description: 'The id of the address.' })
  id!: string;

  @Field(() => String, { description: 'Who receives the parcel.' })
  name!: string;

  @Field(() => String, { description: 'Street and number.' })
  line1!: string;

  @Field(() => String, { nullable: true, description: 'Whatever else the carrier needs to find the door; null when nothing.' })
  line2!: string | null;

  @Field(() => String, { description: 'The town.' })
  city!: string;

  @Field(() => String, { description: 'The postal code.' })
  postalCode!: string;

  @Field(() => String, { nullable: true, description: 'State or province; null where addresses have none.' })
  region!: string | null;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2, such as "DE".' })
  countryCode!: string;

  @Field(() => String, { nullable: true, description: 'For the carrier; null when none is given.' })
  phone!: string | null;
}

export const toAddressType = (address: SavedAddress): AddressType => ({
  ...address,
  line2: address.line2 ?? null,
  region: address.region ?? null,
  phone: address.phone ?? null,
});

@InputType('AddressInput', { description: 'An address to keep.' })
export class AddressInput {
  @Field(() => String, { description: 'Who receives the parcel, up to 100 characters.' })
  name!: string;

  @Field(() => String, { description: 'Street and number, up to 200 characters.' })
  line1!: string;

  @Field(() => String, { nullable: true, description: 'Whatever else the carrier needs to find the door, up to 200 characters.' })
  line2?: string | null;

  @Field(() => String, { description: 'The town, up to 100 characters.' })
  city!: string;

  @Field(() => String, { description: 'The postal code, up to 20 characters.' })
  postalCode!: string;

  @Field(() => String, { nullable: true, description: 'State or province, up to 100 characters.' })
  region?: string | null;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2, such as "DE".' })
  countryCode!: string;

  @Field(() => String, { nullable: true, description: 'For the carrier, up to 30 characters.' })
  phone?: string | null;
}

/** An absent line and one that is null say the same. */
export const toAddress = ({ name, line1, line2, city, postalCode, region, countryCode, phone }: AddressInput): Address => ({
  name,
  line1,
  city,
  postalCode,
  countryCode,
  ...(line2 == null ? {} : { line2 }),
  ...(region == null ? {} : { region }),
  ...(phone == null ? {} : { phone }),
});

@InputType('AddressAddInput', { description: 'An address to keep with your account.' })
export class AddressAddInput {
  @Field(() => AddressInput, { description: 'The address.' })
  address!: AddressInput;
}

@InputType('AddressUpdateInput', { description: 'An address of yours as it shall be from now on.' })
export class AddressUpdateInput {
  @Field(() => ID, { description: 'Which address.' })
  id!: string;

  @Field(() => AddressInput, { description: 'The whole address; optional lines that are left out are taken away.' })
  address!: AddressInput;
}

@InputType('AddressRemoveInput', { description: 'Which address of yours to forget.' })
export class AddressRemoveInput {
  @Field(() => ID, { description: 'Which address.' })
  id!: string;
}

@ObjectType('AddressPayload', { description: 'The address as it is kept now, or why nothing changed.' })
export class AddressPayload {
  @Field(() => AddressType, { nullable: true, description: 'The address; null when the change was refused.' })
  address!: AddressType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing changed; empty when it did.' })
  userErrors!: readonly UserErrorType[];
}

@ObjectType('AddressRemovePayload', { description: 'Which address is gone, or why nothing changed.' })
export class AddressRemovePayload {
  @Field(() => ID, { nullable: true, description: 'The id of the removed address; null when it was refused.' })
  removedId!: string | null;

  @Field(() => [UserErrorType], { description: 'Why nothing changed; empty when it did.' })
  userErrors!: readonly UserErrorType[];
}
