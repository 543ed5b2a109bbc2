import { currency, fromDecimal, instant } from '@marketplace/kernel';
import { specification } from '@marketplace/testing';
import { productDecider, type ProductCommand } from './decide';
import { archived, at, create, created, details, later, published, sized, unpublished, usd, variantId } from './product.fixtures';
import type { Details } from './product';
import type { NewVariant } from './variants';

const given = specification(productDecider);

const update = (changes: Partial<Details>): ProductCommand => ({ type: 'UpdateProduct', changes, at: later });
const add = (variant: NewVariant): ProductCommand => ({ type: 'AddVariant', variant, at: later });
const price = (amount: string, compareAt?: string): ProductCommand => ({
  type: 'ChangePrice',
  variantId: variantId(1),
  offer: compareAt === undefined ? { price: usd(amount) } : { price: usd(amount), compareAtPrice: usd(compareAt) },
  at: later,
});
const publish = (sellerApproved = true): ProductCommand => ({ type: 'PublishProduct', sellerApproved, at });

describe('creating a product', () => {
  it('creates a draft and trims its texts', () => {
    given()
      .when(create({ details: { title: '  Trail jacket ' } }))
      .then(created());
  });

  it('refuses variants with the same options', () => {
    given()
      .when(create({ variants: [sized(1, 'M'), { ...sized(2, 'm'), sku: 'TJ-M2' }] }))
      .thenRefuses('options-taken', { path: ['variants', '1', 'options'] });
    given()
      .when(create({ variants: [sized(1, 'M'), { ...sized(2, 'L'), sku: 'TJ-M' }] }))
      .thenRefuses('sku-taken', { path: ['variants', '1', 'sku'] });
    given()
      .when(create({ variants: [sized(1, 'M'), { ...sized(2, 'L'), options: [{ name: 'Colour', value: 'Blue' }] }] }))
      .thenRefuses('options-mismatch');
  });

  it('refuses values beyond a limit and names their path', () => {
    given()
      .when(create({ details: { title: 'x'.repeat(201) } }))
      .thenRefuses('title-invalid', { path: ['title'] });
    given()
      .when(create({ details: { title: 'a\u0000b' } }))
      .thenRefuses('title-invalid');
    given()
      .when(create({ details: { title: '\ud800' } }))
      .thenRefuses('title-invalid');
    given()
      .when(create({ details: { description: 'x'.repeat(10_001) } }))
      .thenRefuses('description-invalid');
    given()
      .when(create({ details: { images: [{ url: 'javascript:alert(1)', alt: '' }] } }))
      .thenRefuses('image-invalid', { path: ['images', '0'] });
    given()
      .when(create({ details: { images: Array.from({ length: 21 }, () => ({ url: 'https://img.example/a', alt: '' })) } }))
      .thenRefuses('too-many-images');
    given()
      .when(
        create({
          details: {
            attributes: [
              { name: 'A', value: 'b', type: 'TEXT', searchable: true },
              { name: 'a', value: 'c', type: 'TEXT', searchable: true },
            ],
          },
        }),
      )
      .thenRefuses('attribute-invalid');
    given()
      .when(create({ variants: Array.from({ length: 101 }, (_, n) => sized(n, n.toString())) }))
      .thenRefuses('too-many-variants');
    given()
      .when(create({ variants: [{ ...sized(1, 'M'), weightGrams: 0 }] }))
      .thenRefuses('weight-invalid');
    given()
      .when(create({ variants: [{ ...sized(1, 'M'), sku: '' }] }))
      .thenRefuses('sku-invalid');
  });

  it('refuses prices in two currencies', () => {
    const yen = fromDecimal('1250', currency('JPY'));
    given()
      .when(create({ variants: [sized(1, 'M', { price: usd('1.00') }), sized(2, 'L', { price: yen })] }))
      .thenRefuses('currency-mismatch');
  });

  it('does nothing the second time', () => {
    given(created()).when(create()).thenNothing();
  });
});

describe('updating a product', () => {
  it('changes the given fields and keeps the rest', () => {
    given(created())
      .when(update({ title: 'Rain jacket' }))
      .then({ type: 'DetailsChanged', details: { ...details, title: 'Rain jacket' }, at: later });
  });

  it('refuses to remove the last image of a published product', () => {
    given(created(), published)
      .when(update({ images: [] }))
      .thenRefuses('product-without-image');
    given(created())
      .when(update({ images: [] }))
      .then({ type: 'DetailsChanged', details: { ...details, images: [] }, at: later });
  });

  it('refuses to change an archived or missing product', () => {
    given(created(), archived)
      .when(update({ title: 'Rain jacket' }))
      .thenRefuses('product-archived');
    given()
      .when(update({ title: 'Rain jacket' }))
      .thenRefuses('product-not-found');
  });

  it('does nothing when nothing changes', () => {
    given(created())
      .when(update({ title: 'Trail jacket ' }))
      .thenNothing();
  });
});

