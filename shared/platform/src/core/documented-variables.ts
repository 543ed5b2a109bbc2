import { z } from 'zod';
import { defaultOf, variablesOf } from './env';

/** An environment variable as the documentation lists it. */
export type DocumentedVariable = {
  readonly name: string;
  /** Undefined only if the launcher provides the value and describes it. */
  readonly description: string | undefined;
  /** The name of the value that the launcher provides. */
  readonly provided?: string;
  /** True when `npm start` passes the variable on. */
  readonly isSetting: boolean;
  /** The default, as it would be written in the environment. */
  readonly standard?: string;
  readonly isRequired: boolean;
};

/** Every variable of an environment, with its description: the meaning of a `setting`, or `.describe('…')`. */
export const documentedVariables = (environment: z.ZodType): readonly DocumentedVariable[] => {
  if (!(environment instanceof z.ZodObject)) throw new Error('An environment is a z.object.');
  const declared = new Map(variablesOf(environment).map((variable) => [variable.name, variable]));
  return Object.entries(environment.shape as Readonly<Record<string, z.ZodType>>).map(([name, shape]) => {
    const variable = declared.get(name);
    const isSetting = variable !== undefined && 'setting' in variable;
    const description = isSetting ? variable.setting : shape.description;
    if (description === undefined && variable === undefined) throw new Error(`The variable ${name} has no description.`);
    const standard = defaultOf(shape);
    return {
      name,
      description,
      isSetting,
      isRequired: !shape.safeParse(undefined).success,
      ...(variable !== undefined && 'provided' in variable ? { provided: variable.provided } : {}),
      ...(standard === undefined ? {} : { standard }),
    };
  });
};
