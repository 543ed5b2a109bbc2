export * from './documents';
export type { Handle } from './handle';
export { startMarketplace, type Marketplace, type MarketplaceOptions } from './marketplace';
export { startServices, type Services, type ServicesOptions } from './services';
