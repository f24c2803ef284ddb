/** The frozen artifact: run.json as it stands, however long. */
import type { LineWindow, ShownLine } from '../../../functions/console/answers';
import { get } from '../../api';
import { LongText } from '../../parts/text';
import { Windowed, type Window } from '../../parts/windowed';
import type { TabProps } from './tab';

const read = ({ total, from, lines }: LineWindow): Window<ShownLine> => ({ total, from, rows: lines });

export function Artifact({ path }: TabProps) {
  const whole = async (place: number): Promise<ShownLine> => {
    const { lines } = await get<LineWindow>(`${path}/artifact?from=${place}&count=1&longest=200000`);
    return lines[0]!;
  };
  return (
    <Windowed<ShownLine>
      path={`${path}/artifact?longest=240`}
      read={read}
      rowHeight={24}
      size={200}
      label="run.json, by line"
      empty={<p>It is empty.</p>}
      row={(line, place) => (
        <span class="code-line">
          <span class="number quiet">{place + 1}</span> <LongText of={line} whole={() => whole(place)} />
        </span>
      )}
    />
  );
}
