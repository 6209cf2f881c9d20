/** What is said in the barge-in bench, by the assistant and to it. */

/** Ten seconds and more: long enough to be interrupted anywhere. */
export const STORIES: readonly string[] = [
  'Once upon a time there was a king who lived in a castle by the sea. Every morning he walked along the beach and looked for shells. One day he found a bottle with a letter in it.',
  'The river begins in the mountains as a small stream. On its way to the valley it meets other streams and grows. In the end it comes to the sea, where ships carry grain and timber to other countries.',
  'The blue whale is the largest animal that has ever lived. Its heart alone is as big as a small car, and it eats several tons of tiny shrimps on a single day in the summer.',
  'First you boil a large pot of water with some salt. Then you put in the pasta and stir it from time to time. After nine minutes you pour off the water and add a little butter and cheese.',
  'The old lighthouse was built two hundred years ago on a small island. For many years a family lived there and lit the lamp every evening. Today the lamp is electric, and nobody lives on the island.',
];

export const ANSWER = 'All right.';

export const INTERRUPTIONS: readonly string[] = [
  'Stop.',
  'What time is it in London?',
  'Actually, tell me about the weather tomorrow.',
  'Stop talking, please.',
  'Can you turn on the lights in the kitchen?',
  'No, that is not what I meant.',
  'Wait a moment.',
  'How long does that take?',
  'Be quiet, please.',
  'I would like to hear something else instead.',
  'Okay, but what happened after that?',
  'Who told you that story?',
];

export const BACKCHANNELS: readonly string[] = [
  'Yeah.',
  'Okay.',
  'Right.',
  'I see.',
  'Really?',
  'Oh, nice.',
  'Sure.',
  'Great.',
  'Wow.',
  'Yes, yes.',
];
/** Hums, by their names among the brief sounds. */
export const HUMS: readonly string[] = ['mm-hm', 'hm'];

/** Brief sounds by their names. */
export const NOISES: readonly string[] = [
  'hard cough',
  'cough',
  'throat clearing',
  'sneeze',
  'clap',
  'a cup put down',
  'a door',
];

export const SIDE_TALK: readonly string[] = [
  'Darling, have you seen my keys anywhere?',
  'Dinner is ready in five minutes!',
  'And now for the weather. Tomorrow there will be heavy rain in the north.',
  'Did you feed the cat this morning?',
  'The home team has won again, two to one.',
];
