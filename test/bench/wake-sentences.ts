/** What is said to somebody called Sotto, and what is said to others or to nobody. */

import { BENCH_SENTENCES } from './bench-sentences.ts';

const REQUESTS: readonly string[] = [
  '',
  'what time is it?',
  'turn off the lights.',
  'how are you today?',
  'play some music.',
  'set a timer for ten minutes.',
  'stop.',
  'can you hear me?',
  'tell me a joke.',
  'what is the weather like?',
  'call my sister.',
  'where is my phone?',
  'open the window, please.',
  'good morning.',
  'remind me to buy milk.',
  'how far is the moon?',
  'read me the news.',
  'add eggs to my shopping list.',
  'I need some help.',
  'who wrote Frankenstein?',
  'wake me at seven.',
  'be quiet.',
  'go on.',
  'is it going to rain tomorrow?',
  'I have a question about my garden.',
];

/** A hundred ways to call. */
export const CALLS: readonly string[] = ['Hey Sotto', 'Hi Sotto', 'Okay Sotto', 'Hey, Sotto'].flatMap((phrase, n) =>
  REQUESTS.map((request) => (request === '' ? `${phrase}${n === 3 ? '!' : '.'}` : `${phrase}, ${request}`)),
);

const NAMES: readonly string[] = (
  'Sarah Scott Sophie Otto Sandra Simon Soren Susan Sam Sally Solomon Stella Steve Stuart Sutton Soldier Sorry Sofa Salad ' +
  'Santa Sultan Salto Seth Siri Alexa Google Jarvis Mary Tom Arthur Martha Lotte Carlo Bruno Marco Paolo Rocco Scooter Soccer Toto'
).split(' ');

const NEAR_MISSES: readonly string[] = [
  'Hey, so to speak, we are done here.',
  'Hey, so tomorrow we go to the lake.',
  'Hey, sort of, but not quite.',
  'He sort of liked it.',
  'He sought to win the election.',
  'A soldier came home from the war.',
  'They saw two birds in the tree.',
  'Hey, salt and pepper, please.',
  'I saw Otto at the station.',
  'Hey you, come over here.',
  'Hey, sit down for a moment.',
  'Hey, sounds good to me.',
  'Hi, so what do we do now?',
  'Okay, so to begin with, open the box.',
  'Okay, so tell me what happened.',
  'Okay, sorted, let us go.',
  'Okay, thought so.',
  'Hi, sorry I am late.',
  'Hey, that was my sofa.',
  'Hey, so did I.',
  'Okay, so do I.',
  'Okay, so that is settled then.',
  'Hey, I bought a photo of it.',
  'Hey, stop that, it hurts.',
  'A total of twenty people came.',
  'He sat on the floor.',
  'Hay sold at a good price this year.',
  'Okay, so take the second road on the left.',
  'Hey, soda or juice?',
  'Hey, the sauce tastes odd.',
];

const TALK: readonly string[] = [
  'I was thinking about what you said yesterday.',
  'No, I do not think that he will come.',
  'Could you pass me the butter?',
  'We should leave before it gets dark.',
  'The train was late again this morning.',
  'She told me that the shop is closed on Sundays.',
  'What did you do with the keys?',
  'I am going to the kitchen, do you want anything?',
  'It was the best of times, it was the worst of times.',
  'That film was much too long for me.',
  'Let me think about it for a minute.',
  'My brother bought a new car last week.',
  'There is somebody at the door.',
  'I cannot find my glasses anywhere.',
  'Dinner will be ready in half an hour.',
  'Did you hear what happened at work?',
  'The children are playing in the garden.',
  'I will send you the address later.',
  'He never answers when I call him.',
  'You are right, we should try it again.',
];

/** More than two hundred utterances that call nobody called Sotto. */
export const NOT_CALLED: readonly string[] = [
  ...NEAR_MISSES,
  ...TALK,
  ...BENCH_SENTENCES,
  ...REQUESTS.filter((request) => request !== ''),
  ...NAMES.map((name) => `Hey ${name}.`),
  ...NAMES.map((name, i) => `Hey ${name}, ${REQUESTS[1 + (i % (REQUESTS.length - 1))]}`),
  ...NAMES.map((name, i) => `Okay ${name}, ${REQUESTS[1 + ((i + 7) % (REQUESTS.length - 1))]}`),
];
