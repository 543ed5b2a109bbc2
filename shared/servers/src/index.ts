export * from './env';
export * from './folder-owner';
export * from './free-port';
export * from './nats-binary';
export * from './nats-server';
export * from './postgres-server';
export { endLeftover, endProcess } from './processes';
export * from './servers';
