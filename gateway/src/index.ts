export { startGateway, type Gateway, type GatewayOptions } from './gateway';
export { httpTransport, type HttpTransportOptions } from './http-transport';
export { defaultLimits, type Limits } from './limits';
export { type DemoLogin } from './page';
