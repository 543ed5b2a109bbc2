import { journeys } from './scenarios';
import { allInOne } from './support/shapes';

describe(`the marketplace, ${allInOne.name}`, () => {
  journeys(allInOne);
});
