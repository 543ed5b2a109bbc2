export {
  startPaymentProvider,
  type LedgerLine,
  type PaymentProvider,
  type PaymentProviderOptions,
} from './payment-provider/payment-provider';
export type { Trouble } from './payment-provider/cards';
export type { Operation } from './payment-provider/routes';
export type { Intent } from './payment-provider/records';
export { webhookSignature } from './signature';
export { type Carrier, type CarrierOptions, startCarrier } from './carrier/carrier';
export type { CarrierEvent, CarrierShipment } from './carrier/records';
export { type OpenSearch, type OpenSearchOptions, type SimulatedIndex, startOpenSearch } from './opensearch/opensearch';
