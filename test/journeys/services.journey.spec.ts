import { journeys } from './scenarios';
import { services } from './support/shapes';

describe(`the marketplace, ${services.name}`, () => {
  journeys(services);
});
