/** The way in: a nickname, and a password where the server wants one. */

import { useRef } from "preact/hooks";
import type { Page } from "../page.ts";

/** Asks for the nickname. */
export function NicknameForm({ page, last }: { page: Page; last: string }) {
  const { say, status } = page;
  const { value } = status;
  const refused = value.kind === "nickname" ? value.refused : undefined;
  return (
    <Form
      label={say.nickname}
      hint={say.nicknameHint}
      action={say.enter}
      type="text"
      first={page.nick.value || last}
      refused={refused}
      isBusy={value.kind === "connecting"}
      submit={(nick) => page.enter(nick)}
    />
  );
}

/** Asks for the password. */
export function PasswordForm({ page }: { page: Page }) {
  const { say, status: { value } } = page;
  return (
    <Form
      label={say.password}
      hint={say.passwordHint}
      action={say.enter}
      type="password"
      first=""
      refused={value.kind === "password" ? value.refused : undefined}
      isBusy={false}
      submit={(password) => page.password(password)}
    />
  );
}

const FIELDS = {
  text: { type: "text", autocomplete: "nickname" },
  password: { type: "password", autocomplete: "current-password" },
} as const;

interface FormProps {
  readonly label: string;
  readonly hint: string;
  readonly action: string;
  readonly type: "text" | "password";
  /** What stands in the field at first. */
  readonly first: string;
  readonly refused: string | undefined;
  readonly isBusy: boolean;
  readonly submit: (value: string) => void;
}

function Form({ label, hint, action, type, first, refused, isBusy, submit }: FormProps) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <form
      class="sign-in"
      onSubmit={(event) => {
        event.preventDefault();
        submit(field.current!.value);
      }}
    >
      <label for="answer">{label}</label>
      <input
        id="answer"
        ref={field}
        {...FIELDS[type]}
        defaultValue={first}
        autocapitalize="off"
        spellcheck={false}
        autofocus
        dir="auto"
        aria-describedby="answer-hint"
        aria-invalid={refused !== undefined}
      />
      <p id="answer-hint" role="status" class={refused === undefined ? "hint" : "hint wrong"}>
        {refused ?? hint}
      </p>
      <button type="submit" disabled={isBusy}>{action}</button>
    </form>
  );
}
