import { refuse, type Refusal } from '@marketplace/kernel';
import type { Attribute, AttributeType } from './product';
import { isLine } from './text';

const maxAttributes = 50;

export type AttributeRefusal = Refusal<'too-many-attributes' | 'attribute-invalid'>;

const isValueOf = (type: AttributeType, value: string): boolean => {
  switch (type) {
    case 'TEXT':
      return isLine(value, 200);
    case 'NUMBER':
      return /^-?\d{1,15}(\.\d{1,6})?$/.test(value);
    case 'BOOLEAN':
      return value === 'true' || value === 'false';
  }
};

/** Only numbers count something. */
const isUnitOf = (type: AttributeType, unit: string | undefined): boolean => unit === undefined || (type === 'NUMBER' && isLine(unit, 20));

const isSound = ({ name, value, type, unit }: Attribute): boolean => isLine(name, 50) && isValueOf(type, value) && isUnitOf(type, unit);

export const attributeFault = (attributes: readonly Attribute[]): AttributeRefusal | undefined => {
  if (attributes.length > maxAttributes) return refuse('too-many-attributes', { path: ['attributes'], most: maxAttributes });
  const names = attributes.map(({ name }) => name.toLowerCase());
  const position = attributes.findIndex((attribute, index) => !isSound(attribute) || names.indexOf(attribute.name.toLowerCase()) < index);
  return position < 0 ? undefined : refuse('attribute-invalid', { path: ['attributes', position.toString()] });
};

/** Spaces around a text are nobody's intention, nor is the case of true and false, nor a unit of nothing. */
export const tidyAttribute = ({ name, value, type, unit = '', searchable }: Attribute): Attribute => ({
  name: name.trim(),
  value: type === 'BOOLEAN' ? value.trim().toLowerCase() : value.trim(),
  type,
  ...(unit.trim() === '' ? {} : { unit: unit.trim() }),
  searchable,
});
