import { refuse, type Refusal } from '@marketplace/kernel';

/** Characters that PostgreSQL or a display cannot handle: lone surrogates, and control characters except line feed and tab. */
const forbidden = /[\p{Cs}]|[^\P{Cc}\n\t]/u;

/** True for a text of 1 to `maxLength` characters, on any number of lines. */
export const isText = (text: string, maxLength: number): boolean =>
  text !== '' && text.length <= maxLength * 2 && Array.from(text).length <= maxLength && !forbidden.test(text);

/** True for a text of 1 to `maxLength` characters on one line. */
const isLine = (text: string, maxLength: number): boolean => isText(text, maxLength) && !/[\n\t\u2028\u2029]/.test(text);

/** Trims a text and normalizes its line ends. */
export const normalizeText = (text: string): string => text.replaceAll(/\r\n?/g, '\n').trim();

/** A rating in stars. */
export type Stars = 1 | 2 | 3 | 4 | 5;

export type Image = { readonly url: string; readonly alt: string };

/** The content of a review. Title and body are plain text; markup has no meaning. */
export type Content = { readonly rating: Stars; readonly title: string; readonly body: string; readonly images: readonly Image[] };

/** The content before validation. */
export type Draft = Omit<Content, 'rating'> & { readonly rating: number };

export type ContentRejection = 'rating-invalid' | 'title-invalid' | 'body-invalid' | 'too-many-images' | 'image-invalid';

const maxImages = 5;
const maxTitleLength = 120;
const maxBodyLength = 5_000;

const allStars: readonly Stars[] = [1, 2, 3, 4, 5];

const isImage = ({ url, alt }: Image): boolean =>
  isLine(url, 2_048) && /^https?:\/\/[^\s]+$/i.test(url) && URL.canParse(url) && (alt === '' || isLine(alt, 200));

/** Validates and normalizes a draft. */
export const contentOf = (draft: Draft): Content | Refusal<ContentRejection> => {
  const rating = allStars.find((stars) => stars === draft.rating);
  const [title, body] = [normalizeText(draft.title), normalizeText(draft.body)];
  const images = draft.images.map(({ url, alt }) => ({ url: url.trim(), alt: alt.trim() }));
  if (rating === undefined) return refuse('rating-invalid', { path: ['rating'] });
  if (!isLine(title, maxTitleLength)) return refuse('title-invalid', { path: ['title'] });
  if (!isText(body, maxBodyLength)) return refuse('body-invalid', { path: ['body'] });
  if (images.length > maxImages) return refuse('too-many-images', { path: ['images'] });
  const position = images.findIndex((image) => !isImage(image));
  return position < 0 ? { rating, title, body, images } : refuse('image-invalid', { path: ['images', position.toString()] });
};
