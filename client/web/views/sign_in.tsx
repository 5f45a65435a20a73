/** The way in: a nickname, and a password where the server wants one. */

import { Component, createRef } from "preact";
import type { Page } from "../page.ts";
import { View } from "./view.ts";

/** Asks for the nickname. */
export class NicknameForm extends View<{ page: Page; last: string }> {
  override draw({ page, last }: NicknameForm["props"]) {
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
        submit={(nick) => page.enter(nick)}
      />
    );
  }
}

/** Asks for the password. */
export class PasswordForm extends View<{ page: Page }> {
  override draw({ page }: PasswordForm["props"]) {
    const { say, status: { value } } = page;
    return (
      <Form
        label={say.password}
        hint={say.passwordHint}
        action={say.enter}
        type="password"
        first=""
        refused={value.kind === "password" ? value.refused : undefined}
        submit={(password) => page.password(password)}
      />
    );
  }
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
  readonly submit: (value: string) => void;
}

class Form extends Component<FormProps> {
  readonly #field = createRef<HTMLInputElement>();

  override componentDidMount(): void {
    this.#field.current!.focus();
  }

  override render({ label, hint, action, type, first, refused, submit }: FormProps) {
    return (
      <form
        class="sign-in"
        onSubmit={(event) => {
          event.preventDefault();
          submit(this.#field.current!.value);
        }}
      >
        <label for="answer">{label}</label>
        <input
          id="answer"
          ref={this.#field}
          {...FIELDS[type]}
          defaultValue={first}
          autocapitalize="off"
          spellcheck={false}
          dir="auto"
          aria-describedby="answer-hint"
          aria-invalid={refused !== undefined}
        />
        <p id="answer-hint" role="status" class={refused === undefined ? "hint" : "hint wrong"}>
          {refused ?? hint}
        </p>
        <button type="submit">{action}</button>
      </form>
    );
  }
}
