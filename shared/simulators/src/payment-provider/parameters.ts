import { invalidParameter } from './faults';
import type { Form, FormValue } from './form';

type Kind = 'text' | 'integer' | 'flag' | 'hash' | 'list';

/** The parameters of an endpoint. Others are rejected. */
export type Shape = Readonly<Record<string, Kind>>;

/** The validated parameters of one request. */
export type Given = {
  readonly text: (name: string) => string | undefined;
  readonly integer: (name: string) => number | undefined;
  readonly flag: (name: string) => boolean;
  readonly hash: (name: string) => Readonly<Record<string, string>>;
  readonly list: (name: string) => readonly string[];
};

const shown = (value: FormValue): string => (typeof value === 'string' ? value : '[object]');

const checkText = (name: string, value: FormValue): void => {
  if (typeof value !== 'string') throw invalidParameter('Invalid string: expected a value, not a hash or list.', { param: name });
  if (value !== '') return;
  const message =
    `You passed an empty string for '${name}'. We assume empty values are an attempt to unset a field; however '${name}' cannot be unset. ` +
    `You should remove '${name}' from your request or supply a non-empty value.`;
  throw invalidParameter(message, { code: 'parameter_invalid_empty', param: name });
};

const checkInteger = (name: string, value: FormValue): void => {
  checkText(name, value);
  if (/^-?\d{1,15}$/.test(shown(value))) return;
  throw invalidParameter(`Invalid integer: ${shown(value)}`, { code: 'parameter_invalid_integer', param: name });
};

const checkFlag = (name: string, value: FormValue): void => {
  if (value !== 'true' && value !== 'false') throw invalidParameter(`Invalid boolean: ${shown(value)}`, { param: name });
};

const checkBranch = (name: string, value: FormValue): void => {
  if (value === '') return;
  if (typeof value === 'string') throw invalidParameter('Invalid object', { param: name });
  for (const [leaf, content] of value)
    if (typeof content !== 'string') throw invalidParameter('Invalid string', { param: `${name}[${leaf}]` });
  if (name === 'metadata') checkMetadata(value);
};

const checkMetadata = (metadata: Form): void => {
  if (metadata.size > 50) throw invalidParameter('Metadata can have up to 50 keys.', { param: 'metadata' });
  for (const [key, value] of metadata) {
    if (key.length > 40) throw invalidParameter('Metadata keys must be at most 40 characters long.', { param: 'metadata' });
    if (shown(value).length > 500) {
      throw invalidParameter('Metadata values must be at most 500 characters long.', { param: `metadata[${key}]` });
    }
  }
};

const checks: Readonly<Record<Kind, (name: string, value: FormValue) => void>> = {
  text: checkText,
  integer: checkInteger,
  flag: checkFlag,
  hash: checkBranch,
  list: checkBranch,
};

const refuseUnknown = (form: Form, shape: Shape): void => {
  const unknown = [...form.keys()].filter((name) => !Object.hasOwn(shape, name));
  const [first] = unknown;
  if (first === undefined) return;
  const message = `Received unknown parameter${unknown.length > 1 ? 's' : ''}: ${unknown.join(', ')}`;
  throw invalidParameter(message, { code: 'parameter_unknown', param: first });
};

/** Throws the provider's 400 for an unknown or invalid parameter. */
export const readParameters = (form: Form, shape: Shape): Given => {
  refuseUnknown(form, shape);
  for (const [name, kind] of Object.entries(shape)) {
    const value = form.get(name);
    if (value !== undefined) checks[kind](name, value);
  }
  const text = (name: string): string | undefined => {
    const value = form.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const hash = (name: string): Readonly<Record<string, string>> => {
    const value = form.get(name);
    if (value === undefined || typeof value === 'string') return {};
    return Object.fromEntries([...value].map(([leaf, content]) => [leaf, shown(content)]));
  };
  return {
    text,
    hash,
    integer: (name) => (form.has(name) ? Number(text(name)) : undefined),
    flag: (name) => text(name) === 'true',
    list: (name) => Object.values(hash(name)),
  };
};

/** Throws `parameter_missing` if the parameter is missing. */
export const required = <T>(value: T | undefined, name: string): T => {
  if (value === undefined) throw invalidParameter(`Missing required param: ${name}.`, { code: 'parameter_missing', param: name });
  return value;
};

/** Throws if the value is not supported. */
export const oneOf = <T extends string>(value: string | undefined, name: string, known: readonly T[]): T | undefined => {
  if (value === undefined) return undefined;
  const found = known.find((candidate) => candidate === value);
  if (found === undefined) throw invalidParameter(`Invalid ${name}: must be one of ${known.join(', ')}`, { param: name });
  return found;
};
