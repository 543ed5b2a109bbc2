export * from './events/contract';
export * from './events/by-context';
export { contracts } from './events/contracts';
