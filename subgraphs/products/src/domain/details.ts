import { refuse, type Refusal } from '@marketplace/kernel';
import { isLine, isText } from './text';
import type { Attribute, Details, Image } from './product';

export const maxImages = 20;
const maxAttributes = 50;

export type DetailsRefusal = Refusal<
  'title-invalid' | 'description-invalid' | 'too-many-images' | 'image-invalid' | 'too-many-attributes' | 'attribute-invalid'
>;

const isImageUrl = (url: string): boolean =>
  url.length <= 2_048 && /^https?:\/\/[^\s]+$/i.test(url) && isLine(url, 2_048) && URL.canParse(url);

const imageFault = (images: readonly Image[]): DetailsRefusal | undefined => {
  if (images.length > maxImages) return refuse('too-many-images', { path: ['images'], most: maxImages });
  const position = images.findIndex(({ url, alt }) => !isImageUrl(url) || (alt !== '' && !isLine(alt, 200)));
  return position < 0 ? undefined : refuse('image-invalid', { path: ['images', position.toString()] });
};

const attributeFault = (attributes: readonly Attribute[]): DetailsRefusal | undefined => {
  if (attributes.length > maxAttributes) return refuse('too-many-attributes', { path: ['attributes'], most: maxAttributes });
  const names = attributes.map(({ name }) => name.toLowerCase());
  const position = attributes.findIndex(
    ({ name, value }, index) => !isLine(name, 50) || !isLine(value, 200) || names.indexOf(name.toLowerCase()) < index,
  );
  return position < 0 ? undefined : refuse('attribute-invalid', { path: ['attributes', position.toString()] });
};

/** Spaces around a text are nobody's intention. */
export const tidy = (details: Details): Details => ({
  ...details,
  title: details.title.trim(),
  description: details.description.trim(),
  attributes: details.attributes.map(({ name, value }) => ({ name: name.trim(), value: value.trim() })),
  images: details.images.map(({ url, alt }) => ({ url: url.trim(), alt: alt.trim() })),
});

/** What is wrong with tidy details, if anything. */
export const detailsFault = (details: Details): DetailsRefusal | undefined => {
  if (!isLine(details.title, 200)) return refuse('title-invalid', { path: ['title'] });
  if (!isText(details.description, 10_000)) return refuse('description-invalid', { path: ['description'] });
  return imageFault(details.images) ?? attributeFault(details.attributes);
};
