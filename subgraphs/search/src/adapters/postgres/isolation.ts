import { QueryFailedError, TypeORMError, type EntityManager } from 'typeorm';
import type { Concern } from '../../domain/parts';
import type { FacetNumbering } from './facet-dictionary';
import type { Failed, Subject } from './set-aside';

type Work<T> = (manager: EntityManager, subjects: readonly string[]) => Promise<readonly T[]>;

/** How a batch is worked in: all of it together, or so that what cannot be worked in keeps nothing else back. */
export type Working = {
  readonly on: <T>(concern: Concern, subjects: readonly string[], work: Work<T>) => Promise<readonly T[]>;
  readonly failed: () => readonly Failed[];
};

export type BeginWorking = (manager: EntityManager, numbering: FacetNumbering) => Working;

/** Of PostgreSQL's codes those that speak of what is to be written: cardinality, data, constraints, limits of a row or an entry. */
const classesOfData = ['21', '22', '23', '54'];
const checkViolation = '23514';

/** What PostgreSQL says of a fault; its own errors have all of it, those of the connection none. */
type Said = { readonly code?: string; readonly constraint?: string };

const isRefusedData = ({ code = '', constraint }: Said): boolean =>
  // Without the name of a constraint it is a partition that is missing: no row of the version could be written.
  classesOfData.includes(code.slice(0, 2)) && !(code === checkViolation && constraint === undefined);

/**
 * Whether a fault is about what was to be worked in, and would be there again however often that was tried. All others are
 * about the database, the connection, or who else writes.
 */
export const isOfData = (error: unknown): boolean => {
  if (error instanceof QueryFailedError) return isRefusedData(error.driverError as Said);
  return error instanceof Error && !(error instanceof TypeORMError) && !('syscall' in error);
};

const longestReason = 300;

/** Messages of PostgreSQL quote what they are about: names where a constraint is broken, else values, which are nobody's business. */
const reasonOf = (error: unknown): string => {
  const { name, message } = error instanceof Error ? error : new Error('a fault that is none');
  const said = error instanceof QueryFailedError ? (error.driverError as Said) : {};
  const isAboutNames = said.code?.startsWith('23') === true;
  const plain = isAboutNames ? message : message.replaceAll(/"[^"]*"|'[^']*'/g, '"…"');
  return `${said.code ?? name}: ${plain}`.replaceAll('\0', '').slice(0, longestReason);
};

/** As fast as can be; the first fault ends it. */
export const together: BeginWorking = (manager) => ({
  on: async (_, subjects, work) => (subjects.length === 0 ? [] : work(manager, subjects)),
  failed: () => [],
});

/** In halves where a fault of data is, each within a savepoint, until what fails stands alone; that is left out. */
export const narrowing: BeginWorking = (transaction, numbering) => {
  const failed: Failed[] = [];
  const on: Working['on'] = async (concern, subjects, work) => {
    const [only] = subjects;
    if (only === undefined) return [];
    const undo = numbering.mark();
    try {
      return await transaction.transaction((manager) => work(manager, subjects));
    } catch (error) {
      undo();
      if (!isOfData(error)) throw error;
      if (subjects.length === 1) {
        failed.push({ concern, subject: only, error: reasonOf(error) });
        return [];
      }
      const middle = subjects.length >> 1;
      const first = await on(concern, subjects.slice(0, middle), work);
      return [...first, ...(await on(concern, subjects.slice(middle), work))];
    }
  };
  return { on, failed: () => failed };
};

const nameOf = ({ concern, subject }: Subject): string => `${concern} ${subject}`;

/** Those that have not failed. */
export const without = (subjects: readonly Subject[], failed: readonly Subject[]): readonly Subject[] => {
  const names = new Set(failed.map(nameOf));
  return subjects.filter((each) => !names.has(nameOf(each)));
};

const mostNamed = 10;

/** A few of many, to be named to somebody. */
export const someOf = (subjects: readonly Subject[]): readonly string[] => subjects.slice(0, mostNamed).map(nameOf);
