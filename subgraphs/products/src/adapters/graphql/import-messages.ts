import { pick, type Messages } from '@marketplace/platform/graphql';
import type { FailureCode } from '../../domain/import';
import type { RowIssueCode } from '../../domain/import-product';
import { messages } from './messages';

/** The messages of refused import mutations and of issues with rows. */
export const importMessages = {
  ...messages,
  'import-not-found': 'This import does not exist, or you do not have access to it.',
  'import-over': 'The import has ended, or its upload is complete. It can no longer be changed.',
  'too-many-imports': 'The seller already has three imports in progress. Wait for one to finish, or cancel one.',
  'chunk-empty': 'A chunk must have at least one byte.',
  'chunk-too-large': 'A chunk can have up to 262,144 bytes.',
  'chunk-not-text': 'A text chunk must end between two characters. Use BASE64 to split the file at any byte.',
  'chunk-not-base64': 'The chunk is not valid Base64.',
  'chunk-out-of-place': 'The offset does not match the uploaded part of the file. Continue at the `bytes` of the import.',
  'file-too-large': 'A file can have up to 64 MiB.',
  'file-empty': 'The file is empty.',
  'column-missing': 'The first row of the file must name the columns, including Handle.',
  'column-twice': 'Two columns of the file have the same meaning.',
  'too-many-rows': 'A file can have up to 250,000 rows.',
  'row-unreadable': 'The row cannot be parsed: a quote is misplaced or not closed, or the line is not valid JSON.',
  'row-too-long': 'A row can have up to 131,072 bytes.',
  'cell-count-differs': 'The row does not have the same number of cells as the header row.',
  'field-invalid': 'The field does not have the expected type.',
  'text-not-utf-8': 'The text is not valid UTF-8. Save the file as UTF-8.',
  'handle-missing': 'Every row needs the handle of its product.',
  'handle-invalid': 'A handle has up to 255 characters on one line.',
  'title-missing': 'A new product needs a title in its first row.',
  'quantity-invalid': 'The quantity must be a whole number of up to 1,000,000.',
  'status-invalid': 'The status must be active, draft or archived.',
  'flag-invalid': 'The value must be TRUE or FALSE.',
  'category-not-found': 'No category has this name or slug, and the import has no default category.',
  'too-many-rows-of-product': 'A product can have up to 300 rows; further rows were left out.',
  'archived-left-out': 'The archived product is not in the catalogue and was left out.',
  'not-imported': 'The product could not be saved after several attempts. Contact an operator.',
};

/** The messages of files that cannot be processed. */
export const failureMessages: Messages<FailureCode> = pick(importMessages, 'column-missing', 'column-twice', 'too-many-rows', 'file-empty');

/** The messages of issues with rows. */
export const issueMessages: Messages<RowIssueCode> = importMessages;
