/** Files are dropped for a pipeline: chosen, checked, sent with progress, and on their way to a run. */
import { useLocation } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { formatBytes } from '../../../core/quantities';
import { plural } from '../../../core/wording';
import type { DropPlace, Pipelines, UploadTold } from '../../../functions/console/answers';
import { get, part, post } from '../../api';
import { Shown, Trouble, useAsked } from '../../parts/asked';
import { place } from '../../place';
import { filesDropped, filesOf, type ChosenFile } from './chosen-files';
import { UploadPart } from './upload';

export function DropPage() {
  const { query, route } = useLocation();
  const { pipeline = '', batch = '', upload: id = '' } = query;
  const [files, setFiles] = useState<ChosenFile[]>([]);
  const [upload, setUpload] = useState<UploadTold>();
  const [problem, setProblem] = useState<Error>();
  useEffect(() => {
    if (id === '') {
      setUpload(undefined);
      setFiles([]);
    } else if (id !== upload?.id) get<UploadTold>(`uploads/${part(id)}`).then(setUpload, setProblem);
  }, [id]);
  const begin = (sources: Map<string, string>): void => {
    const offered = files.map(({ path, folder, file }) => ({
      path,
      ...(folder !== undefined && { folder }),
      ...(sources.get(path) && { source: sources.get(path) }),
      size: file.size,
    }));
    post<UploadTold>('uploads', { pipeline, files: offered, ...(batch && { batch }) }).then((begun) => {
      setProblem(undefined);
      setUpload(begun);
      route(place('drop', { pipeline, upload: begun.id }));
    }, setProblem);
  };
  return (
    <section>
      <h1>Drop files</h1>
      {batch !== '' && !upload && (
        <p>
          Into the batch <bdi>{batch}</bdi>
        </p>
      )}
      {!upload && <PipelineChoice chosen={pipeline} />}
      {(pipeline !== '' || upload) && <Chooser onChoice={(more) => setFiles(merged(files, more))} />}
      {problem && <Trouble problem={problem} />}
      {upload ? (
        <UploadPart upload={upload} files={new Map(files.map(({ path, file }) => [path, file]))} />
      ) : (
        pipeline !== '' && <Offer pipeline={pipeline} files={files} onRemove={setFiles} onBegin={begin} />
      )}
    </section>
  );
}

/** One that is chosen again takes the place of itself. */
const merged = (files: ChosenFile[], more: ChosenFile[]): ChosenFile[] => [
  ...new Map([...files, ...more].map((each) => [each.path, each])).values(),
];

function PipelineChoice({ chosen }: { chosen: string }) {
  const { route } = useLocation();
  const asked = useAsked<Pipelines>('pipelines');
  return (
    <Shown of={asked}>
      {({ pipelines }) => (
        <p>
          <label>
            For the pipeline{' '}
            <select
              value={chosen}
              onChange={({ currentTarget: { value } }) => route(place('drop', { pipeline: value }))}
            >
              <option value="">…</option>
              {pipelines.map(({ name }) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        </p>
      )}
    </Shown>
  );
}

function Chooser({ onChoice }: { onChoice: (files: ChosenFile[]) => void }) {
  const [isOver, setOver] = useState(false);
  const take = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    if (event.dataTransfer) void filesDropped(event.dataTransfer).then(onChoice);
  };
  const choose = ({ currentTarget: input }: { currentTarget: HTMLInputElement }): void => {
    if (input.files) onChoice(filesOf(input.files));
    // So that the same file can be chosen once more.
    input.value = '';
  };
  return (
    <div
      class={isOver ? 'drop-zone over' : 'drop-zone'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={take}
    >
      <p>Drop files or a folder here, or choose them:</p>
      <p class="choices">
        <label>
          Files <input type="file" multiple onChange={choose} />
        </label>
        <label>
          A folder <input type="file" onChange={choose} {...{ webkitdirectory: true }} />
        </label>
      </p>
    </div>
  );
}

/** Of many files the first are listed. */
const listed = 50;

function Offer(props: {
  pipeline: string;
  files: ChosenFile[];
  onRemove: (left: ChosenFile[]) => void;
  onBegin: (sources: Map<string, string>) => void;
}) {
  const { pipeline, files, onRemove, onBegin } = props;
  const asked = useAsked<DropPlace>(`pipelines/${part(pipeline)}/sources`);
  const [sources, setSources] = useState(new Map<string, string>());
  const name = (path: string, source: string): void => setSources(new Map(sources).set(path, source));
  return (
    <Shown of={asked}>
      {({ sources: known }) => (
        <>
          <p class="quiet">
            {pipeline} reads{' '}
            {known.map((source) => source.name + (source.required ? '' : ' (may be left out)')).join(', ')}. A batch is
            the whole data set: what is not in it is not trained on.
          </p>
          {files.length > 0 && (
            <>
              <div class="table">
                <table>
                  <caption>
                    {plural(files.length, 'file')}, {formatBytes(files.reduce((sum, { file }) => sum + file.size, 0))}
                  </caption>
                  <tbody>
                    {files.slice(0, listed).map(({ path, file }) => (
                      <tr key={path}>
                        <th scope="row">
                          <bdi>{path}</bdi>
                        </th>
                        <td class="number">{formatBytes(file.size)}</td>
                        <td>
                          <select
                            aria-label={`Source of ${path}`}
                            value={sources.get(path) ?? ''}
                            onChange={({ currentTarget: { value } }) => name(path, value)}
                          >
                            <option value="">by its name</option>
                            {known.map((source) => (
                              <option key={source.name}>{source.name}</option>
                            ))}
                          </select>
                        </td>
                        <td>
                          <button
                            type="button"
                            aria-label={`Leave out ${path}`}
                            onClick={() => onRemove(files.filter((each) => each.path !== path))}
                          >
                            Leave out
                          </button>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              {files.length > listed && <p class="quiet">and {plural(files.length - listed, 'other file')}</p>}
              <button type="button" onClick={() => onBegin(sources)}>
                Upload, which starts a run
              </button>
            </>
          )}
        </>
      )}
    </Shown>
  );
}
