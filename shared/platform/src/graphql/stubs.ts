import { Directive, Field, ID, ObjectType, type ClassType } from 'type-graphql';

/** A thing of another context, of which only the id is known. */
export type Stub = { readonly id: string };

/** The type of a thing that belongs to another context, which resolves its fields. */
export const stubOf = (
  name: string,
  description: string,
  { idDescription = `The id of the ${name.toLowerCase()}.` }: { readonly idDescription?: string } = {},
): ClassType<Stub> => {
  @Directive('@key(fields: "id", resolvable: false)')
  @ObjectType(name, { description })
  class StubType {
    @Field(() => ID, { description: idDescription })
    id!: string;
  }
  return StubType;
};
