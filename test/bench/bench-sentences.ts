/** What people say to an assistant, from one second to about ten. */
export const BENCH_SENTENCES: readonly string[] = [
  'Open the window.',
  'Set a timer for ten minutes.',
  'Who wrote the novel Frankenstein?',
  'Turn off the lights in the kitchen, please.',
  'What is the weather like in Berlin tomorrow morning?',
  'How many tablespoons are there in a cup of flour?',
  'Convert fifteen miles to kilometres.',
  'Remind me to call my sister at half past six this evening.',
  'Tell me a short story about a dragon who was afraid of the dark.',
  'Lower the volume a little and skip to the next song in the list.',
  'I would like to know how the engine of an old steam locomotive turns heat into motion.',
  'Add bread, butter, two dozen eggs and a bottle of olive oil to my shopping list for Saturday.',
  'Could you please summarise the last three messages from the project team, and tell me whether anyone is still waiting for an answer from me?',
  'When the storm finally passed, the fishermen rowed back to the harbour, tied up their boats and counted what was left of the nets they had set the day before.',
];
