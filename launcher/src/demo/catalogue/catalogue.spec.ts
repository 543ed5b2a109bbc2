import { demoSellers } from '../../command/logins';
import { demoShops, imagesOf, stockOf, variantsOf } from './catalogue';
import { demoCategories, type DemoCategory } from './categories';

const products = demoShops.flatMap((seller) => seller.products.map((product) => ({ seller, product })));
const variants = products.flatMap(({ seller, product }) => variantsOf(seller, product));

describe('the demo marketplace', () => {
  it('has five sellers with 60 products and 200 variants', () => {
    expect(demoShops.map(({ email }) => email)).toEqual(demoSellers);
    expect(products.length).toBeGreaterThanOrEqual(60);
    expect(variants.length).toBeGreaterThanOrEqual(200);
  });

  it('has at least eight categories with products', () => {
    const slugsOf = ({ slug, children: below = [] }: DemoCategory): readonly string[] => [slug, ...below.flatMap(slugsOf)];
    const leaves = new Set(demoCategories.flatMap(({ children: below = [] }) => below.map(({ slug }) => slug)));
    expect(demoCategories.flatMap(slugsOf).length).toBeGreaterThanOrEqual(8);
    expect(products.map(({ product }) => product.category).filter((slug) => !leaves.has(slug))).toEqual([]);
    expect(new Set(products.map(({ product }) => product.category)).size).toBe(leaves.size);
  });

  it('has unique SKUs', () => {
    expect(new Set(variants.map(({ sku }) => sku)).size).toBe(variants.length);
    expect(variants.every(({ sku }) => /^[A-Z0-9][\w./-]{0,63}$/.test(sku))).toBe(true);
  });

  it('has higher compare-at prices and surcharges only for existing options', () => {
    expect(products.filter(({ product }) => (product.compareAtPrice ?? Infinity) <= product.price)).toEqual([]);
    const values = ({ options }: (typeof products)[number]['product']): readonly string[] => options.flatMap(([, ...rest]) => rest);
    expect(
      products.filter(({ product }) => Object.keys(product.surcharges ?? {}).some((value) => !values(product).includes(value))),
    ).toEqual([]);
  });

  it('has unique titles, which become slugs', () => {
    expect(new Set(products.map(({ product }) => imagesOf(product)[0]?.url)).size).toBe(products.length);
  });

  it('has stock of every variant in one of two warehouses', () => {
    expect(variants.map((_, position) => stockOf(position)).filter(([first = 0, second = 0]) => first + second === 0)).toEqual([]);
  });
});
