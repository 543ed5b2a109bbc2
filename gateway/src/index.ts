export { gatewayEnvironment } from './env';
export { startGateway, type Gateway, type GatewayOptions } from './gateway';
export { type DemoLogin } from './http/page';
export { defaultLimits, type Limits } from './operations/limits';
export { httpTransport, type HttpTransportOptions } from './transports/http-transport';
