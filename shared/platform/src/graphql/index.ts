export { loggedIn, permitted, type AccessCode, type Permitted } from './access';
export {
  badUserInput,
  command,
  createLoaders,
  forbidden,
  notFound,
  unauthenticated,
  type GraphContext,
  type Loader,
  type Loaders,
} from './context';
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
export { byKey, entity, extensionOf, perRequest, type Entity, type EntityReference, type ReferenceResolver } from './entity';
export { enumOf, enumOfNames, enumWithValues, type EnumValue } from './enums';
export { t, type FieldOf, type GraphType } from './fields';
export { formatMoney, MoneyInput, MoneyType, readMoney, toMoneyType } from './money.types';
export { mutation, type MutationRequest } from './mutation';
export { mutations } from './mutations';
export {
  idKeyset,
  PageArgs,
  pageFields,
  pageRequest,
  readConnection,
  textKeyset,
  versionAfter,
  type Keyset,
  type PageArguments,
} from './pages';
export { payloadOf, type Payload } from './payload';
export { DateTime } from './scalars';
export { argsType, inputType, objectType, stubOf, type Stub } from './types';
export { buildSubgraph, type SubgraphDefinition, type SubgraphSchema } from './subgraph-schema';
export { SubscriptionFrom } from './subscription';
export {
  errorCode,
  InsufficientStockType,
  pick,
  RefusedType,
  toUserErrors,
  UserErrorType,
  VersionConflictType,
  type Messages,
} from './user-error.types';
