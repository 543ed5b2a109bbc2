import type { ClassType } from 'type-graphql';
import { t } from './fields';
import { objectType } from './types';

/** A thing of another context, of which only the id is known. */
export type Stub = { readonly id: string };

/** The type of a thing that belongs to another context, which resolves its fields. */
export const stubOf = (
  name: string,
  description: string,
  { idDescription = `The id of the ${name.toLowerCase()}.` }: { readonly idDescription?: string } = {},
): ClassType<Stub> => objectType(name, description, { id: t.id(idDescription) }, { directives: ['@key(fields: "id", resolvable: false)'] });
