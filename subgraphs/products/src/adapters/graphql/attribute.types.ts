import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { AttributeType } from '../../domain/product';

export const AttributeTypeType = { TEXT: 'TEXT', NUMBER: 'NUMBER', BOOLEAN: 'BOOLEAN' } as const;

registerEnumType(AttributeTypeType, {
  name: 'AttributeType',
  description: 'What the value of an attribute is.',
  valuesConfig: {
    TEXT: { description: 'A text, such as "Wool".' },
    NUMBER: { description: 'A decimal, such as "1.25", perhaps of a unit.' },
    BOOLEAN: { description: 'Yes or no, as "true" or "false".' },
  },
});

@ObjectType('ProductAttribute', { description: 'A fact about a product that is no choice.' })
export class ProductAttributeType {
  @Field(() => String, { description: 'Such as "Material".' })
  name!: string;

  @Field(() => String, { description: 'Such as "Wool"; a number as a decimal, a yes or no as "true" or "false".' })
  value!: string;

  @Field(() => AttributeTypeType, { description: 'What the value is.' })
  type!: AttributeType;

  @Field(() => String, { nullable: true, description: 'What a number counts, such as "cm"; null when it counts nothing.' })
  unit?: string | null;

  @Field(() => Boolean, { description: 'Whether buyers may filter by it.' })
  searchable!: boolean;
}
