/** The frame around every page: where one is, where one can go, and the keys for it. */
import { ErrorBoundary, lazy, LocationProvider, Route, Router, useLocation } from 'preact-iso';
import { base, pathOf } from './place';
import { HomePage } from './pages/home';
import { Keys } from './parts/keys';
import { NotFound } from './pages/not-found';

const RunsPage = lazy(() => import('./pages/runs').then(({ RunsPage: page }) => page));
const RunPage = lazy(() => import('./pages/run').then(({ RunPage: page }) => page));
const VersionsPage = lazy(() => import('./pages/data/versions').then(({ VersionsPage: page }) => page));
const DropPage = lazy(() => import('./pages/data/drop').then(({ DropPage: page }) => page));
const VersionPage = lazy(() => import('./pages/data/version').then(({ VersionPage: page }) => page));
const ExamplePage = lazy(() => import('./pages/data/example').then(({ ExamplePage: page }) => page));
const DifferencesPage = lazy(() => import('./pages/data/differences').then(({ DifferencesPage: page }) => page));
const AnswerPage = lazy(() => import('./pages/data/answer').then(({ AnswerPage: page }) => page));
const LineagePage = lazy(() => import('./pages/data/lineage').then(({ LineagePage: page }) => page));
const PlaygroundPage = lazy(() => import('./pages/playground/playground').then(({ PlaygroundPage: page }) => page));
const ObjectPage = lazy(() => import('./pages/data/object').then(({ ObjectPage: page }) => page));
const ComparePage = lazy(() => import('./pages/compare').then(({ ComparePage: page }) => page));
const MonitorPage = lazy(() => import('./pages/monitor').then(({ MonitorPage: page }) => page));
const AlertPage = lazy(() => import('./pages/alert').then(({ AlertPage: page }) => page));

const areas = [
  ['', 'Home'],
  ['runs', 'Runs'],
  ['data', 'Data'],
  ['compare', 'Compare'],
  ['monitor', 'Monitor'],
  ['playground', 'Playground'],
] as const;

export function App() {
  return (
    <LocationProvider scope={base}>
      <a class="skip" href={`${location.pathname}#content`}>
        To the content
      </a>
      <Bar />
      <Keys />
      <main id="content" tabIndex={-1}>
        <ErrorBoundary>
          <Router>
            <Route path={base} component={HomePage} />
            <Route path={`${base}runs`} component={RunsPage} />
            <Route path={`${base}pipelines/:pipeline/runs/:run/:tab?`} component={RunPage} />
            <Route path={`${base}data`} component={VersionsPage} />
            <Route path={`${base}pipelines/:pipeline/versions/:version`} component={VersionPage} />
            <Route path={`${base}pipelines/:pipeline/versions/:version/examples/:key`} component={ExamplePage} />
            <Route path={`${base}drop`} component={DropPage} />
            <Route path={`${base}differences`} component={DifferencesPage} />
            <Route path={`${base}answers/:id`} component={AnswerPage} />
            <Route path={`${base}lineage/:id`} component={LineagePage} />
            <Route path={`${base}playground/:pipeline?`} component={PlaygroundPage} />
            <Route path={`${base}object`} component={ObjectPage} />
            <Route path={`${base}compare`} component={ComparePage} />
            <Route path={`${base}monitor/:pipeline?`} component={MonitorPage} />
            <Route path={`${base}alerts/:alert`} component={AlertPage} />
            <Route default component={NotFound} />
          </Router>
        </ErrorBoundary>
      </main>
    </LocationProvider>
  );
}

function Bar() {
  const { path } = useLocation();
  const here = pathOf(path).split('/')[0];
  return (
    <header class="bar">
      <a class="brand" href={base}>
        Landfall
      </a>
      <nav aria-label="Areas">
        {areas.map(([place, title]) => (
          <a key={place} href={base + place} aria-current={here === place ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
    </header>
  );
}
