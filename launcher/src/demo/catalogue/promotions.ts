/** A promotion as whoever keeps it would enter it; amounts are in the catalogue's one currency. */
export type DemoPromotion = {
  /** The shop that keeps and pays for it, by the code that begins its SKUs; without one it is the platform's. */
  readonly shop?: string;
  readonly label: string;
  /** The code that brings it. Without one it is left as a draft: nothing comes off anything by itself. */
  readonly coupon?: string;
  readonly basisPoints: number;
  readonly maximum?: string;
  readonly minimum?: string;
};

/** The code that every buyer may use, as often as they like. */
export const welcomeCode = 'WELCOME10';

export const demoPromotions: readonly DemoPromotion[] = [
  { label: 'Welcome: 10% off, up to $15', coupon: welcomeCode, basisPoints: 1_000, maximum: '15.00' },
  { shop: 'NP', label: 'Northpeak: 15% off from $100', coupon: 'NORTHPEAK15', basisPoints: 1_500, minimum: '100.00' },
  { label: 'Winter sale: 20% off everything', basisPoints: 2_000 },
];
