/** A demo category with its subcategories. */
export type DemoCategory = { readonly name: string; readonly slug: string; readonly children?: readonly DemoCategory[] };

export const demoCategories: readonly DemoCategory[] = [
  {
    name: 'Fashion',
    slug: 'fashion',
    children: [
      { name: 'Women', slug: 'women' },
      { name: 'Men', slug: 'men' },
      { name: 'Shoes', slug: 'shoes' },
      { name: 'Bags', slug: 'bags' },
    ],
  },
  {
    name: 'Outdoor',
    slug: 'outdoor',
    children: [
      { name: 'Outdoor clothing', slug: 'outdoor-clothing' },
      { name: 'Camping', slug: 'camping' },
      { name: 'Cycling', slug: 'cycling' },
    ],
  },
  {
    name: 'Home',
    slug: 'home',
    children: [
      { name: 'Kitchen', slug: 'kitchen' },
      { name: 'Bedroom', slug: 'bedroom' },
      { name: 'Lighting', slug: 'lighting' },
    ],
  },
  {
    name: 'Electronics',
    slug: 'electronics',
    children: [
      { name: 'Audio', slug: 'audio' },
      { name: 'Computing', slug: 'computing' },
      { name: 'Accessories', slug: 'accessories' },
    ],
  },
  {
    name: 'Toys & games',
    slug: 'toys-and-games',
    children: [
      { name: 'Toys', slug: 'toys' },
      { name: 'Games', slug: 'games' },
    ],
  },
];
