export * from './broker-accounts';
export * from './eventually';
export * from './fresh-broker';
export * from './fresh-database';
export * from './fresh-redis';
export * from './in-time';
export * from './specification';
export * from './test-servers';
