import { type ClassType } from 'type-graphql';
import { t, type Fields } from './fields';
import { objectType } from './types';
import { UserErrorType } from './user-error.types';

/** Fields are null if the mutation failed, unless `whenRefused` sets another value. */
type Values<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends { readonly isNeverNull: true } ? F[Name]['value'] : F[Name]['value'] | null;
};
type WithErrors<Content> = Content & { readonly userErrors: readonly UserErrorType[] };

/** The payload type of a mutation: its result, or the user errors. */
export type Payload<Content extends object = object> = ClassType<WithErrors<Content>> & {
  readonly done: (content: Content) => WithErrors<Content>;
  /** `content` sets fields of the payload of a refused request. */
  readonly refused: (userErrors: readonly UserErrorType[], content?: Partial<Content>) => WithErrors<Content>;
};

type PayloadOptions = {
  /** The description of `userErrors`. */
  readonly userErrors?: string;
  /** True when other contexts define the same type. */
  readonly isShareable?: boolean;
};

/** Creates a payload type with these fields and `userErrors`. */
export const payloadOf = <F extends Fields>(
  name: string,
  description: string,
  fields: F,
  { userErrors: aboutErrors = 'The errors that prevented the change; empty if it succeeded.', isShareable = false }: PayloadOptions = {},
): Payload<Values<F>> => {
  type Content = Values<F>;
  const answers = Object.entries(fields).map(
    ([key, field]) => [key, field.settings.whenRefused === null ? field.nullable() : field] as const,
  );
  const type = objectType(
    name,
    description,
    { userErrors: t.list(UserErrorType, aboutErrors), ...Object.fromEntries(answers) },
    { isShareable },
  );
  const nothing = Object.fromEntries(answers.map(([key, { settings }]) => [key, settings.whenRefused])) as Content;
  return Object.assign(type as unknown as ClassType<WithErrors<Content>>, {
    done: (content: Content) => ({ ...content, userErrors: [] }),
    refused: (userErrors: readonly UserErrorType[], content: Partial<Content> = {}) => ({ ...nothing, ...content, userErrors }),
  });
};
