/** A prompt that is written on the page: begun with one of the pipeline's, asked of bases as they are. */
import { estimatedTokens } from '../../../core/tokens';
import { plural } from '../../../core/wording';
import { fieldsIn, parseTemplate } from '../../../core/prompt-template';
import type { Playground, PlaygroundSubject } from '../../../functions/console/answers';

export interface WrittenPrompt {
  system: string;
  user: string;
}

/** The fields whose values go into it. */
export const fieldsWritten = ({ system, user }: WrittenPrompt): string[] =>
  fieldsIn([...parseTemplate(system), ...parseTemplate(user)]);

export function PromptEditor(props: {
  prompts: Playground['prompts'];
  prompt: WrittenPrompt;
  onChange: (prompt: WrittenPrompt) => void;
  /** Whose tokens are counted. */
  of: Pick<PlaygroundSubject, 'bytesPerToken'>;
}) {
  const { prompts, prompt, onChange, of } = props;
  const begin = (file: string): void => {
    const found = prompts.find((each) => each.file === file);
    if (found) onChange({ system: found.system ?? '', user: found.user });
  };
  const tokens = Math.ceil(estimatedTokens(prompt.system + prompt.user, of.bytesPerToken));
  return (
    <fieldset>
      <legend>Prompt of bases</legend>
      <label>
        Begin with{' '}
        <select onChange={({ currentTarget: { value } }) => begin(value)}>
          {prompts.map(({ file }) => (
            <option key={file}>{file}</option>
          ))}
        </select>
      </label>
      {(['system', 'user'] as const).map((name) => (
        <label key={name} class="field">
          {name}
          <textarea
            rows={3}
            dir="auto"
            value={prompt[name]}
            onInput={({ currentTarget: { value } }) => onChange({ ...prompt, [name]: value })}
          />
        </label>
      ))}
      <p class="quiet">
        About {plural(tokens, 'token')} without its fields, by estimate. Fields:{' '}
        {fieldsWritten(prompt).join(', ') || 'none'}, each written as {'{{name}}'}. A tuned model is asked with the
        prompt that it was made with: what it says to another tells nothing of it.
      </p>
    </fieldset>
  );
}
