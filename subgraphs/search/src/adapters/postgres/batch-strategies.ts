import { QueryFailedError, TypeORMError, type EntityManager } from 'typeorm';
import type { Concern } from '../../domain/facts';
import type { FacetNumbering } from './facet-dictionary';
import type { Failed, Subject } from './quarantine';

type Work<T> = (manager: EntityManager, subjects: readonly string[]) => Promise<readonly T[]>;

/** The strategy to process a batch: at once, or with failing subjects isolated. */
export type BatchStrategy = {
  readonly on: <T>(concern: Concern, subjects: readonly string[], work: Work<T>) => Promise<readonly T[]>;
  readonly failed: () => readonly Failed[];
};

export type StartStrategy = (manager: EntityManager, numbering: FacetNumbering) => BatchStrategy;

/** The PostgreSQL error classes that concern the data to write: cardinality, data, constraints, limits of rows and index entries. */
const dataErrorClasses = ['21', '22', '23', '54'];
const checkViolation = '23514';

/** The properties of an error of PostgreSQL. Connection errors have none of them. */
type PostgresError = { readonly code?: string; readonly constraint?: string };

const isRefusedData = ({ code = '', constraint }: PostgresError): boolean =>
  // Without a constraint name, the partition is missing: no row of the version can be written.
  dataErrorClasses.includes(code.slice(0, 2)) && !(code === checkViolation && constraint === undefined);

/**
 * True for a fault that the data caused: it would recur on every attempt. All others concern the database, the connection or
 * concurrent writers.
 */
export const isDataFault = (error: unknown): boolean => {
  if (error instanceof QueryFailedError) return isRefusedData(error.driverError as PostgresError);
  return error instanceof Error && !(error instanceof TypeORMError) && !('syscall' in error);
};

const maxReasonLength = 300;

/** The reason of a fault, without quoted data. PostgreSQL quotes names in constraint errors, but values in all others. */
const reasonOf = (error: unknown): string => {
  const { name, message } = error instanceof Error ? error : new Error('unknown fault');
  const postgresError = error instanceof QueryFailedError ? (error.driverError as PostgresError) : {};
  const isAboutNames = postgresError.code?.startsWith('23') === true;
  const plain = isAboutNames ? message : message.replaceAll(/"[^"]*"|'[^']*'/g, '"…"');
  return `${postgresError.code ?? name}: ${plain}`.replaceAll('\0', '').slice(0, maxReasonLength);
};

/** Processes all subjects at once. The first fault aborts the batch. */
export const inOneBatch: StartStrategy = (manager) => ({
  on: async (_, subjects, work) => (subjects.length === 0 ? [] : work(manager, subjects)),
  failed: () => [],
});

/** Bisects the subjects after a data fault, each half in a savepoint, until the failing subjects are isolated and skipped. */
export const bisecting: StartStrategy = (transaction, numbering) => {
  const failed: Failed[] = [];
  const on: BatchStrategy['on'] = async (concern, subjects, work) => {
    const [only] = subjects;
    if (only === undefined) return [];
    const restore = numbering.mark();
    try {
      return await transaction.transaction((manager) => work(manager, subjects));
    } catch (error) {
      restore();
      if (!isDataFault(error)) throw error;
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

/** The subjects that have not failed. */
export const without = (subjects: readonly Subject[], failed: readonly Subject[]): readonly Subject[] => {
  const names = new Set(failed.map(nameOf));
  return subjects.filter((each) => !names.has(nameOf(each)));
};

const sampleSize = 10;

/** The names of the first subjects, for an alert. */
export const sampleOf = (subjects: readonly Subject[]): readonly string[] => subjects.slice(0, sampleSize).map(nameOf);
