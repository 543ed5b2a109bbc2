export { badUserInput, command, createLoaders, forbidden, unauthenticated, type GraphContext, type Loaders } from './context';
export {
  connectionOf,
  decodeCursor,
  encodeCursor,
  pageSize,
  PageInfoType,
  toConnection,
  type Connection,
  type Edge,
} from './connection.types';
export { formatMoney, MoneyInput, MoneyType, readMoney, toMoneyType } from './money.types';
export { DateTime } from './scalars';
export {
  buildSubgraph,
  sourceIsWired,
  type ReferenceResolver,
  type SubgraphParts,
  type SubgraphSchema,
  type SubscriptionSource,
} from './subgraph-schema';
export { InsufficientStockType, RefusedType, toUserErrors, UserErrorType, VersionConflictType, type Messages } from './user-error.types';
