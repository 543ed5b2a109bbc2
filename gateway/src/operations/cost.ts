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

/** What is known of the place that is being estimated. `page` is the size that the field around a connection asked for. */
type Place = { readonly type: GraphQLNamedType | undefined; readonly page: number | undefined };

export type CostQuestion = {
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
    // A negative size must not make the rest of an operation cheaper; the subgraph refuses it.
    if (typeof size === 'number') return Math.max(0, size);
  }
  return undefined;
};

const fieldType = (parent: GraphQLNamedType | undefined, name: string) =>
  isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name]?.type : undefined;

/**
 * How many objects an operation may bring back: one for each object, times the length of each list around it. A list
 * is as long as `first`, `last` or `limit` says, on itself or on the connection around it, and otherwise as assumed.
 */
export const costOf = ({ schema, document, operation, variables, assumedListSize }: CostQuestion): number => {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const spread = new Map<string, number>();
  const ofFragment = (name: string, page: number | undefined): number => {
    const key = `${name} ${String(page)}`;
    const fragment = fragments.get(name);
    const known = spread.get(key);
    if (known !== undefined || fragment === undefined) return known ?? 0;
    const cost = ofSelections(fragment.selectionSet, { type: schema.getType(fragment.typeCondition.name.value), page });
    spread.set(key, cost);
    return cost;
  };
  const ofField = (field: FieldNode, place: Place): number => {
    const type = fieldType(place.type, field.name.value);
    if (type === undefined || field.selectionSet === undefined) return 0;
    const named = getNamedType(type);
    if (!isCompositeType(named)) return 0;
    const asked = pageSize(field, variables);
    const inner = 1 + ofSelections(field.selectionSet, { type: named, page: asked });
    return isListType(getNullableType(type)) ? (asked ?? place.page ?? assumedListSize) * inner : inner;
  };
  const ofSelections = ({ selections }: SelectionSetNode, place: Place): number =>
    selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return sum + ofField(selection, place);
      if (selection.kind === Kind.FRAGMENT_SPREAD) return sum + ofFragment(selection.name.value, place.page);
      const condition = selection.typeCondition;
      const type = condition === undefined ? place.type : schema.getType(condition.name.value);
      return sum + ofSelections(selection.selectionSet, { type, page: place.page });
    }, 0);
  return ofSelections(operation.selectionSet, { type: schema.getRootType(operation.operation) ?? undefined, page: undefined });
};
