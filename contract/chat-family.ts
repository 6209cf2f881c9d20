/** Which prompt layout a chat model was trained on. Templates embedded in model files are never executed. */
export const CHAT_FAMILIES = ['chatml', 'qwen', 'gemma', 'gemma4', 'llama3', 'mistral', 'phi'] as const;
export type ChatFamily = (typeof CHAT_FAMILIES)[number];
