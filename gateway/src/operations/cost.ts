import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** The parent type of a selection, and the page size that the enclosing field requests for its connection. */
type SelectionScope = { readonly type: GraphQLNamedType | undefined; readonly page: number | undefined };

export type CostInput = {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly assumedListSize: number;
};

const pageSize = (field: FieldNode, variables: Readonly<Record<string, unknown>>): number | undefined => {
  for (const { name, value } of field.arguments ?? []) {
    if (name.value !== 'first' && name.value !== 'last' && name.value !== 'limit') continue;
    const size = value.kind === Kind.VARIABLE ? variables[value.name.value] : value.kind === Kind.INT ? Number(value.value) : undefined;
    // A negative size must not make the rest of an operation cheaper; the subgraph rejects it.
    if (typeof size === 'number') return Math.max(0, size);
  }
  return undefined;
};

const fieldType = (parent: GraphQLNamedType | undefined, name: string) =>
  isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name]?.type : undefined;

/**
 * Estimates the number of objects that an operation returns: one for each object, times the length of each enclosing list.
 * The length of a list is `first`, `last` or `limit`, on the list or on the connection around it, otherwise the assumed size.
 */
export const costOf = ({ schema, document, operation, variables, assumedListSize }: CostInput): number => {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const fragmentCosts = new Map<string, number>();
  const ofFragment = (name: string, page: number | undefined): number => {
    const key = `${name} ${String(page)}`;
    const fragment = fragments.get(name);
    const known = fragmentCosts.get(key);
    if (known !== undefined || fragment === undefined) return known ?? 0;
    const cost = ofSelections(fragment.selectionSet, { type: schema.getType(fragment.typeCondition.name.value), page });
    fragmentCosts.set(key, cost);
    return cost;
  };
  const ofField = (field: FieldNode, scope: SelectionScope): number => {
    const type = fieldType(scope.type, field.name.value);
    if (type === undefined || field.selectionSet === undefined) return 0;
    const named = getNamedType(type);
    if (!isCompositeType(named)) return 0;
    const requested = pageSize(field, variables);
    const inner = 1 + ofSelections(field.selectionSet, { type: named, page: requested });
    return isListType(getNullableType(type)) ? (requested ?? scope.page ?? assumedListSize) * inner : inner;
  };
  const ofSelections = ({ selections }: SelectionSetNode, scope: SelectionScope): number =>
    selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return sum + ofField(selection, scope);
      if (selection.kind === Kind.FRAGMENT_SPREAD) return sum + ofFragment(selection.name.value, scope.page);
      const condition = selection.typeCondition;
      const type = condition === undefined ? scope.type : schema.getType(condition.name.value);
      return sum + ofSelections(selection.selectionSet, { type, page: scope.page });
    }, 0);
  return ofSelections(operation.selectionSet, { type: schema.getRootType(operation.operation) ?? undefined, page: undefined });
};
