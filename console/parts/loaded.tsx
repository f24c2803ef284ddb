/** Parts of a page that are loaded when they are first shown: what is there already stays where it is meanwhile. */
import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Trouble } from './asked';

export function loaded<Props extends object>(load: () => Promise<FunctionComponent<Props>>): FunctionComponent<Props> {
  let known: FunctionComponent<Props> | undefined;
  return function Loaded(props: Props) {
    const [Part, setPart] = useState(() => known);
    const [problem, setProblem] = useState<Error>();
    const bring = (): void => {
      setProblem(undefined);
      load().then((part) => setPart(() => (known = part)), setProblem);
    };
    useEffect(() => {
      if (!Part) bring();
    }, []);
    if (Part) return <Part {...props} />;
    return problem ? <Trouble problem={problem} again={bring} /> : <span class="quiet">…</span>;
  };
}
