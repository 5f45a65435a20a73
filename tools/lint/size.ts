/**
 * A `deno lint` plugin that lists files over 200 lines and functions over 50 lines. It is in `size.json`,
 * not in `deno.json`, because a long file is a question and no error. `deno task long` runs it.
 *
 * @module
 */

/** A file with more lines is listed. */
export const MAX_FILE_LINES = 200;

/** A function with more lines is listed. */
export const MAX_FUNCTION_LINES = 50;

/** The number of lines of a text. A line feed at its end begins no further line. */
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
