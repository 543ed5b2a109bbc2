import fc from 'fast-check';
import { after, currency, idOf, isBefore, isRefused, milliseconds, type CategoryId } from '@marketplace/kernel';
import { createCategory } from './category';
import { decide, type ProductCommand } from './decide';
import { choicesOf, optionNamesKey, optionsKey } from './options';
import { evolve, firstPublishedAt, type Product, type ProductEvent } from './product';
import { at, create, details, sized, variantId } from './product.fixtures';
import { isSlug, slugOf } from './text';

const sizes = ['S', 'M', 'm', 'L'];
const offer = fc.record({
  price: fc.record({ amount: fc.bigInt({ min: -1n, max: 500n }), currency: fc.constantFrom(currency('USD'), currency('JPY')) }),
});
const variant = fc
  .record({ n: fc.nat(4), size: fc.constantFrom(...sizes), offer: fc.option(offer, { nil: undefined }) })
  .map((each) => sized(each.n, each.size, each.offer));
const images = fc.constantFrom(details.images, []);

/** Any command of a seller, sensible or not; the clock may run backwards. */
const command: fc.Arbitrary<ProductCommand> = fc.nat(10).chain((offset) => {
  const now = after(at, milliseconds(offset));
  return fc.oneof(
    images.map((each): ProductCommand => ({ type: 'UpdateProduct', changes: { images: each }, at: now })),
    variant.map((each): ProductCommand => ({ type: 'AddVariant', variant: each, at: now })),
    fc.tuple(fc.nat(4), fc.constantFrom(...sizes)).map(([n, size]): ProductCommand => {
      const { sku, options } = sized(n, size);
      return { type: 'ChangeVariant', variantId: variantId(n), changes: { sku, options }, at: now };
    }),
    fc.tuple(fc.nat(4), offer).map(([n, each]): ProductCommand => ({ type: 'ChangePrice', variantId: variantId(n), offer: each, at: now })),
    fc.boolean().map((sellerApproved): ProductCommand => ({ type: 'PublishProduct', sellerApproved, at: now })),
    fc.constantFrom<ProductCommand>({ type: 'UnpublishProduct', at: now }, { type: 'ArchiveProduct', at: now }),
  );
});

/** Every variant has its own ID. */
const distinct = fc.uniqueArray(variant, { selector: ({ id }) => id, maxLength: 3 });

const story = fc.record({ variants: distinct, images, commands: fc.array(command, { maxLength: 25 }) });

const replay = (input: {
  variants: ReturnType<typeof create>['variants'];
  images: typeof details.images;
  commands: readonly ProductCommand[];
}) => {
  let product: Product | undefined;
  const history: ProductEvent[] = [];
  const states: Product[] = [];
  for (const command of [create({ variants: input.variants, details: { images: input.images } }), ...input.commands]) {
    const events = decide(command, product);
    if (isRefused(events)) continue;
    for (const event of events) {
      product = evolve(product, event);
      history.push(event);
      states.push(product);
    }
  }
  return { product, history, states };
};

describe('random commands of a seller', () => {
  it('lead to a state that the history reproduces', () => {
    fc.assert(
      fc.property(story, (input) => {
        const { product, history } = replay(input);
        expect(history.reduce<Product | undefined>(evolve, undefined)).toEqual(product);
      }),
    );
  });

  it('never break a law of the catalogue', () => {
    fc.assert(
      fc.property(story, (input) => {
        for (const { status, variants, details: current } of replay(input).states) {
          const prices = variants.flatMap(({ price }) => (price === undefined ? [] : [price.price]));
          expect(new Set(variants.map(({ options }) => optionsKey(options))).size).toBe(variants.length);
          expect(new Set(variants.map(({ sku }) => sku)).size).toBe(variants.length);
          expect(new Set(variants.map(({ options }) => optionNamesKey(options))).size).toBeLessThanOrEqual(1);
          expect(new Set(prices.map((price) => price.currency)).size).toBeLessThanOrEqual(1);
          expect(prices.every(({ amount }) => amount > 0n)).toBe(true);
          if (status === 'PUBLISHED')
            expect([prices.length, current.images.length > 0, variants.length > 0]).toEqual([variants.length, true, true]);
        }
      }),
    );
  });

  it('never make two prices overlap, or change the first publication or the slug', () => {
    fc.assert(
      fc.property(story, (input) => {
        const { states } = replay(input);
        for (const [position, product] of states.entries()) {
          const before = states[position - 1];
          if (before === undefined) continue;
          expect(product.slug).toBe(before.slug);
          expect([undefined, firstPublishedAt(product)]).toContain(firstPublishedAt(before));
          for (const { id, price } of before.variants) {
            const next = product.variants.find((each) => each.id === id)?.price;
            if (price !== undefined && next !== price) expect(next !== undefined && isBefore(price.since, next.since)).toBe(true);
          }
        }
      }),
    );
  });
});

describe('options', () => {
  const option = fc.record({ name: fc.constantFrom('Size', 'size', 'Colour'), value: fc.string() });

  it('are equal in any order and letter case', () => {
    fc.assert(
      fc.property(fc.uniqueArray(option, { selector: ({ name }) => name.toLowerCase() }), (options) => {
        const shouted = [...options].reverse().map(({ name, value }) => ({ name: name.toUpperCase(), value }));
        expect(optionsKey(shouted)).toBe(optionsKey(options));
      }),
    );
  });

  it('are listed once with every value of every variant', () => {
    const variants = ['S', 'M', 's'].map((value) => ({
      options: [
        { name: 'Size', value },
        { name: 'Colour', value: 'Blue' },
      ],
    }));
    expect(choicesOf(variants)).toEqual([
      { name: 'Size', values: ['S', 'M'] },
      { name: 'Colour', values: ['Blue'] },
    ]);
    expect(choicesOf([])).toEqual([]);
  });
});

describe('slugs', () => {
  it('are valid for any title', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (title) => isSlug(slugOf(title))));
  });

  it('resemble their titles', () => {
    expect(slugOf("  Émile's Jacket, 2nd ed. ")).toBe('emile-s-jacket-2nd-ed');
    expect(slugOf('冬の上着')).toBe('product');
    expect(slugOf('x'.repeat(200))).toHaveLength(80);
  });
});

describe('categories', () => {
  it('have a path from the root with at most 6 levels', () => {
    const id: CategoryId = idOf('c');
    const path = Array.from({ length: 5 }, (_, n) => idOf<'Category'>(`c${n.toString()}`));
    expect(createCategory({ id: id, name: 'Jackets' }, { path })).toMatchObject({
      category: { slug: 'jackets', path: [...path, id] },
    });
    expect(createCategory({ id: id, name: 'Jackets' }, { path: [...path, idOf('x')] })).toMatchObject({ refused: 'category-too-deep' });
    expect(createCategory({ id: id, name: 'Jackets', slug: 'No Slug' }, undefined)).toMatchObject({ refused: 'category-slug-invalid' });
  });
});
