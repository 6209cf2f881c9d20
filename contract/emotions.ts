/** What a face can show while a sentence is said. Small and closed, so that every face has all of them. */
export const EMOTIONS = ['neutral', 'happy', 'sad', 'surprised', 'calm'] as const;
export type Emotion = (typeof EMOTIONS)[number];
