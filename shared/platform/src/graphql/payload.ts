import { type ClassType } from 'type-graphql';
import { t, type Fields } from './fields';
import { objectType } from './types';
import { UserErrorType } from './user-error.types';

/** A field is null when the mutation was refused, unless `whenRefused` says otherwise. */
type Values<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends { readonly isNeverNull: true } ? F[Name]['value'] : F[Name]['value'] | null;
};
type WithErrors<Content> = Content & { readonly userErrors: readonly UserErrorType[] };

/** The type of a mutation's answer: its result, or why there is none. */
export type Payload<Content extends object = object> = ClassType<WithErrors<Content>> & {
  readonly done: (content: Content) => WithErrors<Content>;
  /** `content` is for payloads that show something of a refused request. */
  readonly refused: (userErrors: readonly UserErrorType[], content?: Partial<Content>) => WithErrors<Content>;
};

type PayloadOptions = {
  /** The description of `userErrors`. */
  readonly userErrors?: string;
  /** Whether other contexts have the same type. */
  readonly isShareable?: boolean;
};

/** A payload type with these fields and `userErrors`. */
export const payloadOf = <F extends Fields>(
  name: string,
  description: string,
  fields: F,
  { userErrors: aboutErrors = 'Why nothing changed; empty when it did.', isShareable = false }: PayloadOptions = {},
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
