/** A run in short: what was dropped, what it costs, how it was decided, and how it ended. */
import { formatDollars } from '../../../core/quantities';
import { percent, thousands } from '../../../core/wording';
import type { RunNow } from '../../../functions/console/answers';
import { Text } from '../../parts/text';
import { base } from '../../place';
import type { TabProps } from './tab';

export function Summary({ run }: TabProps) {
  const { dropped, madeWith, version, money, verdict, rollout, seen, deployed, error } = run;
  return (
    <>
      {error && <Ending error={error} />}
      <dl class="facts">
        <dt>Dropped</dt>
        <dd>
          <Text of={dropped} />
        </dd>
        {version && (
          <>
            <dt>Dataset</dt>
            <dd>
              <code>{version}</code>
            </dd>
          </>
        )}
        {verdict.length > 0 && (
          <>
            <dt>Verdict</dt>
            {verdict.map((sentence) => (
              <dd key={sentence}>
                <Text of={sentence} />
              </dd>
            ))}
          </>
        )}
        {rollout.length > 0 && (
          <>
            <dt>Rollout</dt>
            {rollout.map((line) => (
              <dd key={line}>
                <Text of={line} />
              </dd>
            ))}
          </>
        )}
        {deployed && (
          <>
            <dt>Endpoint</dt>
            <dd>
              <code>{deployed.endpoint}</code>
            </dd>
          </>
        )}
        {(['tuning', 'evaluation'] as const).map(
          (purpose) => money?.[purpose] && <Spent key={purpose} purpose={purpose} amounts={money[purpose]} />,
        )}
        <dt>Made with</dt>
        <dd>
          configuration <code>{madeWith.configuration?.slice(0, 12) ?? 'none'}</code>, code <code>{madeWith.code}</code>
        </dd>
        <dt>On a terminal</dt>
        <dd>
          <code>npx landfall run {run.run}</code>
        </dd>
      </dl>
      {seen && <Canary seen={seen} />}
      <p>
        <a href={`${base}runs?pipeline=${encodeURIComponent(run.pipeline)}`}>All runs of {run.pipeline}</a>
      </p>
    </>
  );
}

/** The evidence as it gathers: keys that were answered, and bad ones among them, at the canary and beside it. */
function Canary({ seen }: { seen: NonNullable<RunNow['seen']> }) {
  return (
    <div class="wide" tabIndex={0}>
      <table>
        <caption>Steps of the canary, in keys that were answered</caption>
        <thead>
          <tr>
            <th scope="col">step</th>
            {['canary', 'bad', 'beside it', 'bad'].map((title, at) => (
              <th key={at} scope="col" class="number">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {seen.map(({ to, canary, control }, at) => (
            <tr key={at}>
              <th scope="row">{to === 0 ? 'unseen' : `at ${percent(to)}`}</th>
              {[canary.asked, canary.bad, control.asked, control.bad].map((count, place) => (
                <td key={place} class="number">
                  {thousands(count)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Spent({ purpose, amounts }: { purpose: string; amounts: { committed: number; spent?: number } }) {
  const { committed, spent } = amounts;
  return (
    <>
      <dt>Money for {purpose}</dt>
      <dd>
        {spent === undefined
          ? `${formatDollars(committed)} committed; the bill is not known yet`
          : `${formatDollars(spent)} spent, of ${formatDollars(committed)} committed`}
      </dd>
    </>
  );
}

function Ending({ error }: { error: NonNullable<RunNow['error']> }) {
  return (
    <div class="problem" role="alert">
      <p>
        {error.stage} failed: <Text of={error.message} />
      </p>
      {error.where && (
        <p class="quiet">
          <Text of={error.where} />
        </p>
      )}
      {error.fix && (
        <p>
          <Text of={error.fix} />
        </p>
      )}
    </div>
  );
}
