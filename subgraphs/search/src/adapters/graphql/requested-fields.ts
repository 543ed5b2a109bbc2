import { Kind, type FieldNode, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';

type Fragments = GraphQLResolveInfo['fragments'];

const fieldsIn = (selections: SelectionSetNode | undefined, fragments: Fragments): readonly FieldNode[] =>
  (selections?.selections ?? []).flatMap((selection) => {
    switch (selection.kind) {
      case Kind.FIELD:
        return [selection];
      case Kind.INLINE_FRAGMENT:
        return fieldsIn(selection.selectionSet, fragments);
      case Kind.FRAGMENT_SPREAD:
        return fieldsIn(fragments[selection.name.value]?.selectionSet, fragments);
    }
  });

/** True when the request may include a field, given by its path below the resolved field. `@skip` and `@include` are ignored. */
export const isRequested = (
  { fieldNodes, fragments }: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>,
  ...path: readonly string[]
): boolean => {
  const under = path.reduce<readonly FieldNode[]>(
    (nodes, name) => nodes.flatMap((node) => fieldsIn(node.selectionSet, fragments)).filter((field) => field.name.value === name),
    fieldNodes,
  );
  return under.length > 0;
};