describe('adding a variant', () => {
  it('adds one with different options', () => {
    const { offer: _, ...large } = sized(2, 'L');
    given(created())
      .when(add(sized(2, 'L')))
      .then({ type: 'VariantAdded', variant: { ...large, otherPrices: [] }, at: later });
  });

  it('refuses one without a price to a published product', () => {
    given(created(), published)
      .when(add(sized(2, 'L')))
      .thenRefuses('variant-without-price');
  });

  it('does nothing when the variant exists', () => {
    given(created())
      .when(add(sized(1, 'M')))
      .thenNothing();
  });
});

describe('changing a variant', () => {
  const change = (sku: string): ProductCommand => ({ type: 'ChangeVariant', variantId: variantId(1), changes: { sku }, at: later });

  it('changes its SKU and keeps its options', () => {
    const { offer: _, ...medium } = sized(1, 'M');
    given(created())
      .when(change('TJ-1'))
      .then({ type: 'VariantChanged', variant: { ...medium, sku: 'TJ-1' }, at: later });
  });

  it('refuses the SKU of another variant, and a missing variant', () => {
    given(created({ variants: [sized(1, 'M'), sized(2, 'L')] }))
      .when(change('TJ-L'))
      .thenRefuses('sku-taken');
    given(created({ variants: [] }))
      .when(change('TJ-1'))
      .thenRefuses('variant-not-found');
  });

  it('does nothing when nothing changes', () => {
    given(created()).when(change('TJ-M')).thenNothing();
  });
});

describe('changing a price', () => {
  it('sets it from now on', () => {
    given(created())
      .when(price('9.90', '12.50'))
      .then({
        type: 'PriceChanged',
        variantId: variantId(1),
        price: { price: usd('9.90'), compareAtPrice: usd('12.50'), since: later },
        at: later,
      });
  });

  it('keeps every price in effect for at least a millisecond, even if clocks differ', () => {
    const backwards: ProductCommand = { ...price('9.90'), at };
    given(created())
      .when(backwards)
      .then({
        type: 'PriceChanged',
        variantId: variantId(1),
        price: { price: usd('9.90'), since: instant('2026-11-21T08:30:00.001Z') },
        at,
      });
  });

  it('refuses invalid prices and lower compare-at prices', () => {
    given(created()).when(price('0')).thenRefuses('price-invalid');
    given(created()).when(price('-1')).thenRefuses('price-invalid');
    given(created()).when(price('999999999999999.00')).thenRefuses('price-invalid');
    given(created())
      .when(price('9.90', '9.90'))
      .thenRefuses('compare-at-price-not-higher', { path: ['compareAtPrice'] });
  });

  it('does nothing when the price is the same', () => {
    given(created()).when(price('12.50')).thenNothing();
  });
});

describe('publishing a product', () => {
  it('publishes a draft, and an unpublished product again', () => {
    given(created()).when(publish()).then(published);
    given(created(), published, unpublished).when(publish()).then(published);
  });

  it('refuses without a variant, price or image, or before the seller is approved', () => {
    given(created({ variants: [] }))
      .when(publish())
      .thenRefuses('product-without-variant');
    given(created({ variants: [sized(1, 'M')] }))
      .when(publish())
      .thenRefuses('variant-without-price', { sku: 'TJ-M' });
    given(created({ details: { images: [] } }))
      .when(publish())
      .thenRefuses('product-without-image');
    given(created()).when(publish(false)).thenRefuses('seller-not-approved');
  });

  it('does nothing when it is published', () => {
    given(created(), published).when(publish()).thenNothing();
  });
});

describe('unpublishing a product', () => {
  const command: ProductCommand = { type: 'UnpublishProduct', at: later };

  it('unpublishes a published product', () => {
    given(created(), published).when(command).then(unpublished);
  });

  it('refuses a draft', () => {
    given(created()).when(command).thenRefuses('product-not-published');
  });

  it('does nothing the second time', () => {
    given(created(), published, unpublished).when(command).thenNothing();
  });
});

describe('archiving a product', () => {
  const command: ProductCommand = { type: 'ArchiveProduct', at: later };

  it('archives it in any status', () => {
    given(created()).when(command).then(archived);
    given(created(), published).when(command).then(archived);
  });

  it('refuses a missing product', () => {
    given().when(command).thenRefuses('product-not-found');
  });

  it('does nothing the second time', () => {
    given(created(), archived).when(command).thenNothing();
  });
});
