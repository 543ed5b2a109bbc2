import { tearDown } from './teardown';

// Jest takes the teardown from the default export and nothing else.
export default tearDown;
