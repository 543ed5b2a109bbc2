/** A demo promotion. Amounts are in US dollars. */
export type DemoPromotion = {
  /** The SKU prefix of the shop that owns and funds the promotion; the platform if missing. */
  readonly shop?: string;
  readonly label: string;
  /** The coupon code. Without one the promotion stays a draft. */
  readonly coupon?: string;
  readonly basisPoints: number;
  readonly maximum?: string;
  readonly minimum?: string;
};

/** A coupon code that every buyer can use without limit. */
export const welcomeCode = 'WELCOME10';

export const demoPromotions: readonly DemoPromotion[] = [
  { label: 'Welcome: 10% off, up to $15', coupon: welcomeCode, basisPoints: 1_000, maximum: '15.00' },
  { shop: 'NP', label: 'Northpeak: 15% off from $100', coupon: 'NORTHPEAK15', basisPoints: 1_500, minimum: '100.00' },
  { label: 'Winter sale: 20% off everything', basisPoints: 2_000 },
];
