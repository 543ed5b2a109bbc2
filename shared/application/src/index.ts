export * from './aggregate';
export * from './announce-changes';
export * from './batches';
export * from './due-job';
export * from './keyed-queue';
export * from './ports';
