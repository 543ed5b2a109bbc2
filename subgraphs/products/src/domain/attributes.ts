import { defined, refuse, type Refusal } from '@marketplace/kernel';
import type { Attribute, AttributeType } from './product';
import { isLine } from './text';

const maxAttributes = 50;

export type AttributeRefusal = Refusal<'too-many-attributes' | 'attribute-invalid'>;

const isValidValue = (type: AttributeType, value: string): boolean => {
  switch (type) {
    case 'TEXT':
      return isLine(value, 200);
    case 'NUMBER':
      return /^-?\d{1,15}(\.\d{1,6})?$/.test(value);
    case 'BOOLEAN':
      return value === 'true' || value === 'false';
  }
};

const isValidUnit = (type: AttributeType, unit: string | undefined): boolean =>
  unit === undefined || (type === 'NUMBER' && isLine(unit, 20));

const isValid = ({ name, value, type, unit }: Attribute): boolean =>
  isLine(name, 50) && isValidValue(type, value) && isValidUnit(type, unit);

export const validateAttributes = (attributes: readonly Attribute[]): AttributeRefusal | undefined => {
  if (attributes.length > maxAttributes) return refuse('too-many-attributes', { path: ['attributes'], most: maxAttributes });
  const names = attributes.map(({ name }) => name.toLowerCase());
  const position = attributes.findIndex((attribute, index) => !isValid(attribute) || names.indexOf(attribute.name.toLowerCase()) < index);
  return position < 0 ? undefined : refuse('attribute-invalid', { path: ['attributes', position.toString()] });
};

/** Trims the texts, lowercases booleans and drops an empty unit. */
export const normalizeAttribute = ({ name, value, type, unit = '', searchable }: Attribute): Attribute => ({
  name: name.trim(),
  value: type === 'BOOLEAN' ? value.trim().toLowerCase() : value.trim(),
  type,
  ...defined({ unit: unit.trim() || undefined }),
  searchable,
});
