export * from './actor';
export * from './cause';
export * from './currency';
export * from './decider';
export * from './ids';
export * from './json';
export * from './money';
export * from './time';
