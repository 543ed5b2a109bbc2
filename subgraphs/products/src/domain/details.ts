import { defined, refuse, type Refusal } from '@marketplace/kernel';
import { validateAttributes, normalizeAttribute, type AttributeRefusal } from './attributes';
import type { Details, Image } from './product';
import { isLine, isText } from './text';

const maxImages = 20;
const maxTags = 100;

export type DetailsRefusal =
  | AttributeRefusal
  | Refusal<
      'title-invalid' | 'description-invalid' | 'language-invalid' | 'brand-invalid' | 'tag-invalid' | 'too-many-images' | 'image-invalid'
    >;

const isImageUrl = (url: string): boolean =>
  url.length <= 2_048 && /^https?:\/\/[^\s]+$/i.test(url) && isLine(url, 2_048) && URL.canParse(url);

const validateImages = (images: readonly Image[]): DetailsRefusal | undefined => {
  if (images.length > maxImages) return refuse('too-many-images', { path: ['images'], most: maxImages });
  const position = images.findIndex(({ url, alt }) => !isImageUrl(url) || (alt !== '' && !isLine(alt, 200)));
  return position < 0 ? undefined : refuse('image-invalid', { path: ['images', position.toString()] });
};

const validateTags = (tags: readonly string[]): DetailsRefusal | undefined => {
  if (tags.length > maxTags) return refuse('tag-invalid', { path: ['tags'], most: maxTags });
  const position = tags.findIndex((tag) => !isLine(tag, 100));
  return position < 0 ? undefined : refuse('tag-invalid', { path: ['tags', position.toString()] });
};

/** Trims tags and removes duplicates. Tags that differ only in letter case are equal; the first spelling stays. */
const normalizeTags = (tags: readonly string[]): readonly string[] => {
  const words = tags.map((tag) => tag.trim()).filter((tag) => tag !== '');
  const folded = words.map((tag) => tag.toLowerCase());
  return words.filter((_, position) => folded.indexOf(folded[position] ?? '') === position);
};

/** Trims all texts and drops an empty brand. */
export const normalizeDetails = ({ brand = '', ...details }: Details): Details => ({
  ...details,
  title: details.title.trim(),
  description: details.description.trim(),
  language: details.language.trim().toLowerCase(),
  ...defined({ brand: brand.trim() || undefined }),
  tags: normalizeTags(details.tags),
  attributes: details.attributes.map(normalizeAttribute),
  images: details.images.map(({ url, alt }) => ({ url: url.trim(), alt: alt.trim() })),
});

/** Validates normalized details. */
export const validateDetails = ({ title, description, language, brand, tags, images, attributes }: Details): DetailsRefusal | undefined => {
  if (!isLine(title, 200)) return refuse('title-invalid', { path: ['title'] });
  if (!isText(description, 10_000)) return refuse('description-invalid', { path: ['description'] });
  if (!/^[a-z]{2,3}$/.test(language)) return refuse('language-invalid', { path: ['language'] });
  if (brand !== undefined && !isLine(brand, 100)) return refuse('brand-invalid', { path: ['brand'] });
  return validateTags(tags) ?? validateImages(images) ?? validateAttributes(attributes);
};
