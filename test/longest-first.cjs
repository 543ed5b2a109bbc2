const { default: Sequencer } = require('@jest/test-sequencer');

// By size alone, as Jest goes where it has never run before, these come last: then one of two workers waits for minutes.
const longest = [/journeys\//, /bench\.int/, /import-online-retail\.int/, /new-context\.int/, /rebuild\.int/, /exploration\.spec/];

const placeOf = ({ path }) => {
  const place = longest.findIndex((name) => name.test(path));
  return place < 0 ? longest.length : place;
};

/** Starts the suites that take longest first, and leaves all others as Jest puts them. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => placeOf(a) - placeOf(b));
  }
};
