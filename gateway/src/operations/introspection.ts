import {
  getIntrospectionQuery,
  getNamedType,
  introspectionTypes,
  isInputObjectType,
  isInterfaceType,
  isEnumType,
  isObjectType,
  isUnionType,
  Kind,
  parse,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

/** The introspection types and the average length of their lists in one schema, by `__Type.fields`. */
type Sizes = Readonly<Record<string, number>>;

const types = new Map<string, GraphQLObjectType>(
  introspectionTypes.flatMap((type) => (isObjectType(type) ? [[type.name, type] as const] : [])),
);

/** About two of three types are wrapped in a list or in non-null, at each level. */
const wrapped = 0.6;

const averageOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.length);

const sizesOf = (schema: GraphQLSchema): Sizes => {
  const all = Object.values(schema.getTypeMap());
  const composite = all.filter((type) => isObjectType(type) || isInterfaceType(type));
  const fields = composite.flatMap((type) => Object.values(type.getFields()));
  const args = averageOf(fields.map((field) => field.args.length));
  const perType = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0) / Math.max(1, all.length);
  const lengths = composite.map((type) => Object.keys(type.getFields()).length);
  return {
    // The fields of one type that is queried by name can be those of the largest.
    __type: Math.max(1, ...lengths) / Math.max(1, perType(lengths)),
    '__Schema.types': all.length,
    '__Schema.directives': schema.getDirectives().length,
    '__Directive.args': averageOf(schema.getDirectives().map((directive) => directive.args.length)),
    '__Type.fields': perType(lengths),
    '__Type.inputFields': perType(all.filter(isInputObjectType).map((type) => Object.keys(type.getFields()).length)),
    '__Type.enumValues': perType(all.filter(isEnumType).map((type) => type.getValues().length)),
    '__Type.interfaces': perType(composite.map((type) => type.getInterfaces().length)),
    '__Type.possibleTypes': perType(
      all.map((type) => (isInterfaceType(type) || isUnionType(type) ? schema.getPossibleTypes(type).length : 0)),
    ),
    '__Type.ofType': wrapped,
    '__Field.args': args,
  };
};

/** Estimates the number of values that the introspection in a document returns. Reads only the syntax, and each fragment once. */
const valuesIn = (document: DocumentNode, sizes: Sizes): number => {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, number>();
  const ofFragment = (name: string, parent: GraphQLNamedType | undefined): number => {
    const key = `${name} ${parent?.name ?? ''}`;
    const known = measured.get(key);
    if (known !== undefined) return known;
    // A fragment that contains itself counts as empty; validation rejects it.
    measured.set(key, 0);
    const fragment = fragments.get(name);
    const values = fragment === undefined ? 0 : ofSelections(fragment.selectionSet, types.get(fragment.typeCondition.name.value) ?? parent);
    measured.set(key, values);
    return values;
  };
  const typeOf = (field: FieldNode, parent: GraphQLNamedType | undefined): GraphQLNamedType | undefined => {
    if (field.name.value === '__schema') return types.get('__Schema');
    if (field.name.value === '__type') return types.get('__Type');
    const definition = isObjectType(parent) ? parent.getFields()[field.name.value] : undefined;
    return definition === undefined ? undefined : getNamedType(definition.type);
  };
  const ofField = (field: FieldNode, parent: GraphQLNamedType | undefined): number => {
    const inner = field.selectionSet === undefined ? 0 : ofSelections(field.selectionSet, typeOf(field, parent));
    if (parent === undefined) return (sizes[field.name.value] ?? 1) * inner;
    return (sizes[`${parent.name}.${field.name.value}`] ?? 1) * (1 + inner);
  };
  const ofSelections = ({ selections }: SelectionSetNode, parent: GraphQLNamedType | undefined): number =>
    selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return sum + ofField(selection, parent);
      if (selection.kind === Kind.FRAGMENT_SPREAD) return sum + ofFragment(selection.name.value, parent);
      return sum + ofSelections(selection.selectionSet, parent);
    }, 0);
  return document.definitions.reduce(
    (most, definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? Math.max(most, ofSelections(definition.selectionSet, undefined)) : most,
    0,
  );
};

const everything = parse(
  getIntrospectionQuery({
    descriptions: true,
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
    oneOf: true,
  }),
);

/**
 * Returns a predicate: true if a document introspects more than one and a half times what tools do with the full introspection
 * query. Aliases and fragments multiply lists of the schema, so that a small document could return millions of values.
 */
export const introspectionLimit = (schema: GraphQLSchema): ((document: DocumentNode) => boolean) => {
  const sizes = sizesOf(schema);
  const limit = 1.5 * valuesIn(everything, sizes);
  return (document) => valuesIn(document, sizes) > limit;
};

/** True if an operation selects nothing but the schema, whose result never changes. */
export const isIntrospection = (document: DocumentNode, selections: SelectionSetNode): boolean =>
  selections.selections.every((selection) => {
    if (selection.kind === Kind.FIELD) return ['__schema', '__type', '__typename'].includes(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT) return isIntrospection(document, selection.selectionSet);
    const fragment = document.definitions.find(
      (definition): definition is FragmentDefinitionNode =>
        definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
    );
    return fragment !== undefined && isIntrospection(document, fragment.selectionSet);
  });
