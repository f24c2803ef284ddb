/** An upload under way: how far each file is, and the run that comes of it. */
import { useEffect, useState } from 'preact/hooks';
import { formatBytes } from '../../../core/quantities';
import { plural, visible } from '../../../core/wording';
import type { UploadCompleted, UploadTold } from '../../../functions/console/answers';
import { get, part, post, put } from '../../api';
import { Trouble } from '../../parts/asked';
import { place, runPlace } from '../../place';
import { sendFiles, type UploadPort } from './send-files';

const portOf = ({ id }: UploadTold): UploadPort => {
  const path = `uploads/${part(id)}`;
  return {
    put: (at, bytes, range) => put(`${path}/files/${at}`, bytes, range),
    look: () => get(path),
    complete: () => post(`${path}/complete`, {}),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
};

/** @param files of this machine, by their paths: a page that was opened anew has none, and asks for them */
export function UploadPart({ upload, files }: { upload: UploadTold; files: Map<string, File> }) {
  const [current, setCurrent] = useState(upload);
  const [completed, setCompleted] = useState<UploadCompleted>();
  const [problem, setProblem] = useState<Error>();
  const lacking = current.files.filter(({ path, size, isWhole }) => !isWhole && files.get(path)?.size !== size);
  const canSend = lacking.length === 0;
  useEffect(() => {
    if (!canSend || completed) return undefined;
    const leaving = new AbortController();
    const { signal } = leaving;
    setProblem(undefined);
    sendFiles({ upload: current, files, onProgress: setCurrent, signal }, portOf(upload)).then(
      setCompleted,
      (error: Error) => {
        if (!signal.aborted) setProblem(error);
      },
    );
    return () => leaving.abort();
  }, [upload.id, canSend]);
  const { received, size } = current.files.reduce(
    (sum, file) => ({ received: sum.received + file.received, size: sum.size + file.size }),
    { received: 0, size: 0 },
  );
  return (
    <>
      <p role="status">
        {formatBytes(received)} of {formatBytes(size)} have arrived in batch <bdi>{upload.batch}</bdi> of{' '}
        {upload.pipeline}.
      </p>
      {upload.warning && <p class="problem">{visible(upload.warning)}</p>}
      <progress aria-label="Upload" max={Math.max(1, size)} value={received} />
      <ul>
        {current.files
          .filter(({ isWhole }) => !isWhole)
          .slice(0, 20)
          .map((file) => (
            <li key={file.name}>
              <bdi>{file.path}</bdi> as {file.source}: {formatBytes(file.received)} of {formatBytes(file.size)}
            </li>
          ))}
      </ul>
      {!canSend && !completed && (
        <p class="problem">
          To go on, choose {lacking.length === 1 ? <bdi>{lacking[0]!.path}</bdi> : plural(lacking.length, 'file')}{' '}
          again: this page was opened anew, and a browser forgets which files they were.
        </p>
      )}
      {problem && <Trouble problem={problem} />}
      {completed && <Completed upload={upload} missing={completed.missing} />}
    </>
  );
}

/** How often, and how long at the most, it is asked whether the run has begun, in milliseconds. */
const looks = { every: 1_500, most: 40 };

function Completed({ upload: { pipeline, batch }, missing }: { upload: UploadTold; missing: string[] }) {
  const [run, setRun] = useState<string>();
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (missing.length > 0 || run !== undefined || count >= looks.most) return undefined;
    const timer = setTimeout(() => {
      get<{ run?: string }>(`pipelines/${part(pipeline)}/batches/${part(batch)}`).then(
        (found) => (found.run === undefined ? setCount(count + 1) : setRun(found.run)),
        () => setCount(count + 1),
      );
    }, looks.every);
    return () => clearTimeout(timer);
  }, [count, run]);
  if (missing.length > 0)
    return (
      <p role="status">
        All have arrived. The run begins when {missing.join(' and ')} landed too.{' '}
        <a href={place('drop', { pipeline, batch })}>Add what it lacks</a>
      </p>
    );
  if (run !== undefined)
    return (
      <p role="status">
        All have arrived. <a href={runPlace({ pipeline, run })}>Run {run}</a> has begun.
      </p>
    );
  return (
    <p role="status">
      All have arrived.{' '}
      {count < looks.most ? 'The run is about to begin …' : 'No run has begun yet: look at npx landfall logs validate.'}
    </p>
  );
}
