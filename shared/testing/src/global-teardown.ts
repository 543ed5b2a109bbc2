import { tearDown } from './teardown';

// Jest requires a default export.
export default tearDown;
