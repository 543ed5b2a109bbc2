import { Kind, parse, visit, type ASTNode, type StringValueNode } from 'graphql';
import { dialectOf, opening } from './dialect';

type Described = ASTNode & { readonly name?: { readonly value: string }; readonly description?: StringValueNode };

const described: ReadonlySet<string> = new Set([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.FIELD_DEFINITION,
  Kind.INPUT_VALUE_DEFINITION,
]);

/** Types that federation adds, and the root types. */
const isUndescribed = (name: string): boolean => /^(Query|Mutation|Subscription|_.*|.*__.*|federation__.*|link__.*)$/.test(name);

const faultOf = (description: string | undefined): string | undefined => {
  if (description === undefined || description.trim() === '') return 'has no description';
  if (opening.test(description)) return `begins with a question word: "${description}"`;
  const [dialect] = dialectOf(description);
  return dialect === undefined ? undefined : `"${description}": write "${dialect.instead}"`;
};

/** The types, fields, arguments and enum values of a schema whose description is missing or not plain. */
export const faultyDescriptions = (sdl: string): readonly string[] => {
  const faults: string[] = [];
  const path: string[] = [];
  const enter = (node: Described): false | undefined => {
    const isEnumValue = node.kind === Kind.ENUM_VALUE_DEFINITION;
    if (!isEnumValue && !described.has(node.kind)) return undefined;
    const name = node.name?.value ?? '';
    if (isUndescribed(name) && path.length === 0 && !/^(Query|Mutation|Subscription)$/.test(name)) return false;
    path.push(name);
    const description = node.description?.value;
    // An enum of names, such as currencies, needs no sentence for each.
    const fault = (isEnumValue && description === undefined) || isUndescribed(name) ? undefined : faultOf(description);
    if (fault !== undefined) faults.push(`${path.join('.')} ${fault}`);
    return undefined;
  };
  const leave = (node: Described): void => {
    if (node.kind === Kind.ENUM_VALUE_DEFINITION || described.has(node.kind)) path.pop();
  };
  visit(parse(sdl), {
    // Directives and their arguments come from federation.
    DirectiveDefinition: () => false,
    enter: (node) => enter(node as Described),
    leave: (node) => leave(node as Described),
  });
  return faults;
};
