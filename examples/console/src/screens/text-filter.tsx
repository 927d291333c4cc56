import { type RefObject, useEffect, useId, useRef, useState } from 'react';
import { FieldProblem, rejected } from '../ui/field-problem';

/** The time after the last key before a filter is applied, in milliseconds. */
const PAUSE_MS = 350;

/** A filter by text. It is applied when the user pauses, and follows a value that is set elsewhere. */
export function TextFilter({
  label,
  value,
  problem,
  onChange,
  input,
}: {
  readonly label: string;
  readonly value: string;
  /** The reason why the server rejected the value. */
  readonly problem: string | undefined;
  readonly onChange: (value: string) => void;
  readonly input?: RefObject<HTMLInputElement | null>;
}) {
  const id = useId();
  const [text, setText] = useState(value);
  const apply = useRef(onChange);
  apply.current = onChange;
  const applied = useRef(value);
  useEffect(() => {
    if (value === applied.current) return;
    applied.current = value;
    setText(value);
  }, [value]);
  useEffect(() => {
    const next = text.trim();
    if (next === applied.current) return;
    const timer = setTimeout(() => {
      applied.current = next;
      apply.current(next);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        ref={input}
        type="search"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        {...rejected(`${id}-problem`, problem)}
      />
      <FieldProblem id={`${id}-problem`} message={problem} />
    </div>
  );
}
