import { useWords } from '../../locales/use-words.tsx';

export function KnowledgeScreen() {
  const words = useWords().knowledge;
  return (
    <div className="page">
      <h1>{words.title}</h1>
      <p className="soft">{words.text}</p>
    </div>
  );
}
