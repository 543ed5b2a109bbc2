import { refuse, type Refusal } from '@marketplace/kernel';
import { isLine, isText, tidy } from './text';

/** How many stars of five. */
export type Stars = 1 | 2 | 3 | 4 | 5;

export type Image = { readonly url: string; readonly alt: string };

/** What a buyer says of a thing: plain text, whatever it looks like. */
export type Content = { readonly rating: Stars; readonly title: string; readonly body: string; readonly images: readonly Image[] };

/** A content as somebody sends it, not looked at yet. */
export type Draft = Omit<Content, 'rating'> & { readonly rating: number };

export type ContentRejection = 'rating-invalid' | 'title-invalid' | 'body-invalid' | 'too-many-images' | 'image-invalid';

const maxImages = 5;
const maxTitle = 120;
const maxBody = 5_000;

const everyStars: readonly Stars[] = [1, 2, 3, 4, 5];

const isImage = ({ url, alt }: Image): boolean =>
  isLine(url, 2_048) && /^https?:\/\/[^\s]+$/i.test(url) && URL.canParse(url) && (alt === '' || isLine(alt, 200));

/** Reads a draft; whatever else takes a content can rely on it. */
export const contentOf = (draft: Draft): Content | Refusal<ContentRejection> => {
  const rating = everyStars.find((stars) => stars === draft.rating);
  const [title, body] = [tidy(draft.title), tidy(draft.body)];
  const images = draft.images.map(({ url, alt }) => ({ url: url.trim(), alt: alt.trim() }));
  if (rating === undefined) return refuse('rating-invalid', { path: ['rating'] });
  if (!isLine(title, maxTitle)) return refuse('title-invalid', { path: ['title'] });
  if (!isText(body, maxBody)) return refuse('body-invalid', { path: ['body'] });
  if (images.length > maxImages) return refuse('too-many-images', { path: ['images'] });
  const position = images.findIndex((image) => !isImage(image));
  return position < 0 ? { rating, title, body, images } : refuse('image-invalid', { path: ['images', position.toString()] });
};
