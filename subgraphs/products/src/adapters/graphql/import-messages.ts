import { pick, type Messages } from '@marketplace/platform/graphql';
import type { FailureCode } from '../../domain/import';
import type { FaultCode } from '../../domain/import-product';
import { messages } from './messages';

/** Why an import was refused, and what is wrong with the rows of a file. */
export const importMessages = {
  ...messages,
  'import-not-found': 'There is no such import of a seller that you work for.',
  'import-over': 'The import is over, or its file is complete: nothing can be added to it, and what is over cannot be called off.',
  'too-many-imports': 'Three files of the seller are under way already; wait for one, or call one off.',
  'chunk-empty': 'A chunk has at least one byte.',
  'chunk-too-large': 'A chunk has at most 262,144 bytes.',
  'chunk-not-text': 'A chunk of text ends between two characters; send bytes as BASE64 to cut anywhere.',
  'chunk-not-base64': 'The chunk is not written in base64.',
  'chunk-out-of-place': 'The file so far ends elsewhere; go on at the bytes of the import.',
  'file-too-large': 'A file has at most 64 MiB.',
  'file-empty': 'The file is empty.',
  'column-missing': 'The first row of the file names the columns, and Handle is among them.',
  'column-twice': 'Two columns of the file mean the same.',
  'too-many-rows': 'A file has at most 250,000 rows.',
  'row-unreadable': 'The row cannot be read: a quote is not closed, or stands where none may stand, or the line is no JSON.',
  'row-too-long': 'A row has at most 131,072 bytes.',
  'cell-count-differs': 'The row has another number of cells than the first row of the file.',
  'field-invalid': 'The field is not of the form that a product has.',
  'text-not-utf-8': 'The text is not UTF-8; save the file as UTF-8.',
  'handle-missing': 'Every row names the handle of its product.',
  'handle-invalid': 'A handle is one line of up to 255 characters.',
  'title-missing': 'A new product needs a title in the first of its rows.',
  'quantity-invalid': 'A quantity is a whole number of up to 1,000,000 pieces.',
  'status-invalid': 'A status is active, draft or archived.',
  'flag-invalid': 'This is TRUE or FALSE.',
  'category-not-found': 'The type is the name of no category, and no other category was chosen for the file.',
  'too-many-rows-of-product': 'A product has at most 300 rows; those that follow were left out.',
  'archived-left-out': 'An archived product that is not in the catalogue was left out.',
  'not-imported': 'The product could not be written, again and again; ask an operator to look at the log.',
};

/** Why a file as a whole cannot be read. */
export const failureMessages: Messages<FailureCode> = pick(importMessages, 'column-missing', 'column-twice', 'too-many-rows', 'file-empty');

/** What can be wrong with a row. */
export const faultMessages: Messages<FaultCode> = importMessages;
