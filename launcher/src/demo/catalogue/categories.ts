/** A shelf of the demo shop, and those below it. */
export type DemoCategory = { readonly name: string; readonly slug: string; readonly below?: readonly DemoCategory[] };

export const demoCategories: readonly DemoCategory[] = [
  {
    name: 'Fashion',
    slug: 'fashion',
    below: [
      { name: 'Women', slug: 'women' },
      { name: 'Men', slug: 'men' },
      { name: 'Shoes', slug: 'shoes' },
      { name: 'Bags', slug: 'bags' },
    ],
  },
  {
    name: 'Outdoor',
    slug: 'outdoor',
    below: [
      { name: 'Outdoor clothing', slug: 'outdoor-clothing' },
      { name: 'Camping', slug: 'camping' },
      { name: 'Cycling', slug: 'cycling' },
    ],
  },
  {
    name: 'Home',
    slug: 'home',
    below: [
      { name: 'Kitchen', slug: 'kitchen' },
      { name: 'Bedroom', slug: 'bedroom' },
      { name: 'Lighting', slug: 'lighting' },
    ],
  },
  {
    name: 'Electronics',
    slug: 'electronics',
    below: [
      { name: 'Audio', slug: 'audio' },
      { name: 'Computing', slug: 'computing' },
      { name: 'Accessories', slug: 'accessories' },
    ],
  },
  {
    name: 'Toys & games',
    slug: 'toys-and-games',
    below: [
      { name: 'Toys', slug: 'toys' },
      { name: 'Games', slug: 'games' },
    ],
  },
];
