/**
 * A `deno lint` plugin that lists what is long: files over 200 lines, functions over 50. It stands in
 * `size.json`, not in `deno.json`: what is long is a question, not an error. `deno task long` asks it.
 *
 * @module
 */

/** The most lines of a file that is not listed. */
export const MAX_FILE_LINES = 200;

/** The most lines of a function that is not listed, from its first to its last. */
export const MAX_FUNCTION_LINES = 50;

/** How many lines a text has; a line feed at the end begins no line. */
function linesOf(text: string): number {
  return text.replace(/\n$/, "").split("\n").length;
}

type FunctionNode =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

export default {
  name: "size",
  rules: {
    file: {
      create: (context) => ({
        Program(node) {
          const lines = linesOf(context.sourceCode.text);
          if (lines > MAX_FILE_LINES) context.report({ node, message: `${lines} lines in a file` });
        },
      }),
    },
    function: {
      create(context) {
        const check = (node: FunctionNode) => {
          const lines = linesOf(context.sourceCode.text.slice(...node.range));
          if (lines <= MAX_FUNCTION_LINES) return;
          context.report({ node, message: `${lines} lines in a function` });
        };
        return {
          FunctionDeclaration: check,
          FunctionExpression: check,
          ArrowFunctionExpression: check,
        };
      },
    },
  },
} satisfies Deno.lint.Plugin;
