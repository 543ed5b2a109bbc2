import { refuse, type Decider } from '@marketplace/kernel';
import { specification } from './specification';

type Command = 'open' | 'lock';
type Event = { readonly type: 'Opened' | 'Locked' };
type State = 'closed' | 'open' | 'locked';

const opened: Event = { type: 'Opened' };
const locked: Event = { type: 'Locked' };

const door: Decider<Command, Event, State, 'door-locked' | 'door-open'> = {
  initial: 'closed',
  decide: (command, state) => {
    switch (command) {
      case 'open':
        if (state === 'locked') return refuse('door-locked', { key: 'under the mat' });
        return state === 'open' ? [] : [opened];
      case 'lock':
        if (state === 'open') return refuse('door-open');
        return state === 'locked' ? [] : [locked];
    }
  },
  evolve: (_, event) => (event.type === 'Opened' ? 'open' : 'locked'),
};

const given = specification(door);

describe('a specification', () => {
  it('holds when the command does, refuses or repeats what it says', () => {
    given().when('open').then(opened);
    given(locked).when('open').thenRefuses('door-locked');
    given(locked).when('open').thenRefuses('door-locked', { key: 'under the mat' });
    given(opened).when('open').thenNothing();
  });

  it('fails when other events follow', () => {
    expect(() => {
      given().when('open').then(locked);
    }).toThrow();
    expect(() => {
      given().when('open').thenNothing();
    }).toThrow();
  });

  it('fails when a command is refused for another reason, or not at all', () => {
    expect(() => {
      given(locked).when('open').thenRefuses('door-open');
    }).toThrow();
    expect(() => {
      given(locked).when('open').thenRefuses('door-locked', { key: 'lost' });
    }).toThrow();
    expect(() => {
      given().when('open').thenRefuses('door-locked');
    }).toThrow();
  });

  it('does not take a refusal for nothing having happened', () => {
    expect(() => {
      given(locked).when('open').thenNothing();
    }).toThrow();
  });
});
