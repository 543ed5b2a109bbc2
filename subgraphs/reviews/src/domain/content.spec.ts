import fc from 'fast-check';
import { isRefused } from '@marketplace/kernel';
import { contentOf, type Draft } from './content';

const draft = (changes: Partial<Draft> = {}): Draft => ({
  rating: 4,
  title: 'Good',
  body: 'It does what it should.',
  images: [],
  ...changes,
});
const picture = (url: string, alt = '') => ({ url, alt });
const many = (count: number) => Array.from({ length: count }, (_, n) => picture(`https://img.example/${n.toString()}.jpg`));

describe('the content of a review', () => {
  it('is trimmed, with normalized line ends', () => {
    const images = [picture(' https://img.example/a.jpg ', ' In the rain ')];
    expect(contentOf(draft({ title: '  Good ', body: '\r\nFirst\r\n\r\nsecond\r', images }))).toEqual({
      rating: 4,
      title: 'Good',
      body: 'First\n\nsecond',
      images: [picture('https://img.example/a.jpg', 'In the rain')],
    });
  });

  it('is plain text: markup has no meaning', () => {
    expect(contentOf(draft({ body: '<b>bold</b> & so on' }))).toMatchObject({ body: '<b>bold</b> & so on' });
  });

  it('has 1 to 5 whole stars', () => {
    for (const rating of [1, 2, 3, 4, 5]) expect(contentOf(draft({ rating }))).toMatchObject({ rating });
    for (const rating of [0, 6, -1, 4.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(contentOf(draft({ rating }))).toEqual({ refused: 'rating-invalid', details: { path: ['rating'] } });
  });

  it('has a title of one line, counted in code points', () => {
    expect(contentOf(draft({ title: '🙂'.repeat(120) }))).not.toHaveProperty('refused');
    for (const title of ['', '   ', 'x'.repeat(121), '🙂'.repeat(121), 'one\ntwo', 'one\u2028two', 'a\u0000b', 'half \ud83d'])
      expect(contentOf(draft({ title }))).toMatchObject({ refused: 'title-invalid' });
  });

  it('has a body of at most 5,000 characters on any number of lines', () => {
    expect(contentOf(draft({ body: `${'x'.repeat(2_499)}\n\n${'x'.repeat(2_499)}` }))).not.toHaveProperty('refused');
    for (const body of ['', '\n\n', 'x'.repeat(5_001), 'a\u0007b', '\udc00'])
      expect(contentOf(draft({ body }))).toMatchObject({ refused: 'body-invalid' });
  });

  it('has up to five images with http or https URLs', () => {
    expect(contentOf(draft({ images: many(5) }))).not.toHaveProperty('refused');
    expect(contentOf(draft({ images: many(6) }))).toMatchObject({ refused: 'too-many-images' });
    const bad = [
      '',
      'img.example/a.jpg',
      'ftp://img.example/a',
      'javascript:alert(1)',
      'https://a b',
      'http://',
      `https://a/${'x'.repeat(2_050)}`,
    ];
    for (const url of bad)
      expect(contentOf(draft({ images: [...many(1), picture(url)] }))).toEqual({
        refused: 'image-invalid',
        details: { path: ['images', '1'] },
      });
    expect(contentOf(draft({ images: [picture('https://a.example/b', 'x'.repeat(201))] }))).toMatchObject({ refused: 'image-invalid' });
  });

  it('does not change when it is validated again', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 6 }),
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary', maxLength: 60 }),
        (rating, title, body) => {
          const once = contentOf(draft({ rating, title, body }));
          if (!isRefused(once)) expect(contentOf(once)).toEqual(once);
        },
      ),
    );
  });
});
